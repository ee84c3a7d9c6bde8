// One field's value as the page of the officer shows it: grouped amounts, unit beside it, names instead of codes.
import { grouped } from '../shown/amounts.ts';
import type { Field, Part, Text } from './catalogue.ts';

/** One box of a field that has several. */
export interface Box {
  readonly name: string;
  /** Words may wrap; numbers with their unit, and dates, never. */
  readonly words: boolean;
  /** Value and unit; an empty string for an empty box. */
  readonly text: string;
}

export interface ShownValue {
  readonly text: string;
  readonly unit: string;
  /** Numbers stand right-aligned, words may wrap. */
  readonly numeric: boolean;
  /** The boxes of which `text` is made; none where the field is one. */
  readonly boxes: readonly Box[];
}

export interface BoxChange {
  /** The box, or an empty string where the field is one. */
  readonly name: string;
  readonly words: boolean;
  readonly before: string;
  readonly after: string;
}

type Speak = (text: Text) => string;

const AMOUNTS = new Set(['money', 'decimal', 'percent']);
const NUMBERS = new Set([...AMOUNTS, 'int']);

export function showValue(field: Field, value: string, speak: Speak): ShownValue {
  const boxes = boxesOf(field, value, speak);
  if (field.parts.length) return { text: joined(field, boxes) || value, unit: '', numeric: true, boxes };
  const unit = unitOf(field.unit, speak);
  if (NUMBERS.has(field.type)) return { text: number(field.type, field.decimals, value), unit, numeric: true, boxes };
  const option = field.options.find((item) => item.value === value);
  return { text: option ? speak(option.name) : value, unit: value ? unit : '', numeric: false, boxes };
}

/** What became of a value: the boxes that differ, or the value as one. */
export function boxChanges(field: Field, before: string | null, after: string, speak: Speak): readonly BoxChange[] {
  const [old, now] = [before ?? '', after].map((value) => (value ? boxesOf(field, value, speak) : empty(field, speak))) as [readonly Box[], readonly Box[]];
  const changes = now.map(({ name, words, text }, index) => ({ name, words, before: old[index]?.text ?? '', after: text }));
  const differing = old.length === now.length ? changes.filter((change) => change.before !== change.after) : [];
  if (differing.length > 0) return differing;
  const whole = showValue(field, after, speak);
  return [{ name: '', words: !whole.numeric || field.parts.length > 0, before: before ? showValue(field, before, speak).text : '', after: whole.text }];
}

/** What boxes make together: `18 份 / 520,000.00 元`, `2026-10-01 – 2026-10-31`. */
export function separatorOf(field: Field): string {
  return field.separator === '~' ? ' – ' : ' / ';
}

/** A unit in words, which the catalogue has in Chinese only. */
export function unitOf(unit: string, speak: Speak): string {
  return unit ? speak({ zh: unit, en: '' }) : '';
}

/** The single amounts that stand in a field: itself, or each of its parts. */
export function amountsOf(field: Field, value: string): readonly string[] {
  if (AMOUNTS.has(field.type)) return [value];
  const values = value.split(field.separator || '/');
  return field.parts.flatMap((part, index) => (AMOUNTS.has(part.type) ? [values[index] ?? ''] : []));
}

function number(type: string, decimals: number, value: string): string {
  return AMOUNTS.has(type) ? grouped(value, decimals || 2) : grouped(value, 0);
}

/** None when the page sent another number of boxes than the catalogue knows: then the value is shown as it came. */
function boxesOf(field: Field, value: string, speak: Speak): readonly Box[] {
  const values = value.split(field.separator || '/');
  if (values.length !== field.parts.length) return [];
  return field.parts.map((part, index) => ({ ...named(part, speak), text: showPart(part, values[index] ?? '', speak) }));
}

function empty(field: Field, speak: Speak): readonly Box[] {
  return field.parts.map((part) => ({ ...named(part, speak), text: '' }));
}

function named(part: Part, speak: Speak): Omit<Box, 'text'> {
  return { name: speak(part.name), words: !NUMBERS.has(part.type) && part.type !== 'date' };
}

function joined(field: Field, boxes: readonly Box[]): string {
  return boxes.map(({ name, text }) => text || name).join(separatorOf(field));
}

function showPart(part: Part, value: string, speak: Speak): string {
  if (!NUMBERS.has(part.type) || !value) return value;
  return [number(part.type, part.decimals, value), unitOf(part.unit, speak)].filter(Boolean).join('\u00a0');
}
