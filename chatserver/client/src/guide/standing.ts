// Where a mark still stands on the page and in its mirror. Of both front ends; the widget fetches it with guidance.
import type { Guidance, Highlight, Proposal } from '../wire.gen.ts';

/** Whether a highlight is still to be marked: the officer points there, and no later proposal has settled its field. */
export function isMarked({ cleared_at, number, target }: Highlight, { proposals }: Guidance): boolean {
  if (cleared_at) return false;
  const settled = proposals.some((later) => later.number > number && isSettled(later) && later.changes.some(({ field_id }) => field_id === target.id));
  return target.kind !== 'field' || !settled;
}

/** Answered for good: filled in, declined, or taken back. What is stale, refused or replaced leaves the problem open. */
function isSettled({ state, state_reason }: Proposal): boolean {
  return state === 'applied' || state === 'declined' || (state === 'withdrawn' && state_reason === 'officer');
}
