// After `vite build`: the service worker with its list of files, and compressed twins that WhiteNoise hands out.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { join } from "node:path";
import { generateSW } from "workbox-build";

const out = "../src/pilar/evidence/field/app/static/lapangan";
const shell = createHash("sha256").update(readFileSync(join(out, "index.html"))).digest("hex").slice(0, 16);

const { count, size, warnings } = await generateSW({
  globDirectory: out,
  globPatterns: ["assets/*", "*.{svg,png,woff2}"],
  modifyURLPrefix: { "": "/static/lapangan/" },
  dontCacheBustURLsMatching: /assets\//,
  additionalManifestEntries: [{ url: "/lapangan/", revision: shell }],
  navigateFallback: "/lapangan/",
  navigateFallbackAllowlist: [/^\/lapangan\/$/],
  swDest: join(out, "sw.js"),
  inlineWorkboxRuntime: true,
  sourcemap: false,
  skipWaiting: false, // a new version waits until the outbox is empty (src/update.js)
  clientsClaim: true,
  cleanupOutdatedCaches: true,
  mode: "production",
});
for (const warning of warnings) console.warn(warning);
for (const name of readdirSync(join(out, "assets"))) {
  if (/\.(js|css|wasm)$/.test(name)) {
    const path = join(out, "assets", name);
    const body = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  }
}
rmSync(join(out, "sw.js.map"), { force: true });
console.log(`service worker: ${count} files, ${(size / 1024).toFixed(0)} kB kept`);
