// What `{name}` in a phrase stands for in this session; what is not known is left as a gap that one sees and fills in.
import type { Talk } from '../desk/talk.ts';
import { grouped } from '../shown/amounts.ts';
import { taxPeriod } from '../shown/times.ts';
import type { Matter, MatterError, Text } from './catalogue.ts';
import { compare } from './comparison.ts';

export interface Filled {
  readonly text: string;
  /** Start and end of each gap in `text`. */
  readonly gaps: readonly (readonly [number, number])[];
}

/** Values by variable; an empty string where the session does not say. */
export type Values = Readonly<Record<string, string>>;

/** `speak` and `titleOf` say it in the language spoken. */
export function valuesOf(talk: Talk, matter: Matter | null, officer: string, speak: (text: Text) => string, titleOf: (error: MatterError) => string): Values {
  const { context, view } = talk;
  const difference = compare(context?.comparison ?? []).largest;
  const step = matter?.steps.find((item) => item.id === context?.step_id);
  const error = matter?.errors.find((item) => item.id === context?.error_id);
  return {
    taxpayer_name: view.taxpayer.name,
    person_name: view.person.name,
    matter: matter ? speak(matter.name) : '',
    step: step ? speak(step.name) : '',
    error: error ? titleOf(error) : '',
    difference: difference ? grouped(difference.replace('-', '')) : '',
    period: context?.period ? taxPeriod(context.period) : '',
    deadline: context?.deadline ?? '',
    officer,
  };
}

/** `{step}的差额` → `申报比对与提交的差额`; without a value `【步骤】的差额`, by the names in `called`. */
export function fillIn(text: string, values: Values, called: Values): Filled {
  const gaps: [number, number][] = [];
  let filled = '';
  let from = 0;
  for (const match of text.matchAll(/\{(\w+)\}/g)) {
    const [braces, name = ''] = match;
    filled += text.slice(from, match.index);
    const value = values[name] || `【${called[name] ?? name}】`;
    if (!values[name]) gaps.push([filled.length, filled.length + value.length]);
    filled += value;
    from = match.index + braces.length;
  }
  return { text: filled + text.slice(from), gaps };
}
