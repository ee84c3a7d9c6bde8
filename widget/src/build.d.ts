/** The panel's file and those that it imports, beside the loader; put in by vite.config.ts. */
declare const __DAOBAN_PANEL__: readonly [string, ...string[]];
