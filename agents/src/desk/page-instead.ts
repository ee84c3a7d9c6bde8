// Who signs in here may have come for a page of figures, or have nothing to do at a desk.
import type { SignedIn } from './api.ts';

const FIGURES = '/reports/';
const RIGHTS_ABOUT_FIGURES = ['report', 'unmask'];

/** The address to go to instead of the desk, or null. Only pages of figures of this hub are gone to, whatever is asked for. */
export function pageInstead(me: Pick<SignedIn, 'skills'>, query: string): string | null {
  const then = new URLSearchParams(query).get('then') ?? '';
  if (then.startsWith(FIGURES) && !then.includes('\\')) return then;
  return me.skills.every((skill) => RIGHTS_ABOUT_FIGURES.includes(skill)) ? FIGURES : null;
}
