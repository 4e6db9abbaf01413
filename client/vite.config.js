import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// Built into the Python package; names carry the hash of their content, so the service worker may keep them for ever.
export default defineConfig({
  base: "/static/lapangan/",
  plugins: [vue({ features: { optionsAPI: false } })],
  define: { __VUE_PROD_DEVTOOLS__: "false" },
  build: {
    outDir: "../src/pilar/evidence/field/app/static/lapangan",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // no data: addresses: the Content-Security-Policy of these pages refuses to fetch them
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
