import { ABOVE_PX, AROUND_PX } from '../marks/place.ts';

/** Bring an element into sight, above the sheet where there is one; at once for those who want no movement. */
export function scrollTo(element: Element): void {
  element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: behavior() });
}

/** Bring all of `elements` into sight where `room`, from the top of the window, is enough for them with their marks; else the first. */
export function scrollToAll(elements: readonly Element[], room: number): void {
  const [first] = elements;
  if (!first) return;
  const { top, bottom } = around(elements);
  if (elements.length === 1 || bottom - top + AROUND_PX + ABOVE_PX > room) scrollTo(first);
  else scrollBy({ top: (top - ABOVE_PX + bottom + AROUND_PX - room) / 2, behavior: behavior() });
}

/** The smallest box around all of `elements`. */
export function around(elements: readonly Element[]): DOMRect {
  const boxes = elements.map((element) => element.getBoundingClientRect());
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  return new DOMRect(left, top, Math.max(...boxes.map((box) => box.right)) - left, Math.max(...boxes.map((box) => box.bottom)) - top);
}

function behavior(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: no-preference)').matches ? 'smooth' : 'auto';
}
