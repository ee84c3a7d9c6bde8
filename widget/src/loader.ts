// The one line that a bureau embeds. It draws the help tab, keeps the calls made before it came, and fetches the rest
// on the first click. It stores nothing, and asks the network for nothing, until then.
import type { DaobanApi, OpenedBy } from './api.ts';
import { readEmbed } from './embed.ts';
import { MARKER, OPEN_FLAG, type Host, type Panel, type PanelModule } from './host.ts';
import { DaobanHelp } from './loader/element.ts';
import { Emitter } from './loader/emitter.ts';
import { PageWatch } from './loader/page-watch.ts';
import { PAGE_STYLES, sheetOf } from './loader/tab.styles.ts';
import { languageOf } from './locales/language.ts';

/** Draw the tab and answer the page's calls; the panel is fetched once, when it is first wanted. */
function start(script: HTMLScriptElement): DaobanApi {
  const element = new DaobanHelp();
  const embed = readEmbed(script, document);
  const { on, off, emit } = new Emitter();
  const watch = new PageWatch(document);
  const host: Host = { element, embed, watch, tickets: undefined, adaptor: null, emit };
  let panel: Panel | undefined;
  let loading: Promise<Panel> | undefined;
  /** Grows with each failure. */
  let query = '';

  const fetchPanel = async (): Promise<Panel> => {
    // absolute: in a plain script from another origin a relative import() resolves against about:blank;
    // queried anew: some browsers remember a failed import for as long as the page lives; not its imports, which would then
    // be there twice and define every element twice;
    // together: the panel's imports would else be asked for only once it has come
    try {
      const files = __DAOBAN_PANEL__.map((name, at) => import(/* @vite-ignore */ new URL(at ? name : name + query, embed.source).href));
      panel = await ((await Promise.all(files))[0] as PanelModule).mount(host);
      return panel;
    } catch (fault) {
      loading = undefined;
      query += '?';
      emit('error', { code: 'panel_unreachable', message: String(fault) });
      throw fault;
    }
  };
  const load = (): Promise<Panel> => (loading ??= fetchPanel());
  const open = (by: OpenedBy): void => {
    if (!panel) element.show('loading');
    load().then(
      (loaded) => loaded.open(by),
      () => element.show('failed'),
    );
  };
  const place = (): void => {
    document.body.append(element);
    queueMicrotask(() => emit('ready', {})); // after the kept calls, which may listen for it
    if (stored((storage, key) => storage.getItem(key))) load().catch(() => undefined);
  };

  element.embed = embed;
  element.setUnread(0);
  element.tab.onclick = () => open('tab');
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('[data-daoban-open]')) open('link');
  });
  document.adoptedStyleSheets.push(sheetOf(PAGE_STYLES));
  if (document.body) place();
  else document.addEventListener('DOMContentLoaded', place);

  return {
    on,
    off,
    open: () => open('api'),
    close: () => panel?.close(),
    update(context) {
      watch.declared = context ?? {};
      watch.touched();
    },
    identify(source) {
      host.tickets = source;
      if (panel) panel.identify();
      else if (!source) forget();
    },
    reset: () => (panel ? panel.reset() : forget()),
    adapt(adaptor) {
      host.adaptor = adaptor;
      watch.touched();
    },
    setLocale(locale) {
      embed.language = languageOf(locale);
      element.setUnread(0);
      panel?.setLocale();
    },
  };
}

/** Use what says that a session, or the panel, was open; nothing where storage is blocked. */
function stored(use: (storage: Storage, key: string) => unknown): unknown {
  try {
    return use(localStorage, MARKER) ?? use(sessionStorage, OPEN_FLAG);
  } catch {
    return null;
  }
}

function forget(): void {
  stored((storage, key) => storage.removeItem(key));
}

/** Put the real API in the place of the page's stub and make the calls that it kept: `daoban('open')`, `daoban.open()`. */
function install(api: DaobanApi): void {
  const kept = window.daoban?.q ?? [];
  const call = (name: keyof DaobanApi, ...given: unknown[]): unknown =>
    (api[name] as ((...given: unknown[]) => unknown) | undefined)?.(...given);
  window.daoban = Object.assign(call, api);
  for (const [name, ...given] of kept as [keyof DaobanApi, ...unknown[]][]) call(name, ...given);
}

const script = document.currentScript ?? document.querySelector('script[src*="/daoban.js"]');
if (customElements.get('daoban-help')) console.warn('daoban: embedded twice');
else if (script instanceof HTMLScriptElement) {
  customElements.define('daoban-help', DaobanHelp);
  install(start(script));
}
