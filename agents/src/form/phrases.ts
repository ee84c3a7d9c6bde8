// Canned replies and explanations with the session's own numbers in place of {placeholders}.
import type { FormContext } from '@daoban/client/index.ts';
import { grouped } from '../shown/amounts.ts';
import type { Matter, MatterError, Text } from './catalogue.ts';
import { compare } from './comparison.ts';
import { showValue } from './values.ts';

/** What stands for a placeholder that neither the page nor the catalogue has words for: the officer fills it in. */
export const BLANK = '＿＿';

type Speak = (text: Text) => string;

/** Returns how to fill the texts of `matter` (and of one of its errors) from what the taxpayer's page shows. */
export function filler(matter: Matter, error: MatterError | null, context: FormContext | null, speak: Speak): Speak {
  const placeholders = { ...matter.placeholders, ...error?.placeholders };
  const difference = compare(context?.comparison ?? []).largest;
  const valueOf = (name: string): string => {
    if (name === 'diff') return difference ? grouped(difference.replace('-', '')) : BLANK;
    const placeholder = placeholders[name];
    const field = matter.fields.find((item) => item.id === placeholder?.field_id);
    const value = context?.fields.find((item) => item.id === field?.id)?.value;
    if (field && value) return showValue(field, value, speak).text;
    return (placeholder && speak(placeholder.otherwise)) || BLANK;
  };
  return (text) => speak(text).replaceAll(/\{(\w+)\}/g, (_, name: string) => valueOf(name));
}
