import { expect, test } from "vitest";

const sources = import.meta.glob<string>("./**/*.tsx", { query: "?raw", import: "default", eager: true });
const styles = import.meta.glob("../node_modules/@mantine/core/styles/*.layer.css");
const listed = import.meta.glob<string>("./vendor.ts", { query: "?raw", import: "default", eager: true });

test("vendor.ts has the styles of every component that is used", () => {
  const used = Object.values(sources)
    .flatMap((source) => [...source.matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)])
    .flatMap(([, names = ""]) => names.split(",").map((name) => `/${name.trim()}.layer.css`));
  const known = Object.keys(styles).map((path) => path.slice(path.lastIndexOf("/")));
  expect(known.length).toBeGreaterThan(50);
  expect(used.filter((name) => known.includes(name) && !listed["./vendor.ts"]?.includes(name))).toEqual([]);
});
