import type { Embed } from '../embed.ts';
import { TAB_WORDS } from '../locales/tab.ts';
import { TAB_STYLES } from './tab.styles.ts';

const SVG = 'http://www.w3.org/2000/svg';
const MARK = 'M3 19h6.5V9.5H13M13 4.5h8v9.5h-8z';

/**
 * `<daoban-help>`: the help tab, and the root in which the panel is drawn once it is loaded.
 * A page that throws it away by re-rendering gets it back.
 */
export class DaobanHelp extends HTMLElement {
  /** Called when the tab is pressed. */
  onHelp: () => void = () => undefined;
  readonly #tab = document.createElement('button');
  readonly #label = document.createElement('span');
  readonly #count = document.createElement('b');
  readonly #note = document.createElement('div');
  #embed: Embed | undefined;
  #unread = 0;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(TAB_STYLES);
    root.adoptedStyleSheets = [sheet];
    this.#tab.className = 'tab';
    this.#tab.type = 'button';
    this.#tab.accessKey = 'h';
    this.#tab.append(mark(), this.#label, this.#count);
    this.#tab.onclick = () => this.onHelp();
    this.#note.className = 'note';
    this.#note.setAttribute('role', 'alert');
    root.append(this.#tab, this.#note);
    visualViewport?.addEventListener('resize', this.#hideFromKeyboard);
  }

  disconnectedCallback(): void {
    // a move, as into an open dialog, connects it again in the same task
    queueMicrotask(() => this.isConnected || document.body.append(this));
  }

  /** Draw the words of the embed's language. */
  speak(embed: Embed): void {
    this.#embed = embed;
    this.lang = embed.language;
    this.#draw();
  }

  /** Show that `count` messages have not been seen. */
  setUnread(count: number): void {
    this.#unread = count;
    this.#draw();
  }

  /** Show the tab as waiting for the panel, with it on show, or as it was. */
  show(what: 'tab' | 'loading' | 'failed' | 'panel'): void {
    this.#tab.hidden = what === 'panel';
    this.#tab.ariaBusy = String(what === 'loading');
    this.#note.textContent = what === 'failed' && this.#embed ? TAB_WORDS[this.#embed.language].failed : '';
  }

  focusTab(): void {
    this.#tab.focus();
  }

  #draw(): void {
    if (!this.#embed) return;
    const words = TAB_WORDS[this.#embed.language];
    this.#label.textContent = words.help;
    this.#tab.ariaLabel = words.name(this.#unread);
    this.#count.textContent = this.#unread > 99 ? '99+' : String(this.#unread);
    this.#count.hidden = !this.#unread;
  }

  /** An on-screen keyboard takes at least a quarter of the height; the tab would sit on the field being filled in. */
  readonly #hideFromKeyboard = (): void => {
    this.#tab.classList.toggle('typing', (visualViewport?.height ?? innerHeight) < innerHeight * 0.75);
  };
}

function mark(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.ariaHidden = 'true';
  path.setAttribute('d', MARK);
  svg.append(path);
  return svg;
}
