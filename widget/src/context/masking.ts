import type { SensitivePattern } from '../catalogue.ts';

/** Looked for in messages until the catalogue's own list has come; the hub masks by that list again. */
export const BUILT_IN: readonly SensitivePattern[] = [
  { id: 'cn_id18', regex: '[1-9](?<!\\d.)\\d{5}(?:18|19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{3}[\\dXx](?![\\dXx])', keep_first: 6, keep_last: 4 },
  { id: 'bank_card', regex: '[3-6](?<!\\d.)\\d{14,18}(?!\\d)', keep_first: 0, keep_last: 4 },
  { id: 'mobile', regex: '1(?<!\\d.)[3-9]\\d{9}(?!\\d)', keep_first: 3, keep_last: 4 },
];

/** Return `text` with every match hidden, and the ids of the patterns that matched. */
export function maskText(text: string, patterns: readonly SensitivePattern[]): { text: string; kinds: string[] } {
  const kinds: string[] = [];
  for (const pattern of patterns) {
    const masked = text.replace(new RegExp(pattern.regex, 'g'), (found) => mask(found, pattern.keep_first, pattern.keep_last));
    if (masked !== text) kinds.push(pattern.id);
    text = masked;
  }
  return { text, kinds };
}

/** Return a personal field's value masked by what it looks like, exactly as the hub does it. */
export function maskPersonal(value: string): string {
  if (!value || value.includes('*')) return value;
  if (/^[1-9]\d{5}(?:18|19|20)\d{9}[\dXx]$/.test(value)) return mask(value, 6, 4);
  if (/^1[3-9]\d{9}$/.test(value)) return mask(value, 3, 4);
  if (/^\d{12,19}$/.test(value)) return mask(value, 0, 4);
  return mask(value, 1, 0);
}

function mask(text: string, first: number, last: number): string {
  const letters = [...text];
  const hidden = letters.length - first - last;
  if (hidden <= 0) return '*'.repeat(letters.length);
  return letters.slice(0, first).join('') + '*'.repeat(hidden) + letters.slice(letters.length - last).join('');
}
