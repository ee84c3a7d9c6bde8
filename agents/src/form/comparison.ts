// The 一窗式比对 result with the difference worked out. Arithmetic only: what a difference means is for the officer to say.
import type { ComparisonRow, FormContext } from '@daoban/client/index.ts';
import { isZero, largest, sameSize, subtract } from '../shown/amounts.ts';
import type { Field, Matter } from './catalogue.ts';
import { type SinceCompared, isOther } from './since-compared.ts';
import { amountsOf } from './values.ts';

export interface ComparedRow extends ComparisonRow {
  /** Source − declared in the unit of the row, or null when either is not a number. */
  readonly difference: string | null;
  /** What it comes to with what stands in the form now, where that is another amount. */
  readonly now: { readonly declared: string; readonly difference: string | null } | null;
}

export interface Compared {
  readonly differing: readonly ComparedRow[];
  readonly agreeing: readonly ComparedRow[];
  /** The difference furthest from zero, by now, or null. */
  readonly largest: string | null;
}

/** `since`: what is known of the cells by now; without it, the rows as the page told them. */
export function compare(rows: readonly ComparisonRow[], since: SinceCompared | null = null): Compared {
  const compared = rows.map((row): ComparedRow => {
    const declared = since?.declared.get(row.no);
    const now = isOther(declared, row.declared_amount) ? { declared, difference: subtract(row.source_amount, declared) } : null;
    return { ...row, difference: subtract(row.source_amount, row.declared_amount), now };
  });
  const agrees = ({ difference, now }: ComparedRow): boolean => difference !== null && isZero(difference) && !now;
  const differing = compared.filter((row) => !agrees(row));
  return { differing, agreeing: compared.filter(agrees), largest: largest(differing.flatMap((row) => (row.now ?? row).difference ?? [])) };
}

/** Whether the form was changed since and what a differing row comes to now is not known. */
export function isOld({ differing }: Compared, since: SinceCompared | null): boolean {
  return since !== null && since.changed.length > 0 && differing.some((row) => !since.declared.has(row.no));
}

/** Fields that can be filled in and hold an amount equal to `amount` but for its sign; none for zero. */
export function fieldsEqualTo(amount: string | null, context: FormContext, matter: Matter): readonly Field[] {
  if (amount === null || isZero(amount)) return [];
  const values = new Map(context.fields.map((item) => [item.id, item.value]));
  const holds = (field: Field): boolean => amountsOf(field, values.get(field.id) ?? '').some((value) => sameSize(value, amount));
  return matter.fields.filter((field) => !field.readonly && holds(field));
}
