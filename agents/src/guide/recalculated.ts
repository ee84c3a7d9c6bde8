// What the page worked out after a proposal: what became different, and the sums that stayed, which officers look for too.
import type { Recalculated } from '@daoban/client/index.ts';
import type { Matter } from '../form/catalogue.ts';
import { canonical } from './values.ts';

/** Of the sums that stayed the last ones are told: they sum up the others. The taxpayer reads as many. */
const MOST_STAYED = 2;

export interface Sums {
  readonly changed: readonly Recalculated[];
  readonly stayed: readonly Recalculated[];
}

export function sumsOf(recalculated: readonly Recalculated[], matter: Matter | null): Sums {
  const stayed = ({ field_id, before, after }: Recalculated): boolean => {
    const field = matter?.fields.find(({ id }) => id === field_id);
    return field ? canonical(field, before) === canonical(field, after) : before === after;
  };
  return { changed: recalculated.filter((item) => !stayed(item)), stayed: recalculated.filter(stayed).slice(-MOST_STAYED) };
}
