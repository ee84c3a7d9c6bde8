/** Bring an element into sight, above the sheet where there is one; at once for those who want no movement. */
export function scrollTo(element: Element): void {
  const gentle = matchMedia('(prefers-reduced-motion: no-preference)').matches;
  element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: gentle ? 'smooth' : 'auto' });
}
