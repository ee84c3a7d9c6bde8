// A proposal being written: fields of the form with the values seen there and the new ones. Pure; kept by desk/proposal-drafts.ts.
import { type FormContext, type Proposal, newId } from '@daoban/client/index.ts';
import type { Field, Matter } from '../form/catalogue.ts';
import { canonical, wrongProposal } from './values.ts';

export interface DraftChange {
  readonly field_id: string;
  /** What stood in the field when it was added, or was taken over since. */
  readonly before: string;
  readonly after: string;
}

export interface Draft {
  /** Drawn once: what was perhaps sent already is not sent as another. */
  readonly guide_id: string;
  readonly changes: readonly DraftChange[];
  readonly reason: string;
  readonly basis: string;
}

/** As many as the hub takes in one proposal. */
export const MOST_CHANGES = 20;

/** `draft` with one more field, `after` as far as it is known; one that is in it already stays as it is. */
export function withField(draft: Draft | null, fieldId: string, now: string, after = ''): Draft {
  const known = draft ?? { guide_id: newId(), changes: [], reason: '', basis: '' };
  if (known.changes.some((change) => change.field_id === fieldId) || known.changes.length >= MOST_CHANGES) return known;
  return { ...known, changes: [...known.changes, { field_id: fieldId, before: now, after }] };
}

export function withAfter(draft: Draft, fieldId: string, after: string): Draft {
  return mapped(draft, fieldId, (change) => ({ ...change, after }));
}

/** The field's present value becomes the one that the proposal is made for. */
export function takingOver(draft: Draft, fieldId: string, now: string): Draft {
  return mapped(draft, fieldId, (change) => ({ ...change, before: now }));
}

/** `draft` without a field; null when it was the last. */
export function withoutField(draft: Draft, fieldId: string): Draft | null {
  const changes = draft.changes.filter((change) => change.field_id !== fieldId);
  return changes.length ? { ...draft, changes } : null;
}

/** What stands in the field now, if that is not what the draft was made for; else null. */
export function changedMeanwhile(change: DraftChange, field: Field, context: FormContext): string | null {
  const now = context.fields.find((item) => item.id === change.field_id)?.value ?? '';
  return canonical(field, now) === canonical(field, change.before) ? null : now;
}

/** The steps of a draft's fields in the order of the form, with the fields of each: more than one cannot be sent. */
export function stepsOf(draft: Draft, matter: Matter): ReadonlyMap<string, readonly string[]> {
  const steps = new Map<string, string[]>();
  for (const { id } of matter.steps) {
    const here = draft.changes.filter(({ field_id }) => matter.fields.find((field) => field.id === field_id)?.step_id === id);
    if (here.length) steps.set(id, here.map(({ field_id }) => field_id));
  }
  return steps;
}

/** The part of a draft that is about these fields, and the rest (null: nothing is left), which gets an id of its own. */
export function split(draft: Draft, fieldIds: readonly string[]): { readonly first: Draft; readonly rest: Draft | null } {
  const first = draft.changes.filter(({ field_id }) => fieldIds.includes(field_id));
  const rest = draft.changes.filter(({ field_id }) => !fieldIds.includes(field_id));
  return { first: { ...draft, changes: first }, rest: rest.length ? { ...draft, guide_id: newId(), changes: rest } : null };
}

/** Whether every value fits its field and a reason is given; what only the hub can know is left to it. */
export function isSendable(draft: Draft, matter: Matter): boolean {
  const fits = ({ field_id, before, after }: DraftChange): boolean => {
    const field = matter.fields.find((item) => item.id === field_id);
    return field !== undefined && wrongProposal(field, before, after) === null;
  };
  return draft.reason.trim() !== '' && draft.changes.every(fits);
}

/** Whether a logged proposal is this draft as it stands now: it may have been written on since it was perhaps sent. */
export function isSent(draft: Draft, logged: Proposal, matter: Matter): boolean {
  const after = new Map(logged.changes.map((change) => [change.field_id, change.after]));
  const same = ({ field_id, after: text }: DraftChange): boolean => {
    const field = matter.fields.find((item) => item.id === field_id);
    return field !== undefined && after.get(field_id) === canonical(field, text);
  };
  return after.size === draft.changes.length && draft.changes.every(same);
}

/** The same draft as another proposal. */
export function renewed(draft: Draft): Draft {
  return { ...draft, guide_id: newId() };
}

function mapped(draft: Draft, fieldId: string, change: (old: DraftChange) => DraftChange): Draft {
  return { ...draft, changes: draft.changes.map((item) => (item.field_id === fieldId ? change(item) : item)) };
}
