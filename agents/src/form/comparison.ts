// The 一窗式比对 result with the difference worked out. Arithmetic only: what a difference means is for the officer to say.
import type { ComparisonRow, FormContext } from '@daoban/client/index.ts';
import { isZero, largest, sameSize, subtract } from '../shown/amounts.ts';
import type { Field, Matter } from './catalogue.ts';
import { amountsOf } from './values.ts';

export interface ComparedRow extends ComparisonRow {
  /** Source − declared in the unit of the row, or null when either is not a number. */
  readonly difference: string | null;
}

export interface Compared {
  readonly differing: readonly ComparedRow[];
  readonly agreeing: readonly ComparedRow[];
  /** The difference furthest from zero, or null. */
  readonly largest: string | null;
}

export function compare(rows: readonly ComparisonRow[]): Compared {
  const compared = rows.map((row) => ({ ...row, difference: subtract(row.source_amount, row.declared_amount) }));
  const differing = compared.filter((row) => row.difference === null || !isZero(row.difference));
  const agreeing = compared.filter((row) => row.difference !== null && isZero(row.difference));
  return { differing, agreeing, largest: largest(differing.flatMap((row) => row.difference ?? [])) };
}

/** Fields that can be filled in and hold an amount equal to `amount` but for its sign; none for zero. */
export function fieldsEqualTo(amount: string | null, context: FormContext, matter: Matter): readonly Field[] {
  if (amount === null || isZero(amount)) return [];
  const values = new Map(context.fields.map((item) => [item.id, item.value]));
  const holds = (field: Field): boolean => amountsOf(field, values.get(field.id) ?? '').some((value) => sameSize(value, amount));
  return matter.fields.filter((field) => !field.readonly && holds(field));
}
