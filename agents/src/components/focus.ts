// Menus opened by a key give the caret back to where it was, not to the button that a pointer would have pressed.
import { focused } from '@daoban/client/focus.ts';

interface Dropdown extends HTMLElement {
  open: boolean;
}

/** Opens `dropdown`; once it is closed, focus returns to what had it before. */
export function openAndReturn(dropdown: Dropdown): void {
  const before = focused();
  dropdown.addEventListener('wa-after-hide', () => before?.focus(), { once: true });
  dropdown.open = true;
}
