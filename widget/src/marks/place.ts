/** A rectangle in the viewport's coordinates. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Outline and its distance from the field. */
export const AROUND_PX = 5;
/** Outline and the guide number on it. */
export const ABOVE_PX = 22;

/** Return where the mark of an element is drawn, or null where what scrolls around it leaves nothing of it in sight. */
export function placeOf(element: Element): Box | null {
  const field = element.getBoundingClientRect();
  if (!field.width && !field.height) return null;
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (scrolls(parent) && !meets(field, parent.getBoundingClientRect())) return null;
  }
  return { left: field.left - AROUND_PX, top: field.top - AROUND_PX, right: field.right + AROUND_PX, bottom: field.bottom + AROUND_PX };
}

/** Is the middle of the element in sight, between the page's edge and what the panel leaves? */
export function isInSight(element: Element, covered: Box | null): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
  return !covered || x < covered.left || x > covered.right || y < covered.top || y > covered.bottom;
}

export function isSameBox(one: Box | null, other: Box | null): boolean {
  return one?.left === other?.left && one?.top === other?.top && one?.right === other?.right && one?.bottom === other?.bottom;
}

function scrolls(element: Element): boolean {
  if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight) return false;
  return getComputedStyle(element).overflow !== 'visible' && element !== document.documentElement && element !== document.body;
}

function meets(field: DOMRect, frame: DOMRect): boolean {
  return field.right > frame.left + 1 && field.left < frame.right - 1 && field.bottom > frame.top + 1 && field.top < frame.bottom - 1;
}
