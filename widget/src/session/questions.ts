import type { Question, SessionView } from '@daoban/client/index.ts';
import { type Matter, worded } from '../catalogue.ts';
import { say } from '../locales/words.ts';
import type { Page } from './page.ts';

/** Something on the page that no question of the session is about. `pressing`: worth a line, not only a menu entry. */
export interface Other {
  readonly name: string;
  readonly pressing: boolean;
}

/** Return what the page shows now if none of the session's questions is about it. */
export function otherQuestion({ questions }: SessionView, { context, error, step, matter }: Page): Other | null {
  if (!context || !matter) return null;
  const same = questions.filter((question) => question.matter_id === context.matter_id);
  if (same.some((question) => question.step_id === context.step_id && question.error_id === context.error_id)) return null;
  const known = same.some((question) => question.error_id === context.error_id);
  // going to another step of the same matter is mostly the way to the fix, not another question
  const pressing = !same.length || (context.error_id !== null && !known);
  const name = error ? errorName(error) : step ? say.step(step.order, worded(step.name)) : worded(matter.name);
  return { name, pressing };
}

/** Return what a question is called: by its error, else its step, else its matter. */
export function nameOf(question: Question, matter: Matter | undefined): string {
  const error = matter?.errors.find((item) => item.id === question.error_id);
  if (error) return errorName(error);
  const step = matter?.steps.find((item) => item.id === question.step_id);
  if (step) return say.step(step.order, worded(step.name));
  return matter ? worded(matter.name) : say.wholeMatter;
}

function errorName({ title, message }: Matter['errors'][number]): string {
  return worded(title.zh ? title : message);
}
