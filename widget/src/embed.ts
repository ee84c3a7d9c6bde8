import { languageOf, type Language } from './locales/language.ts';

/** How a page embeds the widget, read once from its script tag. */
export interface Embed {
  /** The hub's address with a final slash: the folder above the one that this script came from. */
  readonly hub: URL;
  /** The loader's own address; the panel lies beside it. */
  readonly source: URL;
  /** Where to ask for help tickets; null: the page calls `daoban.identify`. */
  readonly ticketUrl: string | null;
  readonly dock: 'push' | 'overlay';
  readonly theme: 'light' | 'dark' | 'auto';
  language: Language;
}

/** Return the embed that `script` declares; `page` says the language where the script does not. */
export function readEmbed(script: HTMLScriptElement, page: Document): Embed {
  const said = script.dataset;
  const source = new URL(script.src, page.baseURI);
  return {
    hub: new URL('..', source),
    source,
    ticketUrl: said['daobanTicket'] ?? null,
    dock: said['daobanDock'] === 'overlay' ? 'overlay' : 'push',
    theme: said['daobanTheme'] === 'dark' || said['daobanTheme'] === 'auto' ? said['daobanTheme'] : 'light',
    language: languageOf(said['daobanLocale'] ?? page.documentElement.lang),
  };
}
