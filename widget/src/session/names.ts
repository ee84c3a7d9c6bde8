import type { Question } from '@daoban/client/index.ts';
import type { Catalogue, Matter } from '../catalogue.ts';
import { nameOf } from './questions.ts';

/** What the questions of a session are called; their matters need not be the one on the page. */
export class Names {
  readonly #catalogue: Catalogue;
  readonly #changed: () => void;
  readonly #matters = new Map<string, Matter>();

  constructor(catalogue: Catalogue, changed: () => void) {
    this.#catalogue = catalogue;
    this.#changed = changed;
  }

  /** Read the matters of `questions`; until then, and when that fails, they have general names. */
  learn(questions: readonly Question[]): void {
    for (const { matter_id } of questions) if (!this.#matters.has(matter_id)) void this.#read(matter_id);
  }

  name(question: Question): string {
    return nameOf(question, this.#matters.get(question.matter_id));
  }

  /** Which number the question's step has in its form. */
  step({ matter_id, step_id }: Question): number | null {
    return this.#matters.get(matter_id)?.steps.find(({ id }) => id === step_id)?.order ?? null;
  }

  async #read(matterId: string): Promise<void> {
    const matter = await this.#catalogue.matter(matterId).catch(() => null);
    if (!matter) return;
    this.#matters.set(matterId, matter);
    this.#changed();
  }
}
