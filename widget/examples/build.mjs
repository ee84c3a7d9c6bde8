// Builds one example page as a plain script: `node widget/examples/build.mjs react out/react.js`.
import { basename, dirname, join } from 'node:path';
import { build } from 'vite';

const [name, file] = process.argv.slice(2);
await build({
  configFile: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    lib: { entry: join(import.meta.dirname, `${name}.js`), formats: ['iife'], name: 'example', fileName: () => basename(file) },
    outDir: dirname(file),
    emptyOutDir: false,
    target: 'es2022',
  },
});
