// Where a field stands, in a sentence: its address on the paper form, else its name.
import type { Field } from '../form/catalogue.ts';
import { worded } from '../locales/speech.ts';
import { address, tidy } from '../shown/chinese.ts';

/** `附一 5 行 5 列`; a row that says no number (such as 季初/季末) is no address. */
export function placeOf(field: Field): string {
  const { form, place } = address(field.row);
  return /\d/.test(place) ? [tidy(form), place].filter(Boolean).join(' ') : worded(field.name);
}
