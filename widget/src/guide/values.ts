// Values as two sides write them: the hub's `35000.00`, the page's `35,000.00`; and as people read them.
import { type Field, worded } from '../catalogue.ts';
import { tidy } from '../look/figures.ts';

const NUMBERS = new Set(['money', 'int', 'percent']);
const BOOL: Record<string, string> = { true: '是', false: '否' };
const PLAIN = /^-?\d{1,16}(\.\d+)?$/;

/** Are these one value of this field, however written? */
export function isSame(field: Field, one: string, other: string): boolean {
  return normal(field, one) === normal(field, other);
}

/** Return a value as people read it: amounts grouped, choices by name, parts with a gap between. */
export function readable(field: Field | undefined, value: string): string {
  if (!field) return value;
  if (field.parts.length && field.separator) {
    const parts = value.split(field.separator).map((text, place) => number(field.parts[place]?.type ?? '', text.trim(), 0));
    return parts.join(field.separator === '~' ? '–' : ` ${field.separator} `);
  }
  const option = field.options.find((item) => item.value === value);
  return option ? worded(option.name) : NUMBERS.has(field.type) ? number(field.type, value, field.decimals) : tidy(value);
}

function number(type: string, text: string, decimals: number): string {
  const plain = bare(text);
  if (!NUMBERS.has(type) || !PLAIN.test(plain)) return text;
  const [whole = '', fraction = ''] = plain.replace('-', '').split('.');
  const rest = fraction.padEnd(decimals, '0');
  return `${plain.startsWith('-') ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest ? `.${rest}` : ''}`;
}

function normal(field: Field, value: string): string {
  if (!field.parts.length || !field.separator) return normalPart(field.type, value);
  const parts = value.split(field.separator).map((text, place) => normalPart(field.parts[place]?.type ?? '', text));
  return parts.some(Boolean) ? parts.join(field.separator) : '';
}

function normalPart(type: string, value: string): string {
  const text = value.trim();
  if (type === 'bool') return BOOL[text] ?? text;
  const plain = bare(text);
  if (!NUMBERS.has(type) || !PLAIN.test(plain)) return text;
  // as text, not as a number: sixteen digits and two decimals are more than a number holds
  const [whole = '', fraction = ''] = plain.split('.');
  const rest = fraction.replace(/0+$/, '');
  const figure = `${whole.replace(/^(-?)0+(?=\d)/, '$1')}${rest ? `.${rest}` : ''}`;
  return figure === '-0' ? '0' : figure;
}

function bare(text: string): string {
  return text.replace(/[,，\s]/g, '').replace('−', '-');
}
