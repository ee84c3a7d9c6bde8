// Fills an accepted proposal in, all of it or nothing, and tells what the page made of each value. Also finishes what a
// page that went away had begun: what stands there already is kept, what is untouched is filled in.
import type { FieldOutcome, Proposal, ProposedValue, Recalculated, ReportProposal } from '@daoban/client/index.ts';
import type { Adaptor } from '../adaptor/adaptor.ts';
import type { PageField } from '../api.ts';
import type { Field, Matter } from '../catalogue.ts';
import { leaving } from '../context/admit.ts';
import { isSame } from './values.ts';

export type Report = Pick<Required<ReportProposal>, 'outcomes' | 'recalculated'>;

/** Why the widget itself refuses a value; the cards have words for these. Any other message is the page's own. */
export type Refusal =
  | 'field_locked' | 'field_sensitive' | 'field_readonly' | 'value_changed' | 'value_not_kept' | 'others_refused';

type Fault = Pick<FieldOutcome, 'outcome' | 'message'>;
type Fields = ReadonlyMap<string, PageField>;

/** Fill `proposal` in through `page`. Never rejects: what goes wrong is an outcome. */
export async function fill(page: Adaptor, proposal: Proposal, matter: Matter): Promise<Report> {
  const before = fieldsOf(page);
  const faults = new Map<string, Fault>();
  for (const change of proposal.changes) {
    const fault = faultOf(change, page, before, matter);
    if (fault) faults.set(change.field_id, fault);
  }
  const open = proposal.changes.filter((change) => !stands(change, before, matter));
  if (!faults.size) await enter(page, open, before, matter, faults);
  if (faults.size) await putBack(page, proposal, before, matter);
  const after = fieldsOf(page);
  const outcomes = proposal.changes.map(({ field_id }) => ({
    field_id,
    ...(faults.get(field_id) ?? { outcome: faults.size ? 'refused' : 'set', message: faults.size ? 'others_refused' : null }),
    value: told(after.get(field_id), fieldOf(matter, field_id)),
  }));
  return { outcomes, recalculated: faults.size ? [] : recalculated(proposal, before, after, matter) };
}

/** Return what the fields of `proposal` hold now, as it may leave the browser. */
export function shownFor(page: Adaptor, proposal: Proposal, matter: Matter): { field_id: string; value: string }[] {
  return proposal.changes.flatMap(({ field_id }) => {
    const field = page.read(field_id);
    return field ? [{ field_id, value: told(field, fieldOf(matter, field_id)) }] : [];
  });
}

/** What forbids a value before anything is touched: asked here again, whatever was asked in the browser and on the hub. */
function faultOf(change: ProposedValue, page: Adaptor, now: Fields, matter: Matter): Fault | null {
  const field = fieldOf(matter, change.field_id);
  const held = now.get(change.field_id);
  if (!field || !held) return { outcome: 'gone', message: null };
  const refuse = (message: Refusal): Fault => ({ outcome: 'refused', message });
  if (held.locked || held.policy) return refuse('field_locked');
  if (field.sensitivity === 'sensitive' || field.sensitivity === 'personal') return refuse('field_sensitive');
  if (field.readonly || !field.proposable || !page.can.set) return refuse('field_readonly');
  if (isSame(field, held.value, change.after)) return null;
  if (!isSame(field, told(held, field), change.before)) return refuse('value_changed');
  return page.takes(change.field_id) ? null : refuse('field_readonly');
}

async function enter(
  page: Adaptor, open: readonly ProposedValue[], before: Fields, matter: Matter, faults: Map<string, Fault>,
): Promise<void> {
  for (const { field_id, after } of open) {
    const message = await page.set(field_id, after);
    if (message !== null) faults.set(field_id, { outcome: 'refused', message });
  }
  await page.settled();
  const now = fieldsOf(page);
  for (const change of open) {
    const fault = kept(change, before.get(change.field_id), now.get(change.field_id), matter);
    if (fault && !faults.has(change.field_id)) faults.set(change.field_id, fault);
  }
}

/** A field that was invalid before, with the same message, may stay so until the page checks its step again. */
function kept(change: ProposedValue, before: PageField | undefined, now: PageField | undefined, matter: Matter): Fault | null {
  const field = fieldOf(matter, change.field_id);
  if (!now || !field) return { outcome: 'gone', message: null };
  const message = now.error ?? null;
  const isNew = message !== null && message !== (before?.error ?? null);
  if (!isNew && isSame(field, now.value, change.after)) return null;
  return { outcome: 'refused', message: message || 'value_not_kept' };
}

/** All or nothing: also what an earlier page had filled in already goes back to what stood there before. */
async function putBack(page: Adaptor, { changes }: Proposal, before: Fields, matter: Matter): Promise<void> {
  const now = fieldsOf(page);
  const moved = changes.filter(({ field_id, after }) => {
    const held = now.get(field_id);
    const field = fieldOf(matter, field_id);
    const first = before.get(field_id);
    // what stood there before is known by its mask only
    if (first?.locked || first?.policy) return false;
    return held && field && page.takes(field_id) && (held.value !== first?.value || isSame(field, held.value, after));
  });
  for (const change of moved) {
    const first = before.get(change.field_id);
    await page.set(change.field_id, first && !stands(change, before, matter) ? first.value : change.before);
  }
  if (moved.length) await page.settled();
}

/** Fields that changed by themselves, and the sums of the step, which people look at to see that they did not. */
function recalculated({ changes, step_id }: Proposal, before: Fields, after: Fields, matter: Matter): Recalculated[] {
  const own = new Set(changes.map(({ field_id }) => field_id));
  return matter.fields.flatMap((field) => {
    const [old, now] = [before.get(field.id), after.get(field.id)];
    if (!old || !now || own.has(field.id) || leaving(now, field) === null) return [];
    const worth = !isSame(field, old.value, now.value) || (field.step_id === step_id && isSum(field, matter));
    return worth ? [{ field_id: field.id, before: told(old, field), after: told(now, field) }] : [];
  });
}

function isSum({ cell, readonly, type }: Field, { grids }: Matter): boolean {
  const grid = grids.find(({ id }) => id === cell?.grid);
  return readonly && type === 'money' && (grid?.rows.find(({ id }) => id === cell?.row)?.total ?? false);
}

function stands(change: ProposedValue, now: Fields, matter: Matter): boolean {
  const [field, held] = [fieldOf(matter, change.field_id), now.get(change.field_id)];
  return !!field && !!held && isSame(field, held.value, change.after);
}

function told(held: PageField | undefined, field: Field | undefined): string {
  return (held && leaving(held, field)) ?? '';
}

function fieldsOf(page: Adaptor): Fields {
  return new Map(page.readAll().map((field) => [field.id, field]));
}

function fieldOf(matter: Matter, id: string): Field | undefined {
  return matter.fields.find((field) => field.id === id);
}
