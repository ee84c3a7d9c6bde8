// What is talked about stays in sight beside a sheet: while it waits for an answer, and after a reload.
import { safeStorage } from '@daoban/client/index.ts';
import type { PanelElement } from '../components/panel.ts';
import { ABOVE_PX, AROUND_PX, type Box, placeOf } from '../marks/place.ts';

const PLACE = 'daoban.place';

export class Beside {
  readonly #root: ShadowRoot;
  readonly #storage = safeStorage('session');
  /** How far down the page stood when it was left by the reload that this one came of. */
  #left: number | null;
  #waiting = false;

  /** `isLive`: is something talked about now? Only then is it kept where the page stands. */
  constructor(root: ShadowRoot, isLive: () => boolean) {
    this.#root = root;
    const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    const kept = this.#storage.getItem(PLACE);
    this.#left = kept !== null && visit?.type === 'reload' ? Number(kept) : null;
    this.#storage.removeItem(PLACE);
    window.addEventListener('pagehide', () => {
      if (isLive() && this.#panel?.dock.sheet) this.#storage.setItem(PLACE, String(scrollY));
    });
  }

  /** What the panel lies over; null: nothing. */
  get covered(): Box | null {
    const panel = this.#panel;
    return panel?.checkVisibility() ? panel.getBoundingClientRect() : null;
  }

  /** How much of the window, from its top, is left to the page. */
  get room(): number {
    const top = this.covered?.top ?? 0;
    return top > 0 ? top : innerHeight;
  }

  /** Is all of them in sight, with the marks around them? */
  isInSight(elements: readonly Element[]): boolean {
    const { covered } = this;
    return elements.every((element) => isWhole(placeOf(element), covered) && isOnTop(element));
  }

  /** A sheet is as high as the card needs that waits for an answer, and no longer than it waits. */
  fit(waiting: boolean): void {
    const dock = this.#panel?.dock;
    if (!dock || waiting === this.#waiting) return;
    this.#waiting = waiting;
    dock.set(dock.height);
  }

  /** The browser went back to where the page stood before the sheet lent the page its length, or an error came between. */
  comeBack(): void {
    const top = this.#left;
    if (top === null) return;
    this.#left = null;
    const go = (): void => scrollTo({ top, behavior: 'instant' });
    go();
    // a gentle scroll to the error, under way in the compositor, may still move the page by one more frame
    requestAnimationFrame(go);
  }

  get #panel(): PanelElement | null {
    return this.#root.querySelector('daoban-panel');
  }
}

function isWhole(box: Box | null, covered: Box | null): boolean {
  if (!box || box.top < ABOVE_PX - AROUND_PX || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) return false;
  return !covered || box.bottom <= covered.top || box.top >= covered.bottom || box.right <= covered.left || box.left >= covered.right;
}

/** A header of the page's own may stand over what has been scrolled. */
function isOnTop(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return !!hit && (element.contains(hit) || hit.contains(element));
}
