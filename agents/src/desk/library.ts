// The catalogue as far as it has been read: components ask for what they need and are told when it has come.
import type { CatalogueList } from './api.ts';
import { loadCatalogue, loadMatter } from './api.ts';
import { worded } from '../locales/speech.ts';
import { short } from '../shown/chinese.ts';
import type { Choice, CommonLists, Field, Matter, MatterError, MatterName, Step } from '../form/catalogue.ts';

const NOTHING: CommonLists = {
  dispositions: [],
  away_reasons: [],
  decline_reasons: [],
  roles: [],
  rating_levels: [],
};
/** A failed reading is tried again after this long, in milliseconds, when somebody still asks. */
const AGAIN_MS = 5_000;

export class Library {
  readonly #changed: () => void;
  readonly #matters = new Map<string, Matter>();
  readonly #asked = new Set<string>();
  #list: CatalogueList | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get common(): CommonLists {
    this.#ask('', async () => void (this.#list = await loadCatalogue()));
    return this.#list?.common ?? NOTHING;
  }

  get names(): readonly MatterName[] {
    this.#ask('', async () => void (this.#list = await loadCatalogue()));
    return this.#list?.matters ?? [];
  }

  /** The matter, or null until it has been read. */
  matter(id: string | null | undefined): Matter | null {
    if (!id) return null;
    this.#ask(id, async () => void this.#matters.set(id, await loadMatter(id)));
    return this.#matters.get(id) ?? null;
  }

  nameOf(matterId: string): { readonly zh: string; readonly en: string } {
    return this.names.find((item) => item.id === matterId)?.name ?? this.#matters.get(matterId)?.name ?? { zh: matterId, en: matterId };
  }

  /** The matter's name as short as it still tells the matter from every other. */
  shortName(matterId: string): string {
    const name = worded(this.nameOf(matterId));
    const shared = this.names.filter((item) => short(worded(item.name)) === short(name)).length > 1;
    return shared ? name : short(name);
  }

  step(matterId: string, stepId: string | null): Step | null {
    return this.matter(matterId)?.steps.find((item) => item.id === stepId) ?? null;
  }

  error(matterId: string, errorId: string | null): MatterError | null {
    return this.matter(matterId)?.errors.find((item) => item.id === errorId) ?? null;
  }

  /** A field of any matter that was read here: of a form that the page has left. */
  field(fieldId: string): Field | null {
    return [...this.#matters.values()].flatMap(({ fields }) => fields).find(({ id }) => id === fieldId) ?? null;
  }

  choice(list: 'dispositions' | 'away_reasons' | 'decline_reasons' | 'roles', code: string): Choice | null {
    return this.common[list].find((item) => item.id === code) ?? null;
  }

  #ask(key: string, read: () => Promise<void>): void {
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    read().then(this.#changed, () => setTimeout(() => void (this.#asked.delete(key), this.#changed()), AGAIN_MS));
  }
}
