// What changed on the taxpayer's page, told from context.updated events: the ledger and the marks of live changes.
import type { FormContext } from '@daoban/client/index.ts';
import type { PageEvent } from '@daoban/client/store.ts';
import { isFiled, receiptOf } from './filed.ts';

interface When {
  readonly seq: number;
  readonly at: string;
  /** Whose steps, errors and fields the ids are. */
  readonly matter_id: string;
}

export type Change = When &
  (
    | { readonly kind: 'field'; readonly field_id: string; readonly before: string | null; readonly after: string }
    | { readonly kind: 'step'; readonly before: string | null; readonly after: string | null }
    | { readonly kind: 'matter'; readonly after: string }
    | { readonly kind: 'error'; readonly error_id: string; readonly occurrences: number }
    | { readonly kind: 'passed'; readonly error_id: string }
    | { readonly kind: 'filed'; readonly receipt: string }
  );

export type FieldChange = Extract<Change, { kind: 'field' }>;
export type StepChange = Extract<Change, { kind: 'step' }>;

/** A change is marked in the form for this long, in milliseconds; afterwards it stands in the ledger only. */
export const MARKED_FOR = 30_000;

/** Every change in order, oldest first. The first context of a session is what was found, not a change. */
export function changesOf(pages: readonly PageEvent[]): readonly Change[] {
  const changes: Change[] = [];
  let known: FormContext | null = null;
  const values = new Map<string, string>();
  for (const { seq, at, body } of pages) {
    const { context } = body;
    const when = { seq, at, matter_id: context.matter_id };
    if (known && known.matter_id !== context.matter_id) {
      changes.push({ ...when, kind: 'matter', after: context.matter_id });
      values.clear();
    } else if (known) {
      changes.push(...between(known, context, when), ...fieldChanges(values, context, when));
    }
    for (const field of context.fields) values.set(field.id, field.value);
    known = context;
  }
  return changes;
}

/** The latest change of each field that is not older than MARKED_FOR at `now` (epoch milliseconds). */
export function marked(changes: readonly Change[], now: number): ReadonlyMap<string, FieldChange> {
  const recent = changes.filter((change) => change.kind === 'field' && now - Date.parse(change.at) < MARKED_FOR);
  return new Map((recent as FieldChange[]).map((change) => [change.field_id, change]));
}

function between(before: FormContext, after: FormContext, when: When): Change[] {
  const changes: Change[] = [];
  if (before.step_id !== after.step_id) changes.push({ ...when, kind: 'step', before: before.step_id, after: after.step_id });
  if (before.error_id && !after.error_id) changes.push({ ...when, kind: 'passed', error_id: before.error_id });
  const again = after.error_id !== before.error_id || after.error_occurrences > before.error_occurrences;
  if (after.error_id && again)
    changes.push({ ...when, kind: 'error', error_id: after.error_id, occurrences: after.error_occurrences });
  if (isFiled(after) && !isFiled(before)) changes.push({ ...when, kind: 'filed', receipt: receiptOf(after) });
  return changes;
}

function fieldChanges(values: ReadonlyMap<string, string>, context: FormContext, when: When): FieldChange[] {
  return context.fields
    .filter((field) => values.has(field.id) && values.get(field.id) !== field.value)
    .map((field) => ({ ...when, kind: 'field', field_id: field.id, before: values.get(field.id) ?? null, after: field.value }));
}
