import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Where `npm run dev` finds the API; the built console is served by it.
const api = process.env.CLEW_API ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { tsconfigPaths: true },
  build: {
    // Older targets would make Vite rewrite light-dark(), which loses colours.
    target: ["chrome123", "firefox120", "safari17.5"],
    outDir: process.env.CLEW_CONSOLE_OUT ?? "../src/clew/api/console/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { "/api": { target: api, changeOrigin: true } } },
});
