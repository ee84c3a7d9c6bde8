// Which guide numbers stand at which place of the form. A number goes when its proposal no longer stands.
import { isMarked } from '@daoban/client/guide/standing.ts';
import type { Guidance } from '@daoban/client/index.ts';

/** Filled where the officer points, outlined where they propose a value. */
export interface Mark {
  readonly kind: 'highlight' | 'proposal';
  readonly number: number;
}

/** Target (`field a1`, `row 1`, `step s2`, `error e`) → its numbers, in order. */
export type Marks = ReadonlyMap<string, readonly Mark[]>;

/** What was declined, overtaken, refused or taken back is no longer marked on the taxpayer's page either. */
const STANDING = new Set(['open', 'accepted', 'applied']);

export function marksOf(guidance: Guidance): Marks {
  const { highlights, proposals } = guidance;
  const marks = new Map<string, Mark[]>();
  const put = (place: string, mark: Mark): void => void marks.set(place, [...(marks.get(place) ?? []), mark]);
  for (const { target, number } of highlights.filter((highlight) => isMarked(highlight, guidance))) put(`${target.kind} ${target.id}`, { kind: 'highlight', number });
  for (const { changes, number, state } of proposals)
    if (STANDING.has(state)) for (const { field_id } of changes) put(`field ${field_id}`, { kind: 'proposal', number });
  for (const list of marks.values()) list.sort((a, b) => a.number - b.number);
  return marks;
}

/** Ids of the fields that carry a number. */
export function markedFields(marks: Marks): ReadonlySet<string> {
  return new Set([...marks.keys()].flatMap((place) => (place.startsWith('field ') ? [place.slice('field '.length)] : [])));
}
