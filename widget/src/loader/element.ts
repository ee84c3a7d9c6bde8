import type { Embed } from '../embed.ts';
import { TAB_WORDS } from '../locales/tab.ts';
import { sheetOf, TAB_STYLES } from './tab.styles.ts';

const SVG = 'http://www.w3.org/2000/svg';
const MARK = 'M3 19h6.5V9.5H13M13 4.5h8v9.5h-8z';

/**
 * `<daoban-help>`: the help tab, and the root in which the panel is drawn once it is loaded.
 * A page that throws it away by re-rendering gets it back.
 */
export class DaobanHelp extends HTMLElement {
  /** Set before it comes on the page; its language may change. */
  embed!: Embed;
  /** The help tab; whoever presses it is told by a click. */
  readonly tab = document.createElement('button');
  readonly #label = document.createElement('span');
  readonly #count = document.createElement('b');
  readonly #note = document.createElement('div');

  constructor() {
    super();
    const { tab } = this;
    const root = this.attachShadow({ mode: 'open' });
    const mark = document.createElementNS(SVG, 'svg');
    const path = document.createElementNS(SVG, 'path');
    root.adoptedStyleSheets = [sheetOf(TAB_STYLES)];
    tab.accessKey = 'h';
    mark.setAttribute('viewBox', '0 0 24 24');
    path.setAttribute('d', MARK);
    mark.append(path);
    tab.append(mark, this.#label, this.#count);
    this.#note.role = 'alert';
    root.append(tab, this.#note);
    // an on-screen keyboard takes at least a quarter of the height; the tab would sit on the field being filled in
    window.visualViewport?.addEventListener('resize', ({ target }) => {
      tab.classList.toggle('typing', (target as VisualViewport).height < innerHeight * 0.75);
    });
  }

  disconnectedCallback(): void {
    // a move, as into an open dialog, connects it again in the same task
    queueMicrotask(() => this.isConnected || document.body.append(this));
  }

  /** Show in the embed's language that `count` messages have not been seen. */
  setUnread(count: number): void {
    const words = TAB_WORDS[this.embed.language];
    this.lang = this.embed.language;
    this.#label.textContent = words.help;
    this.tab.ariaLabel = words.name(count);
    this.#count.textContent = String(count);
    this.#count.hidden = !count;
  }

  /** Show the tab as waiting for the panel, with it on show, or as it was. */
  show(what: 'tab' | 'loading' | 'failed' | 'panel'): void {
    this.tab.hidden = what === 'panel';
    this.tab.ariaBusy = String(what === 'loading');
    this.#note.textContent = what === 'failed' ? TAB_WORDS[this.embed.language].failed : '';
  }
}
