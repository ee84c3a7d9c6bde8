// What an officer types into a proposal, read and checked as the hub will (chatserver/domain/field_values.py, checks.py).
import type { Field, Part } from '../form/catalogue.ts';

/** How a value does not fit; `limit` says what would. The codes are the hub's own. */
export interface Wrong {
  readonly code: string;
  readonly limit: string;
}

type Cell = Pick<Field | Part, 'type' | 'decimals'>;

const NUMBERS = new Set(['money', 'int', 'percent']);
const NUMBER = /^-?\d{1,16}(\.\d{1,8})?$/;
const GROUPED = /^-?\d{1,3}(,\d{3}){1,5}(\.\d{1,8})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
export const YES_NO = ['是', '否'];

/** What is wrong with `after` as a new value in place of `before`, or null. */
export function wrongProposal(field: Field, before: string, after: string): Wrong | null {
  const wrong = wrongValue(field, after);
  if (wrong) return wrong;
  return canonical(field, after) === canonical(field, before) ? { code: 'unchanged', limit: '' } : null;
}

export function wrongValue(field: Field, raw: string): Wrong | null {
  const text = raw.trim();
  if (!text) return field.required ? { code: 'required', limit: '' } : null;
  if (field.parts.length) return wrongParts(field, raw);
  const wrong = wrongCell(field, raw);
  if (wrong) return wrong;
  const options = optionsOf(field);
  return options.length && !options.includes(text) ? { code: 'not_an_option', limit: '' } : null;
}

/** The values that may be chosen; none where anything may be written. */
export function optionsOf(field: Field): readonly string[] {
  return field.type === 'bool' ? YES_NO : field.options.map((option) => option.value);
}

/** One text for each box of a field that has several; too many stay as they are, to be found wrong. */
export function partsOf(field: Field, raw: string): readonly string[] {
  const texts = raw.trim() ? raw.split(field.separator).map((text) => text.trim()) : [];
  return [...texts, ...field.parts.slice(texts.length).map(() => '')];
}

export function joinParts(field: Field, texts: readonly string[]): string {
  const stripped = texts.map((text) => text.trim());
  return stripped.some(Boolean) ? stripped.join(field.separator) : '';
}

/** The one way in which a value is written: `35,000` in a money cell is `35000.00`. What cannot be read stays. */
export function canonical(field: Field, raw: string): string {
  if (!field.parts.length) return canonicalCell(field, raw);
  const texts = partsOf(field, raw);
  if (texts.length > field.parts.length) return raw.trim();
  return joinParts(field, field.parts.map((part, index) => canonicalCell(part, texts[index] ?? '')));
}

export function isNumber(type: string): boolean {
  return NUMBERS.has(type);
}

function wrongParts(field: Field, raw: string): Wrong | null {
  const texts = partsOf(field, raw);
  if (texts.length > field.parts.length) return { code: 'too_many_parts', limit: String(field.parts.length) };
  const wrong = field.parts.map((part, index) => wrongCell(part, texts[index] ?? '')).find(Boolean);
  if (wrong) return wrong;
  if (field.type !== 'date-range') return null;
  const [first = '', last = ''] = texts;
  if (!first || !last) return { code: 'range_incomplete', limit: '' };
  return first > last ? { code: 'range_backwards', limit: '' } : null;
}

function wrongCell({ type, decimals }: Cell, raw: string): Wrong | null {
  if (!raw.trim()) return null;
  if (type === 'date') return isDate(raw.trim()) ? null : { code: 'not_a_date', limit: '' };
  if (!isNumber(type)) return null;
  const number = readNumber(raw);
  if (number === null) return { code: 'not_a_number', limit: '' };
  return decimalsOf(number) > decimals ? { code: 'too_many_decimals', limit: String(decimals) } : null;
}

function canonicalCell({ type, decimals }: Cell, raw: string): string {
  const number = isNumber(type) ? readNumber(raw) : null;
  if (number === null || decimalsOf(number) > decimals) return raw.trim();
  const [whole = '', fraction = ''] = number.split('.');
  const digits = whole.replace(/^(-?)0+(?=\d)/, '$1');
  return decimals ? `${digits}.${fraction.padEnd(decimals, '0')}` : digits;
}

/** Digits, perhaps full-width or grouped, without the grouping; null when it is no number. */
function readNumber(raw: string): string | null {
  const text = raw.normalize('NFKC').replace('\u2212', '-').trim();
  if (GROUPED.test(text)) return text.replaceAll(',', '');
  return NUMBER.test(text) ? text : null;
}

function decimalsOf(number: string): number {
  return number.split('.')[1]?.length ?? 0;
}

function isDate(text: string): boolean {
  return DATE.test(text) && new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10) === text;
}
