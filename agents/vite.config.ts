// Builds the officer console: dist/index.html and dist/assets/*, served under /console/.
// Nothing inline in the page: the hub serves it with a Content-Security-Policy that allows scripts and styles from itself only.
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0, // a strict img-src and font-src have no data:
    modulePreload: { polyfill: false },
  },
});
