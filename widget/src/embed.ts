import { languageOf, type Language } from './locales/language.ts';

/** How a page embeds the widget, read once from its script tag. */
export interface Embed {
  /** The hub's address with a final slash: the folder above the one that this script came from. */
  readonly hub: URL;
  /** The loader's own address; the panel lies beside it. */
  readonly source: URL;
  /** Where to ask for help tickets; null: the page calls `daoban.identify`. */
  readonly ticketUrl: string | null;
  /** The page cannot make room: the panel floats over it. */
  readonly overlay: boolean;
  /** `dark`, or `auto` for the system's; anything else is light. */
  readonly theme: string;
  /** All that the script tag declares; what only the panel needs is read there. */
  readonly said: DOMStringMap;
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
    overlay: said['daobanDock'] === 'overlay',
    theme: said['daobanTheme'] ?? '',
    said,
    language: languageOf(said['daobanLocale'] ?? page.documentElement.lang),
  };
}
