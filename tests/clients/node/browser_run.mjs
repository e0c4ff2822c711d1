// Bundles browser_page.js and runs it in a real browser, on a page of another origin than the server's:
//   node browser_run.mjs CHROMIUM URL WRITE_KEY COUNT DELIVERY_JSON
// Prints the ids that the library gave its events; then, once standard input ends, every error that the browser saw.
import { createServer } from "node:http";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const [, , executablePath, url, writeKey, count, delivery] = process.argv;
const bundle = await build({ entryPoints: ["browser_page.js"], bundle: true, format: "iife", write: false, minify: true });
const settings = JSON.stringify({ url, writeKey, delivery: JSON.parse(delivery) });
const page = `<!doctype html><title>T</title><link rel="icon" href="data:,"><script>window.CLEW=${settings}</script><script src="/page.js"></script>`;
const shop = createServer((request, response) => {
  const script = request.url === "/page.js";
  response.setHeader("content-type", script ? "text/javascript" : "text/html");
  response.end(script ? bundle.outputFiles[0].text : page);
});
await new Promise((listening) => shop.listen(0, "127.0.0.1", listening));

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const browser = await chromium.launch({ executablePath, headless: true, args: flags });
const complaints = [];
const tab = await browser.newPage();
tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
tab.on("pageerror", (error) => complaints.push(error.message));
await tab.goto(`http://localhost:${shop.address().port}/?utm_source=news&utm_campaign=c1`);
await tab.waitForFunction(() => window.run);
const ids = await tab.evaluate((events) => window.run(events), Number(count));
console.log(JSON.stringify(ids));
for await (const _ of process.stdin);
await browser.close();
shop.close();
console.log(JSON.stringify(complaints));
