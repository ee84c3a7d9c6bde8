// Everything but the help tab: fetched on the first click, drawn into the shadow root of <daoban-help>.
import type { OpenedBy } from './api.ts';
import { Dock } from './components/dock.ts';
import { PanelElement } from './components/panel.ts';
import { OPEN_FLAG, type Host, type Panel } from './host.ts';
import { speak } from './locales/words.ts';
import { Help } from './session/help.ts';
import { focused } from '@daoban/client/focus.ts';
import { safeStorage } from '@daoban/client/index.ts';
import { sheetOf } from './loader/tab.styles.ts';

/** What takes the focus, or is scrolled to, stands above the sheet, with a line for its message; gone with the sheet. */
const ABOVE_SHEET = '@media (max-width: 1023px) { [data-daoban-sheet] { scroll-padding-block-end: calc(var(--daoban-sheet) + 64px); } }';

/** Called by the loader, once. */
export async function mount(host: Host): Promise<Panel> {
  await speak(host.embed.language);
  return new Shell(host);
}

/** Keeps the panel's element on the page, its place, and the focus between the two. */
class Shell implements Panel {
  readonly #host: Host;
  readonly #help: Help;
  readonly #tab = safeStorage('session');
  #element!: PanelElement;
  #isOpen = false;
  /** What had the focus on the page last. */
  #from: HTMLElement | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.#help = new Help(host);
    document.adoptedStyleSheets.push(sheetOf(ABOVE_SHEET));
    this.#draw();
    host.watch.changed = () => {
      this.#help.page.look();
      this.#followDialog();
    };
    document.addEventListener('keydown', this.#pressed);
    document.addEventListener('focusin', ({ target }) => {
      if (target !== host.element) this.#from = target as HTMLElement;
    });
    if (this.#tab.getItem(OPEN_FLAG) !== null) this.#reveal('resume');
    void this.#help.start();
  }

  open(by: OpenedBy): void {
    if (!this.#isOpen) this.#reveal(by);
    void this.#help.start();
    void this.#element.updateComplete.then(() => this.#element.focus());
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const had = document.activeElement === this.#host.element;
    this.#tab.removeItem(OPEN_FLAG);
    this.#element.hidden = true;
    this.#host.element.show('tab');
    this.#element.dock.show(false);
    this.#help.show(false);
    if (had) this.#host.element.tab.focus();
    this.#host.emit('close', {});
  }

  identify(): void {
    if (this.#host.tickets) void this.#help.start(true);
    else this.#help.leave();
  }

  reset(): void {
    this.#tab.removeItem(OPEN_FLAG);
    this.#help.leave();
    this.close();
  }

  setLocale(): void {
    void speak(this.#host.embed.language).then(() => {
      this.#element.dock.leave();
      this.#element.remove();
      this.#draw();
    });
  }

  #reveal(by: OpenedBy): void {
    this.#isOpen = true;
    this.#tab.setItem(OPEN_FLAG, '1');
    this.#element.hidden = false;
    this.#host.element.show('panel');
    this.#followDialog();
    this.#element.dock.show(true);
    this.#help.show(true);
    this.#host.emit('open', { by });
  }

  #draw(): void {
    const { embed, watch, element: home } = this.#host;
    const element = new PanelElement();
    element.help = this.#help;
    element.fold = () => this.close();
    element.dock = new Dock(element, !embed.overlay, () => this.#help.guide?.pointedAt ?? watch.errorElement(), () => element.requestUpdate());
    element.hidden = !this.#isOpen;
    element.lang = embed.language;
    element.setAttribute('theme', embed.theme);
    element.toggleAttribute('overlay', embed.overlay);
    home.shadowRoot?.append(element);
    this.#element = element;
    if (this.#isOpen) element.dock.show(true);
  }

  /** An open modal dialog makes all else inert: the panel goes with it, and back when it closes. */
  #followDialog(): void {
    const home = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
    const { element } = this.#host;
    if (element.parentNode === home || !(this.#isOpen || home === document.body)) return;
    const inside = element.shadowRoot?.activeElement && focused();
    home.append(element);
    inside?.focus();
  }

  /** F6 goes between page and panel; Esc leaves the panel for the page. Neither folds it. */
  readonly #pressed = (event: KeyboardEvent): void => {
    if (!this.#isOpen || event.defaultPrevented || event.isComposing) return;
    const inside = document.activeElement === this.#host.element;
    if (event.key === 'F6' && !inside) {
      event.preventDefault();
      this.#element.focus();
    } else if (inside && (event.key === 'F6' || event.key === 'Escape')) {
      event.preventDefault();
      this.#toPage();
    }
  };

  #toPage(): void {
    // what had the focus may be hidden by now, as the way to help beside an error is while the panel is open
    const from = this.#from?.getClientRects().length ? this.#from : this.#host.watch.errorElement();
    const place = from ?? this.#host.watch.form() ?? document.querySelector<HTMLElement>('main,h1') ?? document.body;
    if (place.tabIndex < 0 && !place.hasAttribute('tabindex')) place.tabIndex = -1;
    place.focus();
  }
}
