/** Below this the panel is a sheet at the bottom, from it on a dock at the side. */
const DOCKED = '(min-width: 1024px)';
const WIDE = '(min-width: 1200px)';
const PHONE = '(max-width: 767px)';
const PEEK_PX = 64;
const ABOVE_FULL_PX = 48;
/** Between the field in trouble and the sheet. */
const STRIP_PX = 24;
/** An on-screen keyboard takes at least a quarter of the height. */
const KEYBOARD_SHARE = 0.75;

/** What must stay in sight beside the sheet, and how much of a phone's height the sheet may take for it. */
export interface Subject {
  getBoundingClientRect(): DOMRect;
  share?: number;
}

export type Height = 'peek' | 'half' | 'full';
const HEIGHTS: readonly Height[] = ['peek', 'half', 'full'];

/**
 * Where the panel is: docked with the page making room, or a sheet of three heights with the page padded below.
 * Tells the page by `data-daoban-docked`, `--daoban-dock`, `data-daoban-sheet`, `--daoban-sheet` on its root.
 */
export class Dock {
  readonly #panel: HTMLElement;
  readonly #push: boolean;
  readonly #trouble: () => Subject | undefined;
  readonly #changed: () => void;
  height: Height = 'half';
  #open = false;
  readonly #wide = matchMedia(DOCKED);
  readonly #gone = new AbortController();

  /** `trouble` answers what must stay in sight; `changed` is called when the shape of the panel changed. */
  constructor(panel: HTMLElement, push: boolean, trouble: () => Subject | undefined, changed: () => void) {
    this.#panel = panel;
    this.#push = push;
    this.#trouble = trouble;
    this.#changed = changed;
    const { signal } = this.#gone;
    for (const media of [this.#wide, matchMedia(WIDE)]) media.addEventListener('change', this.#apply, { signal });
    window.visualViewport?.addEventListener('resize', this.#apply, { signal });
  }

  /** The panel is drawn anew: another dock takes over. */
  leave(): void {
    this.#gone.abort();
  }

  get sheet(): boolean {
    return !this.#wide.matches;
  }

  /** The panel comes or goes. */
  show(open: boolean): void {
    this.#open = open;
    if (open && this.height === 'peek') this.height = 'half';
    this.#apply();
    if (open) this.#reveal();
  }

  set(height: Height): void {
    this.height = height;
    this.#apply();
  }

  /** One height up or down; there is always a button for it, dragging is the other way. */
  step(by: 1 | -1): void {
    const next = HEIGHTS[HEIGHTS.indexOf(this.height) + by];
    if (next) this.set(next);
  }

  /** Follow a finger on the handle, and take the nearest height where it leaves. */
  readonly grab = (down: PointerEvent): void => {
    const handle = down.currentTarget as HTMLElement;
    const start = this.#panel.getBoundingClientRect().height;
    let pixels = start;
    const move = (event: PointerEvent): void => {
      pixels = Math.max(PEEK_PX, Math.min(start + down.clientY - event.clientY, innerHeight - ABOVE_FULL_PX));
      this.#panel.style.setProperty('--sheet', `${pixels}px`);
    };
    const leave = (): void => {
      handle.removeEventListener('pointermove', move);
      const distance = (height: Height): number => Math.abs(this.#pixels(height) - pixels);
      this.set(HEIGHTS.reduce((best, height) => (distance(height) < distance(best) ? height : best)));
    };
    handle.setPointerCapture(down.pointerId);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', leave, { once: true });
  };

  readonly #apply = (): void => {
    const { sheet } = this;
    const open = this.#open;
    const docked = open && this.#push && !sheet;
    const root = document.documentElement;
    const width = matchMedia(WIDE).matches ? 400 : 360;
    const pixels = this.#pixels(this.height);
    const covered = keyboardHeight();
    root.toggleAttribute('data-daoban-docked', docked);
    root.toggleAttribute('data-daoban-sheet', open && sheet);
    setOrRemove(root, '--daoban-dock', docked ? `${width}px` : null);
    setOrRemove(root, '--daoban-sheet', open && sheet ? `${pixels + covered}px` : null);
    this.#panel.style.setProperty('--dock', `${width}px`);
    this.#panel.style.setProperty('--sheet', `${Math.min(pixels, (visualViewport?.height ?? innerHeight) - ABOVE_FULL_PX)}px`);
    this.#panel.style.setProperty('--keyboard', `${covered}px`);
    this.#changed();
  };

  #pixels(height: Height): number {
    if (height === 'peek') return PEEK_PX;
    if (height === 'full') return innerHeight - ABOVE_FULL_PX;
    if (!matchMedia(PHONE).matches) return Math.round(innerHeight * 0.46);
    const trouble = this.#trouble();
    const field = trouble?.getBoundingClientRect().height ?? 0;
    const room = innerHeight - Math.min(field, innerHeight / 3) - STRIP_PX;
    return Math.round(Math.max(innerHeight * 0.5, Math.min(room, innerHeight * (trouble?.share ?? 0.58))));
  }

  /** Scroll the page so that what is in trouble stands above the sheet. */
  #reveal(): void {
    const trouble = this.#trouble();
    if (!trouble && this.sheet) revealFocused();
    const box = trouble?.getBoundingClientRect();
    if (!box || !this.sheet || (box.top >= 0 && box.bottom < innerHeight - this.#pixels(this.height))) return;
    const gentle = matchMedia('(prefers-reduced-motion: no-preference)').matches;
    scrollBy({ top: box.top - STRIP_PX / 2, behavior: gentle ? 'smooth' : 'auto' });
  }
}

/** A page that was just loaded put the focus there, with a message beside it, before the sheet came to lie over both. */
function revealFocused(): void {
  const focused = document.querySelector(':focus');
  const message = document.getElementById(focused?.getAttribute('aria-describedby') ?? '');
  for (const element of [focused, message]) element?.scrollIntoView({ block: 'nearest' });
}

function keyboardHeight(): number {
  const seen = visualViewport;
  if (!seen || seen.scale > 1.01 || seen.height > innerHeight * KEYBOARD_SHARE) return 0;
  return Math.max(0, Math.round(innerHeight - seen.height - seen.offsetTop));
}

function setOrRemove(element: HTMLElement, name: string, value: string | null): void {
  if (value === null) element.style.removeProperty(name);
  else element.style.setProperty(name, value);
}
