// Menus opened by a key give the caret back to where it was, not to the button that a pointer would have pressed.

interface Dropdown extends HTMLElement {
  open: boolean;
}

/** Opens `dropdown`; once it is closed, focus returns to what had it before. */
export function openAndReturn(dropdown: Dropdown): void {
  const before = focused();
  dropdown.addEventListener('wa-after-hide', () => before?.focus(), { once: true });
  dropdown.open = true;
}

/** What has the focus, inside however many shadow roots. */
export function focused(): HTMLElement | null {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found instanceof HTMLElement ? found : null;
}
