// The one line that a bureau embeds. It draws the help tab, keeps the calls made before it came, and fetches the rest
// on the first click. It stores nothing, and asks the network for nothing, until then.
import type { DaobanApi, OpenedBy } from './api.ts';
import { readEmbed, type Embed } from './embed.ts';
import { MARKER, OPEN_FLAG, type Host, type Panel, type PanelModule } from './host.ts';
import { DaobanHelp } from './loader/element.ts';
import { pageRoom } from './loader/room.ts';
import { Emitter } from './loader/emitter.ts';
import { PageWatch } from './loader/page-watch.ts';
import { languageOf } from './locales/language.ts';

class Loader {
  readonly #embed: Embed;
  readonly #element = new DaobanHelp();
  readonly #events = new Emitter();
  readonly #host: Host;
  #loading: Promise<Panel> | undefined;
  #panel: Panel | undefined;
  #tries = 0;

  constructor(embed: Embed) {
    this.#embed = embed;
    this.#host = {
      element: this.#element,
      embed,
      watch: new PageWatch(document),
      tickets: undefined,
      emit: (name, detail) => this.#events.emit(name, detail),
  
  };
    this.#element.speak(embed);
    this.#element.onHelp = () => this.#open('tab');
    document.addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('[data-daoban-open]')) this.#open('link');
    });
    document.adoptedStyleSheets.push(pageRoom());
    whenBody(() => {
      document.body.append(this.#element);
      queueMicrotask(() => this.#events.emit('ready', {})); // after the kept calls, which may listen for it
      if (marked()) void this.#load();
    });
  }

  api(): DaobanApi {
    return {
      open: () => this.#open('api'),
      close: () => this.#panel?.close(),
      update: (context) => {
        this.#host.watch.declared = context ?? {};
        this.#host.watch.touched();
      },
      on: (name, listener) => this.#events.on(name, listener),
      off: (name, listener) => this.#events.off(name, listener),
      identify: (source) => {
        this.#host.tickets = source;
        if (source || this.#panel) this.#panel?.identify();
        else forget();
      },
      reset: () => (this.#panel ? this.#panel.reset() : forget()),
      setLocale: (locale) => {
        this.#embed.language = languageOf(locale);
        this.#element.speak(this.#embed);
        this.#panel?.setLocale();
      },
    };
  }

  #open(by: OpenedBy): void {
    this.#element.show('loading');
    this.#load().then(
      (panel) => panel.open(by),
      () => this.#element.show('failed'),
    );
  }

  #load(): Promise<Panel> {
    this.#loading ??= this.#fetch().catch((fault: unknown) => {
      this.#loading = undefined;
      this.#events.emit('error', { code: 'panel_unreachable', message: String(fault) });
      throw fault;
    });
    return this.#loading;
  }

  async #fetch(): Promise<Panel> {
    // absolute: in a plain script from another origin a relative import() resolves against about:blank;
    // numbered from the second try on: some browsers remember a failed import for as long as the page lives
    const address = new URL(__DAOBAN_PANEL__, this.#embed.source);
    if (this.#tries++) address.search = `try=${this.#tries}`;
    const module = (await import(/* @vite-ignore */ address.href)) as PanelModule;
    this.#panel = await module.mount(this.#host);
    return this.#panel;
  }
}

function whenBody(then: () => void): void {
  if (document.body) then();
  else document.addEventListener('DOMContentLoaded', then, { once: true });
}

function marked(): boolean {
  try {
    return localStorage.getItem(MARKER) !== null || sessionStorage.getItem(OPEN_FLAG) !== null;
  } catch {
    return false; // storage is blocked: nothing was kept
  }
}

function forget(): void {
  try {
    localStorage.removeItem(MARKER);
    sessionStorage.removeItem(OPEN_FLAG);
  } catch {
    // storage is blocked: nothing was kept
  }
}

/** Put the real API in the place of the page's stub and make the calls that it kept, by name or as functions. */
function install(api: DaobanApi): void {
  const kept = window.daoban?.q ?? [];
  const call = (name: keyof DaobanApi, ...given: unknown[]): unknown =>
    (api[name] as ((...given: unknown[]) => unknown) | undefined)?.(...given);
  window.daoban = Object.assign(call, api);
  for (const [name, ...given] of kept as [keyof DaobanApi, ...unknown[]][]) call(name, ...given);
}

const script = document.currentScript ?? document.querySelector('script[src*="/daoban.js"]');
if (customElements.get('daoban-help')) {
  console.warn('daoban: the widget is already on this page; the second script does nothing');
} else if (script instanceof HTMLScriptElement) {
  customElements.define('daoban-help', DaobanHelp);
  install(new Loader(readEmbed(script, document)).api());
}
