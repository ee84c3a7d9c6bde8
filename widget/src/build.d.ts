/** File name of the panel's entry chunk, beside the loader; put in by vite.config.ts. */
declare const __DAOBAN_PANEL__: string;
