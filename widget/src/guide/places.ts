import type { Highlight } from '@daoban/client/index.ts';
import type { Adaptor } from '../adaptor/adaptor.ts';

/** Return what is on show of the place that an officer points at. */
export function elementOf({ target: { kind, id } }: Highlight, adaptor: Adaptor, form: HTMLElement | undefined): Element | null {
  if (kind === 'field') return adaptor.find(id);
  if (kind === 'row') return shown('row', id);
  if (kind === 'error') return shown('error', id);
  // the step on show is pointed at by its own heading, another one by the way to it
  const here = form?.dataset['daobanStep'] === id;
  return here ? (form.querySelector('[data-daoban-step-title],h1,h2') ?? form) : shown('step-link', id);
}

function shown(what: string, id: string): Element | null {
  const all = document.querySelectorAll(`[data-daoban-${what}="${CSS.escape(id)}"]`);
  return [...all].find((element) => element.checkVisibility?.() ?? true) ?? null;
}
