import type { Highlight } from '@daoban/client/index.ts';
import { type Matter, worded } from '../catalogue.ts';
import { calledAs, fullName, stepOf } from './names.ts';
import { guideWords } from './words.ts';

/** Return what the place is called that an officer points at. */
export function placeName({ target: { kind, id } }: Highlight, matter: Matter | null): string {
  const words = guideWords();
  if (kind === 'field') return calledAs(matter, id, fullName);
  if (kind === 'row') return words.row(id);
  const step = stepOf(matter, id);
  if (kind === 'step') return step ? words.step(step.order, worded(step.name)) : id;
  const error = matter?.errors.find((item) => item.id === id);
  return error ? worded(error.title.zh ? error.title : error.message) : id;
}
