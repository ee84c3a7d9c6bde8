// What became of a comparison's cells since the page compared: the page compares again only when it is asked to.
import type { FormContext } from '@daoban/client/index.ts';
import type { PageEvent } from '@daoban/client/store.ts';
import { isZero, subtract, sum } from '../shown/amounts.ts';
import type { Cell, Field, Matter } from './catalogue.ts';

export interface SinceCompared {
  /** ISO instant at which the page first showed this result. */
  readonly at: string;
  /** Fields of the error and of the comparison that hold something else now. */
  readonly changed: readonly Field[];
  /** Declared amounts as they are now, by the row's number; rows that cannot be added up from what is known are absent. */
  readonly declared: ReadonlyMap<number, string>;
}

type Values = ReadonlyMap<string, string>;

/** Null where the page shows no comparison. */
export function sinceCompared(matter: Matter, context: FormContext, pages: readonly PageEvent[]): SinceCompared | null {
  const start = startOf(context, pages);
  const page = pages[start];
  if (!page) return null;
  const [then, now] = [valuesOf(matter.id, pages.slice(0, start + 1)), valuesOf(matter.id, pages)];
  const rows = matter.comparisons.flatMap((comparison) => comparison.rows);
  const failing = matter.errors.find((error) => error.id === context.error_id)?.field_ids ?? [];
  const concerned = new Set([...failing, ...rows.flatMap(({ cells }) => cells.map((cell) => cell.field_id))]);
  const changed = matter.fields.filter(({ id }) => concerned.has(id) && then.has(id) && then.get(id) !== now.get(id));
  const opened = new Set(pages.map(({ body }) => body.context.step_id));
  const sums = rows.map(({ no, cells }) => [no, sumOf(matter, cells, now, opened)] as const);
  return { at: page.at, changed, declared: new Map(sums.filter((item): item is [number, string] => item[1] !== null)) };
}

/** Number of the first page that showed the result which `context` holds; steps in between say nothing of it. */
function startOf({ matter_id, error_id, error_occurrences, comparison }: FormContext, pages: readonly PageEvent[]): number {
  if (comparison.length === 0) return -1;
  const told = JSON.stringify(comparison);
  let start = -1;
  for (let index = pages.length - 1; index >= 0; index--) {
    const { context } = (pages[index] as PageEvent).body;
    if (context.matter_id !== matter_id || context.error_id !== error_id || context.error_occurrences !== error_occurrences) break;
    if (context.comparison.length === 0) continue;
    if (JSON.stringify(context.comparison) !== told) break;
    start = index;
  }
  return start;
}

function valuesOf(matterId: string, pages: readonly PageEvent[]): Values {
  const own = pages.filter(({ body }) => body.context.matter_id === matterId);
  return new Map(own.flatMap(({ body }) => body.context.fields.map((field) => [field.id, field.value] as const)));
}

function sumOf(matter: Matter, cells: readonly Cell[], values: Values, opened: ReadonlySet<string | null>): string | null {
  const amounts = cells.map((cell) => amountIn(matter.fields.find(({ id }) => id === cell.field_id), cell, values, opened));
  return amounts.includes(null) ? null : sum(amounts as string[]);
}

/** A cell that stayed closed to this taxpayer on its own step holds nothing; one that was never seen is not known. */
function amountIn(field: Field | undefined, { part_id }: Cell, values: Values, opened: ReadonlySet<string | null>): string | null {
  if (!field) return null;
  const value = values.get(field.id);
  if (value === undefined) return field.conditional && opened.has(field.step_id) ? '' : null;
  if (part_id === null) return value;
  return value.split(field.separator)[field.parts.findIndex(({ id }) => id === part_id)] ?? '';
}

/** Whether the row's declared amount is another by now. */
export function isOther(declared: string | undefined, told: string): declared is string {
  const difference = declared === undefined ? null : subtract(declared, told);
  return difference !== null && !isZero(difference);
}
