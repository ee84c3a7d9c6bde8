import { MARKED } from '../context/declared.ts';

/** Add the words to a field's description, beside what the page says of it; again where the page took it away. */
export function describe(element: Element, key: string, words: string): void {
  const id = MARKED + key;
  const target = audible(element);
  const note = document.getElementById(id) ?? document.body.appendChild(makeNote(id));
  if (note.textContent !== words) note.textContent = words;
  const ids = idsOf(target);
  if (!ids.includes(id)) target.setAttribute('aria-describedby', [...ids, id].join(' '));
}

/** Take the words away everywhere. */
export function undescribe(key: string): void {
  const id = MARKED + key;
  document.getElementById(id)?.remove();
  for (const element of document.querySelectorAll(`[aria-describedby~="${CSS.escape(id)}"]`)) {
    const rest = idsOf(element).filter((name) => name !== id);
    if (rest.length) element.setAttribute('aria-describedby', rest.join(' '));
    else element.removeAttribute('aria-describedby');
  }
}

/** A page may carry a value in a control that no reader sees: the group around it is what is read. */
function audible(element: Element): Element {
  return element.ariaHidden === 'true' ? (element.closest('fieldset,[role=group]') ?? element) : element;
}

function idsOf(element: Element): string[] {
  return (element.getAttribute('aria-describedby') ?? '').split(/\s+/).filter(Boolean);
}

function makeNote(id: string): HTMLElement {
  const note = document.createElement('span');
  note.id = id;
  note.hidden = true;
  return note;
}
