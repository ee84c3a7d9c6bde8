// Where a field stands, in a sentence: its address on the paper form, else its name.
import type { Field } from '../form/catalogue.ts';
import { worded, words } from '../locales/speech.ts';
import { address } from '../shown/chinese.ts';

/** `附一 5 行 5 列`; a row that says no number (such as 季初/季末) is no address. */
export function placeOf(field: Field): string {
  const { form, place } = address(field.row);
  const said = words();
  return /\d/.test(place) ? [said.sheet(form), said.place(place)].filter(Boolean).join(' ') : worded(field.name);
}
