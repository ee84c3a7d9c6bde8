// Guidance in words: where, which values, who. The ids of a guide are those of the form that was open when it was given.
import type { Target } from '@daoban/client/index.ts';
import type { Desk } from '../desk/desk.ts';
import { officerNames } from '../desk/notes.ts';
import type { Talk } from '../desk/talk.ts';
import type { Field, Matter } from '../form/catalogue.ts';
import { showValue } from '../form/values.ts';
import { errorTitle, worded, words } from '../locales/speech.ts';
import { tidy } from '../shown/chinese.ts';
import { placeOf } from './place.ts';

/** The matter whose form the page showed at event `seq`. */
export function matterAt(desk: Desk, talk: Talk, seq: number): Matter | null {
  const page = talk.pages.findLast((item) => item.seq <= seq);
  return desk.library.matter(page?.body.context.matter_id ?? talk.view.matter_id);
}

export function fieldOf(matter: Matter | null, id: string): Field | null {
  return matter?.fields.find((item) => item.id === id) ?? null;
}

/** `附一 5 行 5 列`; the bare id of a field that the catalogue has lost. */
export function fieldWords(matter: Matter | null, id: string): string {
  const field = fieldOf(matter, id);
  return field ? placeOf(field) : id;
}

/** A value as the mirror shows it; an empty field says so. */
export function valueWords(matter: Matter | null, id: string, value: string): string {
  const field = fieldOf(matter, id);
  return (field ? showValue(field, value, worded).text : value) || words().mirror.empty;
}

export function stepWords(matter: Matter | null, id: string | null): string {
  const step = matter?.steps.find((item) => item.id === id);
  return step ? words().step(step.order, worded(step.name)) : (id ?? '');
}

export function targetWords(matter: Matter | null, talk: Talk, { kind, id }: Target): string {
  const { guide } = words();
  if (kind === 'field') return fieldWords(matter, id);
  if (kind === 'step') return stepWords(matter, id);
  if (kind === 'row') {
    const row = talk.context?.comparison.find((item) => String(item.no) === id);
    return guide.comparisonRow(id, row ? tidy(row.source_item) : '');
  }
  const error = matter?.errors.find((item) => item.id === id);
  return guide.errorTarget(error ? errorTitle(error) : id);
}

/** The officer by name, from the session's own log; the bare id before it names them. */
export function officerName(desk: Desk, talk: Talk, officerId: string): string {
  if (officerId === desk.me.officer_id) return desk.me.name;
  return officerNames(talk.entries).get(officerId) ?? officerId;
}
