// Builds what a bureau's page loads from the hub:
//   dist/daoban.js          the loader, stable name, one plain script without imports (src/loader.ts)
//   dist/panel-<hash>.js    everything else, fetched on the first click (src/panel.ts), with its own lazy chunks
// The loader learns the names of the panel's file and of what that imports as __DAOBAN_PANEL__ and must import them
// by an absolute address made from document.currentScript.src: in a plain script from another origin a relative
// import() resolves against about:blank.
import { build, defineConfig, type Plugin, type Rolldown } from 'vite';

const root = import.meta.dirname;
const target = 'es2022';

/** Fetched when it is first needed, by an import() of its own. */
const LATER = /\/src\/(guide|adaptor|marks|moved|slip|files|announce)\/|\/client\/src\/(guidance|slips|purged)\.ts$|\/(whole|later|paper|rating[.\w]*|asides)\.ts$|\/locales\/(en|errors)\.ts$/;

/**
 * Leaves out what the panel never runs: Socket.IO's WebTransport (the hub speaks websocket and polling), and the
 * bundler's preloading of a lazy chunk's own chunks, which would put <link>s into the bureau's page.
 */
function unused(): Plugin {
  const stubs: [RegExp, string][] = [
    [/engine\.io-client\/build\/esm\/transports\/webtransport\.js$/, 'export class WT {}'],
    [/^\0vite\/preload-helper\.js$/, 'export const __vitePreload = (load) => load();'],
  ];
  return {
    name: 'daoban-unused',
    enforce: 'pre',
    load: (id) => stubs.find(([pattern]) => pattern.test(id))?.[1] ?? null,
  };
}

/**
 * Takes the layout for readers out of style sheets and templates; a bundler leaves what stands in a string alone. In what
 * it has written, a line that begins with spaces is inside a template: there one space is as good to a browser.
 */
function unspaced(): Plugin {
  const tight = (rules: string): string => rules.replace(/\s+/g, ' ').replace(/ ?([{};,>]) ?/g, '$1').replace(/: /g, ':').replaceAll(';}', '}');
  return {
    name: 'daoban-unspaced',
    apply: 'build',
    enforce: 'pre',
    transform: (code, id) => {
      if (/\/src\/.*\.styles\.ts$/.test(id)) return code.replace(/css`[^`]*`/g, tight);
      return /\/src\/.*\.ts$/.test(id) ? code.replace(/(?<=[>}])\n\s+(?=<|\$\{)/g, ' ') : null;
    },
    generateBundle: (_options, bundle) => {
      for (const item of Object.values(bundle)) if (item.type === 'chunk') item.code = item.code.replace(/\n +/g, ' ');
    },
  };
}

/** Writes the loader after the panel, when the panel's hashed name is known. */
function loader(): Plugin {
  return {
    name: 'daoban-loader',
    apply: 'build',
    async writeBundle(_options, bundle) {
      const panel = Object.values(bundle).find((item): item is Rolldown.OutputChunk => item.type === 'chunk' && item.isEntry);
      if (panel === undefined) throw new Error('the panel build has no entry chunk');
      await build({
        root,
        configFile: false,
        logLevel: 'warn',
        define: { __DAOBAN_PANEL__: JSON.stringify([panel.fileName, ...panel.imports]) },
        build: {
          target,
          emptyOutDir: false,
          copyPublicDir: false,
          modulePreload: false,
          rolldownOptions: {
            input: { daoban: 'src/loader.ts' },
            output: { format: 'iife', entryFileNames: '[name].js' },
          },
        },
      });
    },
  };
}

export default defineConfig({
  root,
  base: './',
  plugins: [unused(), unspaced(), loader()],
  // 10 kB gzip lighter than the package, see the file
  resolve: { alias: { 'socket.io-client': `${root}/src/wire/socket-io.ts` } },
  build: {
    target,
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0, // a strict img-src has no data:
    modulePreload: false,
    rolldownOptions: {
      input: { panel: 'src/panel.ts' },
      preserveEntrySignatures: 'exports-only',
      output: {
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        // one file for all that the panel begins with: in several, each would be compressed from nothing
        codeSplitting: { groups: [{ name: 'core', test: (id) => !LATER.test(id) }] },
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
});
