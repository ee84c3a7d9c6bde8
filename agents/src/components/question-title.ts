// What a question is about, in a few words: its error, else its own text, else its step, else its matter.
import type { Question } from '@daoban/client/index.ts';
import type { Desk } from '../desk/desk.ts';
import { errorTitle, worded, words } from '../locales/speech.ts';

export function questionTitle(desk: Desk, question: Question): string {
  const { library } = desk;
  const error = library.error(question.matter_id, question.error_id);
  if (error) return errorTitle(error);
  if (question.text) return question.text;
  const step = library.step(question.matter_id, question.step_id);
  if (step) return words().step(step.order, worded(step.name));
  return library.shortName(question.matter_id) || words().talk.plainQuestion;
}
