// The rows of the form mirror: failing fields first, then guided ones, then the rest of this step, then other steps opened.
import type { FieldValue, FormContext } from '@daoban/client/index.ts';
import { address } from '../shown/chinese.ts';
import type { Field, Matter, Step } from './catalogue.ts';

/** `unseen`: the page has not shown it yet; `closed`: this taxpayer may not fill it; `hidden`: by policy never shown. */
export type RowState = 'open' | 'readonly' | 'closed' | 'hidden' | 'unseen';

/** Why no value can be proposed for a row. `kind`: the catalogue keeps the field to the taxpayer. */
export type Cannot = Exclude<RowState, 'open'> | 'locked' | 'kind' | 'stopped';

export interface Row {
  readonly field: Field;
  readonly form: string;
  readonly place: string;
  readonly state: RowState;
  readonly value: string;
  readonly error: string | null;
  readonly failing: boolean;
  readonly focused: boolean;
  /** Null where a value can be proposed. */
  readonly cannot: Cannot | null;
}

export interface RowGroup {
  readonly kind: 'failing' | 'guided' | 'step' | 'other';
  /** The step that the rows belong to; null for failing and guided ones, which may come from several. */
  readonly step: Step | null;
  /** The form that all rows of the group share, or an empty string: then each row names its own. */
  readonly form: string;
  readonly rows: readonly Row[];
  /** Fields of another step that the page has not shown yet: counted, not listed. */
  readonly unseen: number;
}

/** `guided`: ids of fields that were pointed at or have a proposal. */
export function rowGroups(matter: Matter, context: FormContext, failing: readonly string[], guided: ReadonlySet<string>): readonly RowGroup[] {
  const values = new Map(context.fields.map((item) => [item.id, item]));
  const failingIds = new Set([...failing, ...context.fields.filter((item) => item.error).map((item) => item.id)]);
  const row = (field: Field): Row => rowOf(field, values.get(field.id), context, failingIds);
  const pointed = matter.fields.filter((field) => guided.has(field.id) && !failingIds.has(field.id));
  const rest = matter.fields.filter((field) => !failingIds.has(field.id) && !guided.has(field.id));
  const recap = new Set(matter.steps.find((step) => step.id === context.step_id)?.recap);
  const groups = [group('failing', null, matter.fields.filter((field) => failingIds.has(field.id)).map(row)), group('guided', null, pointed.map(row))];
  for (const step of inOrder(matter, context.step_id)) {
    const here = step.id === context.step_id;
    const fields = rest.filter((field) => (recap.has(field.id) ? here : field.step_id === step.id));
    if (here || fields.some((field) => values.has(field.id))) groups.push(group(here ? 'step' : 'other', step, fields.map(row)));
  }
  return groups.filter((item) => item.rows.length > 0);
}

function inOrder(matter: Matter, current: string | null): readonly Step[] {
  return [...matter.steps].sort(
    (a, b) => Number(b.id === current) - Number(a.id === current) || a.order - b.order,
  );
}

function group(kind: RowGroup['kind'], step: Step | null, rows: readonly Row[]): RowGroup {
  const listed = rows.filter((row) => kind !== 'other' || row.state !== 'unseen');
  const forms = new Set(listed.map((row) => row.form));
  return { kind, step, form: forms.size === 1 ? (listed[0]?.form ?? '') : '', rows: listed, unseen: rows.length - listed.length };
}

function rowOf(field: Field, known: FieldValue | undefined, context: FormContext, failing: ReadonlySet<string>): Row {
  const state = stateOf(field, known, context);
  return {
    field,
    ...address(field.row),
    state,
    value: known?.value ?? '',
    error: known?.error ?? null,
    failing: failing.has(field.id),
    focused: context.focused_field === field.id,
    cannot: cannotPropose(field, state, known, context),
  };
}

/** The hub asks the same again, and the page once more when it fills in. */
function cannotPropose(field: Field, state: RowState, known: FieldValue | undefined, context: FormContext): Cannot | null {
  if (state !== 'open') return state;
  if (known?.locked) return 'locked';
  if (!field.proposable) return 'kind';
  return context.shared ? null : 'stopped';
}

function stateOf(field: Field, known: FieldValue | undefined, context: FormContext): RowState {
  if (field.sensitivity === 'sensitive') return 'hidden';
  if (!known) return field.conditional && field.step_id === context.step_id ? 'closed' : 'unseen';
  return field.readonly ? 'readonly' : 'open';
}
