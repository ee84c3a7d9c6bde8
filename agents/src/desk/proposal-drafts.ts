// Proposals being written, one per session: they outlive a reload and a change of session, and go once they are in the log.
import { Drafts, type Proposal, type TextStorage } from '@daoban/client/index.ts';
import type { Matter } from '../form/catalogue.ts';
import { type Draft, isSent, renewed } from '../guide/draft.ts';

export class ProposalDrafts {
  readonly #kept: Drafts;
  readonly #changed: () => void;
  readonly #drafts = new Map<string, Draft | null>();

  /** `key` must name the officer: the next one at this computer does not find their drafts. */
  constructor(storage: TextStorage, key: string, changed: () => void) {
    this.#kept = new Drafts(storage, key);
    this.#changed = changed;
  }

  of(sessionId: string): Draft | null {
    let draft = this.#drafts.get(sessionId);
    if (draft === undefined) this.#drafts.set(sessionId, (draft = read(this.#kept.load(sessionId))));
    return draft;
  }

  save(sessionId: string, draft: Draft | null): void {
    this.#drafts.set(sessionId, draft);
    this.#kept.save(sessionId, draft ? JSON.stringify(draft) : '');
    this.#changed();
  }

  /** The log has what was sent: the draft is done with, unless it was written on meanwhile; then it is a new one. */
  settle(sessionId: string, proposals: readonly Proposal[], matter: Matter): void {
    const draft = this.of(sessionId);
    const logged = proposals.find((item) => item.guide_id === draft?.guide_id);
    if (draft && logged) this.save(sessionId, isSent(draft, logged, matter) ? null : renewed(draft));
  }
}

function read(text: string): Draft | null {
  try {
    return text ? (JSON.parse(text) as Draft) : null;
  } catch {
    return null;
  }
}
