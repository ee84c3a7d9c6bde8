// Sending guidance. Pressing again after a broken line is the same highlight, not a second one.
import type { Connection, OfficerCommands } from '@daoban/client/index.ts';
import type { Matter } from '../form/catalogue.ts';
import type { Draft } from '../guide/draft.ts';
import { canonical } from '../guide/values.ts';
import { KeptIds } from './kept-ids.ts';

type Line = Pick<Connection<OfficerCommands>, 'send'>;

export class Guiding {
  readonly #line: Line;
  readonly #ids = new KeptIds();

  constructor(line: Line) {
    this.#line = line;
  }

  highlight(session_id: string, kind: 'field' | 'row' | 'step' | 'error', target_id: string): Promise<unknown> {
    return this.#ids.once(`highlight ${session_id} ${kind} ${target_id}`, (guide_id) => this.#line.send('field.highlight', { session_id, guide_id, kind, target_id }));
  }

  suggestStep(session_id: string, step_id: string): Promise<unknown> {
    return this.#ids.once(`step ${session_id} ${step_id}`, (guide_id) => this.#line.send('step.suggest', { session_id, guide_id, step_id }));
  }

  push(session_id: string, kind: 'matter' | 'topic', ref: string): Promise<unknown> {
    return this.#ids.once(`push ${session_id} ${kind} ${ref}`, (guide_id) => this.#line.send('link.push', { session_id, guide_id, kind, ref }));
  }

  explain(session_id: string, error_id: string): Promise<unknown> {
    return this.#ids.once(`explain ${session_id} ${error_id}`, (guide_id) => this.#line.send('error.explain', { session_id, guide_id, error_id }));
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
}
