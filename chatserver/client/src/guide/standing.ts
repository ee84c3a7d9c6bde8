// Where a mark still stands on the page and in its mirror. Of both front ends; the widget fetches it with guidance.
import type { Guidance, Highlight } from '../wire.gen.ts';

/** Whether a highlight is still to be marked: the officer points there, and no later proposal has filled its field in. */
export function isMarked({ cleared_at, number, target }: Highlight, { proposals }: Guidance): boolean {
  if (cleared_at) return false;
  const filled = proposals.some((later) => later.number > number && later.state === 'applied' && later.changes.some(({ field_id }) => field_id === target.id));
  return target.kind !== 'field' || !filled;
}
