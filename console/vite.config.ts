import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type Rolldown } from "vite";

// Where `npm run dev` finds the API; the built console is served by it.
const api = process.env.CLEW_API ?? "http://127.0.0.1:8080";

// A route of a feature: its path, and the module of its screen.
const SCREEN = /path: "([^"]+)".*?import\("\.\/([^"]+)"\)/gs;

// What a tab shows is called as the tab is.
const PART = /\/parts\/(\w+)\.tsx$/;

export default defineConfig({
  plugins: [react(), first(), font(), eager()],
  resolve: { tsconfigPaths: true },
  build: {
    // Older targets would make Vite rewrite light-dark(), which loses colours.
    // As the documentation of the console says; `:has()` came to Firefox with 121.
    target: ["chrome123", "firefox121", "safari17.5"],
    outDir: process.env.CLEW_CONSOLE_OUT ?? "../src/clew/api/console/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // Each file costs a page some milliseconds: what every page needs is one, what many share is another.
        codeSplitting: {
          groups: [
            { name: "shell", tags: ["$initial"], priority: 2 },
            { name: "kit", minShareCount: 4, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": { target: api, changeOrigin: true } } },
});

/**
 * `first.js` runs before the page is drawn. It is told the files of each screen, so that they are fetched beside the
 * shell, and has a name that changes with its content, so that it is fetched but once.
 */
function first(): Plugin {
  let name = "src/first.js";
  return {
    name: "clew-first",
    enforce: "pre",
    generateBundle(_options, bundle) {
      const source = readFileSync(here("src/first.js"), "utf8").replace(
        "const files = {};",
        `const files = ${JSON.stringify(filesOfScreens(bundle))};`,
      );
      name = `assets/first-${createHash("sha256").update(source).digest("hex").slice(0, 8)}.js`;
      this.emitFile({ type: "asset", fileName: name, source });
    },
    transformIndexHtml: () => [{ tag: "script", attrs: { src: `/${name}` }, injectTo: "head-prepend" }],
  };
}

/** By the path of each screen, and of each part that a tab of it shows: the scripts and styles it needs besides the shell. */
function filesOfScreens(bundle: Rolldown.OutputBundle): Record<string, string[]> {
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const shell = needed(bundle, chunks.find((chunk) => chunk.isEntry)?.fileName ?? "");
  const found: Record<string, string[]> = {};
  for (const feature of readdirSync(here("src/features"), { withFileTypes: true })) {
    if (!feature.isDirectory()) continue;
    const folder = here(`src/features/${feature.name}`);
    for (const [, path, screen] of readFileSync(`${folder}/feature.ts`, "utf8").matchAll(SCREEN)) {
      const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId === `${folder}/${screen}.tsx`);
      if (!chunk) throw new Error(`no chunk of ${folder}/${screen}.tsx`);
      const own = needed(bundle, chunk.fileName);
      found[path] = [...own].filter((file) => !shell.has(file));
      for (const part of chunk.dynamicImports.map((name) => bundle[name])) {
        const [, tab] = (part?.type === "chunk" && part.facadeModuleId?.match(PART)) || [];
        if (!tab) continue;
        const all = needed(bundle, part.fileName, new Set(own));
        found[`${path} ${tab}`] = [...all].filter((file) => !shell.has(file));
      }
    }
  }
  return found;
}

/** A chunk and what it imports, with their styles. */
function needed(bundle: Rolldown.OutputBundle, name: string, found = new Set<string>()): Set<string> {
  const chunk = bundle[name];
  if (chunk?.type !== "chunk" || found.has(name)) return found;
  found.add(name);
  for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
  for (const other of chunk.imports) needed(bundle, other, found);
  return found;
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** The font is fetched beside the scripts: found by a style sheet alone, it comes when all has been laid out already. */
function font(): Plugin {
  return {
    name: "clew-font",
    transformIndexHtml: (_html, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => file.includes("inter-latin-wght-normal"))
        .map((file) => ({
          tag: "link",
          attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${file}` },
          injectTo: "head-prepend" as const,
        })),
  };
}

/**
 * Functions are compiled with their file, beside the page's thread, and browsers keep what was. Compiled when first
 * called, as they are otherwise, they cost every page anew: a third of all its work.
 */
function eager(): Plugin {
  return {
    name: "clew-eager",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === "chunk") file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
        }
      },
    },
  };
}
