// The officer's own phrases and the team's, as the hub keeps them, and the one that is being written.
import { type Connection, type OfficerCommands, type PhraseView, type TextStorage, newId } from '@daoban/client/index.ts';

type Line = Pick<Connection<OfficerCommands>, 'send'>;

/** A phrase being written. `seen_at` null: a new one. */
export interface PhraseDraft {
  readonly phrase_id: string;
  readonly owner: 'personal' | 'team';
  readonly matter_id: string | null;
  readonly title: string;
  readonly text: string;
  readonly seen_at: string | null;
}

/** What colleagues changed is looked up when the list is opened, at most this often, in milliseconds. */
const FRESH_MS = 30_000;

export class PhraseBook {
  readonly #line: Line;
  readonly #storage: TextStorage;
  readonly #key: string;
  readonly #changed: () => void;
  #lookedAt = -Infinity;
  phrases: readonly PhraseView[] = [];
  variables: readonly string[] = [];
  mayWriteTeam = false;
  mostPersonal = 0;
  /** Whether the first look has come. */
  loaded = false;

  /** `key` must name the officer: the next one at this computer does not find their draft. */
  constructor(line: Line, storage: TextStorage, key: string, changed: () => void) {
    this.#line = line;
    this.#storage = storage;
    this.#key = key;
    this.#changed = changed;
  }

  /** Asks for the phrases unless that was done just now. */
  async look(now = false): Promise<void> {
    if (!now && performance.now() - this.#lookedAt < FRESH_MS) return;
    this.#lookedAt = performance.now();
    try {
      const book = await this.#line.send('phrases.look', {});
      Object.assign(this, { phrases: book.phrases, variables: book.variables, mayWriteTeam: book.may_write_team, mostPersonal: book.most_personal, loaded: true });
    } catch (error) {
      this.#lookedAt = -Infinity;
      throw error;
    } finally {
      this.#changed();
    }
  }

  async save(draft: PhraseDraft): Promise<void> {
    const saved = await this.#line.send('phrase.save', { ...draft, title: draft.title.trim(), text: draft.text.trim() });
    this.phrases = [...this.#without(saved.phrase_id), saved].sort((a, b) => a.title.localeCompare(b.title, 'zh-CN'));
    this.keep(null);
  }

  async delete(phraseId: string): Promise<void> {
    await this.#line.send('phrase.delete', { phrase_id: phraseId });
    this.phrases = this.#without(phraseId);
    this.keep(null);
  }

  /** The draft outlives a reload; null: there is none. */
  keep(draft: PhraseDraft | null): void {
    if (draft) this.#storage.setItem(this.#key, JSON.stringify(draft));
    else this.#storage.removeItem(this.#key);
    this.#changed();
  }

  get draft(): PhraseDraft | null {
    try {
      return JSON.parse(this.#storage.getItem(this.#key) ?? 'null') as PhraseDraft | null;
    } catch {
      return null;
    }
  }

  #without(phraseId: string): PhraseView[] {
    return this.phrases.filter((phrase) => phrase.phrase_id !== phraseId);
  }
}

export function newPhrase(matterId: string | null): PhraseDraft {
  return { phrase_id: newId(), owner: 'personal', matter_id: matterId, title: '', text: '', seen_at: null };
}

export function draftOf(phrase: PhraseView): PhraseDraft {
  const { phrase_id, owner, matter_id, title, text, changed_at } = phrase;
  return { phrase_id, owner: owner === 'team' ? 'team' : 'personal', matter_id, title, text, seen_at: changed_at };
}
