// One field's value as the page of the officer shows it: grouped amounts, unit beside it, names instead of codes.
import { grouped } from '../shown/amounts.ts';
import { tidy } from '../shown/chinese.ts';
import type { Field, Part, Text } from './catalogue.ts';

export interface ShownValue {
  readonly text: string;
  readonly unit: string;
  /** Numbers stand right-aligned, words may wrap. */
  readonly numeric: boolean;
}

type Speak = (text: Text) => string;

const AMOUNTS = new Set(['money', 'decimal', 'percent']);
const NUMBERS = new Set([...AMOUNTS, 'int']);

export function showValue(field: Field, value: string, speak: Speak): ShownValue {
  if (field.parts.length) return { text: joinParts(field, value, speak), unit: '', numeric: true };
  if (NUMBERS.has(field.type)) return { text: number(field.type, field.decimals, value), unit: tidy(field.unit), numeric: true };
  const option = field.options.find((item) => item.value === value);
  return { text: option ? speak(option.name) : value, unit: value ? tidy(field.unit) : '', numeric: false };
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

function joinParts(field: Field, value: string, speak: Speak): string {
  const values = value.split(field.separator || '/');
  if (values.length !== field.parts.length) return value;
  const shown = field.parts.map((part, index) => showPart(part, values[index] ?? '', speak));
  return shown.join(field.separator === '~' ? ' – ' : ' / ');
}

function showPart(part: Part, value: string, speak: Speak): string {
  if (!NUMBERS.has(part.type)) return value || speak(part.name);
  return [number(part.type, part.decimals, value), part.unit].filter(Boolean).join('\u00a0');
}
