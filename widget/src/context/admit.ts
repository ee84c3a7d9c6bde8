import type { FormContext } from '@daoban/client/wire.gen.ts';
import type { PageContext, PageField } from '../api.ts';
import type { Field, Matter } from '../catalogue.ts';
import { plainAmount } from '../look/figures.ts';
import { maskPersonal } from './masking.ts';

/** The hub refuses more (domain/context.py); a form never has it, a page gone wrong might. */
const MOST_FIELDS = 500;
const MOST_ROWS = 100;
const MOST_TRIED = 20;
const LONGEST = 2_000;
/** What `tried` holds of a form that was accepted (its number after `receipt:`), or sent back (why, after `reason:`). */
export const FILED = 'filed';

/**
 * Return the part of `said` that may leave the browser, by the catalogue's sensitivity: `sensitive` never, `personal`
 * masked, the rest in full, fields that it does not know not at all; the page's own policy only takes away from that.
 * Without a matter of the catalogue no field leaves.
 */
export function admit(said: PageContext, matter: Matter | null): FormContext | null {
  if (!said.matter_id) return null;
  const known = new Map(matter?.fields.map((field) => [field.id, field]));
  const { outcome, receipt, reason } = said;
  const codes = outcome === FILED || outcome === 'refused' ? [outcome, receipt && `receipt:${receipt}`, reason && `reason:${reason}`] : [];
  return {
    matter_id: said.matter_id,
    form_code: short(said.form_code),
    step_id: said.step_id ?? null,
    period: short(said.period),
    deadline: short(said.deadline),
    error_id: said.error_id ?? null,
    error_occurrences: Math.max(said.error_occurrences ?? 0, said.error_id ? 1 : 0),
    focused_field: said.fields?.some(({ id, policy }) => id === said.focused_field && policy === 'hidden')
      ? null
      : visible(known.get(said.focused_field ?? '')),
    shared: true,
    seconds_on_step: Math.max(0, Math.round(said.seconds_on_step ?? 0)),
    tried: [...codes, ...(said.tried ?? [])].flatMap((item) => item?.slice(0, LONGEST) || []).slice(0, MOST_TRIED),
    fields: (said.fields ?? []).flatMap((field) => admitField(field, known.get(field.id))).slice(0, MOST_FIELDS),
    comparison: (said.comparison ?? []).slice(0, MOST_ROWS).map((row) => ({
      no: row.no,
      source_item: row.source_item.slice(0, LONGEST),
      source_amount: plainAmount(row.source_amount).slice(0, LONGEST),
      declared_item: row.declared_item.slice(0, LONGEST),
      declared_amount: plainAmount(row.declared_amount).slice(0, LONGEST),
    })),
    // accepted: nothing fails any more, and no day is to be kept
    ...(outcome === FILED ? { deadline: null, error_id: null, error_occurrences: 0, comparison: [] } : {}),
  };
}

function admitField(said: PageField, known: Field | undefined): FormContext['fields'][number][] {
  const value = leaving(said, known);
  if (value === null) return [];
  const open = said.value.trim();
  // a message may say the very value that it is about
  const error = open && isMasked(said, known) ? said.error?.replaceAll(open, value) : said.error;
  return [{ id: said.id, value, error: short(error || null), locked: said.locked || !!said.policy }];
}

/** Return a field's value as it may leave the browser, by the catalogue and the page's own policy; null: not at all. */
export function leaving(said: PageField, known: Field | undefined): string | null {
  if (!visible(known) || said.policy === 'hidden') return null;
  return (isMasked(said, known) ? maskPersonal(said.value.trim()) : normal(said.value, known)).slice(0, LONGEST);
}

function isMasked({ policy }: PageField, known: Field | undefined): boolean {
  return policy === 'masked' || known?.sensitivity === 'personal';
}

function normal(value: string, field: Field | undefined): string {
  return field?.type === 'money' ? plainAmount(value.trim()) : value.trim();
}

function visible(field: Field | undefined): string | null {
  return field && field.sensitivity !== 'sensitive' ? field.id : null;
}

function short(text: string | null | undefined): string | null {
  return text?.slice(0, LONGEST) ?? null;
}
