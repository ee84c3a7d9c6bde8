import type { FormContext } from '@daoban/client/index.ts';
import { Catalogue, type Matter, type MatterError, type Step } from '../catalogue.ts';
import { admit, FILED } from '../context/admit.ts';
import { focusedField, readPage } from '../context/declared.ts';
import type { PageWatch } from '../loader/page-watch.ts';

/** What the person tried before asking; the console has words for these. */
export type Tried = 'explanation_read' | 'help_topic_read' | 'explanation_not_enough' | 'resubmitted';

/** Grey lines only when it takes so long that an empty card would look broken; then it is said, with a way out. */
const BONES_AFTER_MS = 400;
const SLOW_AFTER_MS = 8_000;

/** Where on the page the person is, as far as it may be told: kept current from the first click on. */
export class Page {
  readonly #watch: PageWatch;
  readonly #catalogue: Catalogue;
  readonly #changed: () => void;
  matter: Matter | null = null;
  /** `missing`: the catalogue could not be read, or does not know the matter. */
  state: 'none' | 'loading' | 'ready' | 'missing' = 'none';
  context: FormContext | null = null;
  /** How long the loading takes: nothing is drawn at first, then grey lines, then words. */
  late: 'no' | 'bones' | 'slow' = 'no';
  /** The answer to "did this solve it?", for the error on show. */
  solved: boolean | null = null;
  #matterId: string | undefined;
  #focused: string | null = null;
  readonly #tried = new Set<Tried>();
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(watch: PageWatch, catalogue: Catalogue, changed: () => void) {
    this.#watch = watch;
    this.#catalogue = catalogue;
    this.#changed = changed;
    const { page } = watch;
    for (const kind of ['input', 'change', 'focusin', 'visibilitychange']) page.addEventListener(kind, watch.touched);
    this.look();
  }

  get step(): Step | undefined {
    return this.matter?.steps.find((step) => step.id === this.context?.step_id);
  }

  get error(): MatterError | undefined {
    return this.matter?.errors.find((error) => error.id === this.context?.error_id);
  }

  /** The page shows that the form was accepted. */
  get filed(): boolean {
    return this.context?.tried.includes(FILED) ?? false;
  }

  /** Note what the person did before asking. */
  note(tried: Tried): void {
    if (this.#tried.has(tried)) return;
    this.#tried.add(tried);
    this.look();
  }

  /** The person said whether the explanation solved it. */
  answer(solved: boolean): void {
    this.solved = solved;
    if (!solved) this.note('explanation_not_enough');
    this.#changed();
  }

  /** Read the page again now. */
  look(): void {
    const said = readPage(this.#watch);
    this.#follow(said.matter_id);
    this.#focused = this.#focusNow();
    const tried = new Set<string>([...(said.tried ?? []), ...this.#tried]);
    if ((said.error_occurrences ?? 0) > 1) tried.add('resubmitted');
    const error = this.context?.error_id;
    this.context = admit({ focused_field: this.#focused, ...said, tried: [...tried] }, this.matter);
    if (this.context?.error_id !== error) this.solved = null;
    this.#changed();
  }

  /** Try again to read what could not be read. */
  retry(): void {
    this.#matterId = undefined;
    this.look();
  }

  #follow(matterId: string | undefined): void {
    if (matterId === this.#matterId) return;
    this.#matterId = matterId;
    this.matter = null;
    this.#tried.clear();
    this.state = matterId ? 'loading' : 'none';
    if (matterId) void this.#load(matterId);
  }

  async #load(matterId: string): Promise<void> {
    this.late = 'no';
    this.#timers = [this.#lateness('bones', BONES_AFTER_MS), this.#lateness('slow', SLOW_AFTER_MS)];
    const matter = await this.#catalogue.matter(matterId).catch(() => null);
    if (matterId !== this.#matterId) return;
    for (const timer of this.#timers) clearTimeout(timer);
    this.matter = matter;
    this.state = matter ? 'ready' : 'missing';
    this.look();
  }

  #lateness(late: 'bones' | 'slow', after: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.late = late;
      this.#changed();
    }, after);
  }

  /** In the panel, or nowhere, the person has not left the field: they talk about it. */
  #focusNow(): string | null {
    const { page } = this.#watch;
    const active = page.activeElement;
    const elsewhere = !active || active === page.body || active.localName === 'daoban-help';
    return elsewhere ? this.#focused : (focusedField(page) ?? null);
  }
}
