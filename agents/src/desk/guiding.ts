// Sending guidance. Ids are drawn here and kept until the hub has answered for sure, so that pressing again after a broken
// line is the same highlight, not a second one.
import { CommandError, type Connection, type OfficerCommands, newId } from '@daoban/client/index.ts';
import type { Matter } from '../form/catalogue.ts';
import type { Draft } from '../guide/draft.ts';
import { canonical } from '../guide/values.ts';

type Line = Pick<Connection<OfficerCommands>, 'send'>;

export class Guiding {
  readonly #line: Line;
  readonly #ids = new Map<string, string>();
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(line: Line) {
    this.#line = line;
  }

  highlight(session_id: string, kind: 'field' | 'row' | 'step' | 'error', target_id: string): Promise<unknown> {
    return this.#once(`highlight ${session_id} ${kind} ${target_id}`, (guide_id) => this.#line.send('field.highlight', { session_id, guide_id, kind, target_id }));
  }

  suggestStep(session_id: string, step_id: string): Promise<unknown> {
    return this.#once(`step ${session_id} ${step_id}`, (guide_id) => this.#line.send('step.suggest', { session_id, guide_id, step_id }));
  }

  push(session_id: string, kind: 'matter' | 'topic', ref: string): Promise<unknown> {
    return this.#once(`push ${session_id} ${kind} ${ref}`, (guide_id) => this.#line.send('link.push', { session_id, guide_id, kind, ref }));
  }

  explain(session_id: string, error_id: string): Promise<unknown> {
    return this.#once(`explain ${session_id} ${error_id}`, (guide_id) => this.#line.send('error.explain', { session_id, guide_id, error_id }));
  }

  /** The draft keeps its own id. Values go as the hub writes them. */
  propose(session_id: string, { guide_id, changes, reason, basis }: Draft, matter: Matter): Promise<unknown> {
    const written = changes.map(({ field_id, before, after }) => {
      const field = matter.fields.find((item) => item.id === field_id);
      return { field_id, before, after: field ? canonical(field, after) : after };
    });
    return this.#line.send('field.propose', { session_id, guide_id, changes: written, reason: reason.trim(), basis: basis.trim() || null });
  }

  clear(session_id: string, guide_id: string): Promise<unknown> {
    return this.#line.send('highlight.clear', { session_id, guide_id });
  }

  withdraw(session_id: string, guide_id: string): Promise<unknown> {
    return this.#line.send('proposal.withdraw', { session_id, guide_id });
  }

  /** Pressed twice before the answer is pressed once. */
  #once(key: string, send: (guideId: string) => Promise<unknown>): Promise<unknown> {
    const running = this.#underWay.get(key);
    if (running) return running;
    const guideId = this.#ids.get(key) ?? newId();
    this.#ids.set(key, guideId);
    const answer = send(guideId)
      .then((posted) => (this.#ids.delete(key), posted))
      .catch((error: unknown) => {
        if (!isUnsure(error)) this.#ids.delete(key);
        throw error;
      })
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, answer);
    return answer;
  }
}

/** Whether what was sent may have been done all the same. */
export function isUnsure(error: unknown): boolean {
  return error instanceof CommandError && (error.code === 'timeout' || error.code === 'offline');
}
