// Everything that an officer puts before the person, on the page and in the thread: fetched with the first of it.
import type { Guidance, Highlight, Proposal, SessionView } from '@daoban/client/index.ts';
import type { Adaptor } from '../adaptor/adaptor.ts';
import { DeclaredAdaptor } from '../adaptor/declared.ts';
import { RegisteredAdaptor } from '../adaptor/registered.ts';
import { addressOf, goToStep } from '../adaptor/ways.ts';
import type { PageAdaptor } from '../api.ts';
import type { Matter } from '../catalogue.ts';
import type { Subject } from '../components/dock.ts';
import { CONTROLS } from '../context/declared.ts';
import type { Host } from '../host.ts';
import { type Mark, Marks } from '../marks/marks.ts';
import type { Help } from '../session/help.ts';
import { isMarked } from '@daoban/client/guide/standing.ts';
import { Answers, type GuideLine } from './answers.ts';
import { Beside } from './beside.ts';
import './card.ts';
import { Herald } from './herald.ts';
import { List } from './list.ts';
import { elementOf } from './places.ts';
import { around, scrollTo, scrollToAll } from './scrolling.ts';
import { holdWords } from './together-cards.ts';
import { waiting } from './waiting.ts';
import { guideWords } from './words.ts';

/** Marks what is pointed at, carries out what is accepted, and tells each thing once. */
export class Guide {
  readonly help: Help;
  readonly answers: Answers;
  matter: Matter | null = null;
  readonly #host: Host;
  readonly #line: GuideLine;
  readonly #marks: Marks;
  readonly #herald: Herald;
  readonly #beside: Beside;
  readonly #seen = new Set<string>();
  readonly #revealed = new Set<string>();
  /** What the person does not want to see marked any longer, in this window. */
  readonly #unmarked = new List('session', 'daoban.unmarked');
  #adaptor: Adaptor;
  #adapted: PageAdaptor | null = null;
  #matterId = '';
  /** Fetched with the first highlight, it has not heard what was typed just before: who is in a field may be typing. */
  #typedAt = document.activeElement?.matches(CONTROLS) ? Date.now() : 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  /** `known`: what was there before, and needs no telling. */
  constructor(help: Help, host: Host, line: GuideLine, known: SessionView) {
    this.help = help;
    this.#host = host;
    this.#line = line;
    this.#adaptor = new DeclaredAdaptor(host);
    this.answers = new Answers(line, () => help.changed());
    const root = host.element.shadowRoot as ShadowRoot;
    this.#beside = new Beside(root, () => !!help.view && !help.view.ending);
    this.#marks = new Marks(root, host.embed.theme, () => this.#beside.covered, (guideId) => this.#see(guideId));
    this.#herald = new Herald((text) => this.#marks.say(text), known, help.entries);
    document.addEventListener('input', () => (this.#typedAt = Date.now()), { capture: true });
    help.subscribe(() => this.#update());
    this.#update();
  }

  get adaptor(): Adaptor {
    const { adaptor } = this.#host;
    if (adaptor !== this.#adapted) {
      this.#adapted = adaptor;
      this.#adaptor = adaptor ? new RegisteredAdaptor(adaptor, this.#host) : new DeclaredAdaptor(this.#host);
    }
    return this.#adaptor;
  }

  get guidance(): Guidance | null {
    return this.help.view?.guidance ?? null;
  }

  /** Is the step of the proposal on show, or, whatever the page calls its step, are all its fields? */
  isHere({ changes, step_id }: Proposal): boolean {
    return this.help.page.context?.step_id === step_id || changes.every(({ field_id }) => this.adaptor.takes(field_id));
  }

  /** What must stay in sight beside the panel: the fields that an answer is wanted for, else the place pointed at last that is on show. */
  get pointedAt(): Subject | undefined {
    const asked = this.#asked;
    if (asked.length) return { getBoundingClientRect: () => around(asked), share: ANSWER_SHARE };
    const shown = this.guidance?.highlights.filter((highlight) => this.isMarked(highlight)).map((highlight) => this.find(highlight)) ?? [];
    return shown.findLast((element) => element instanceof HTMLElement) as HTMLElement | undefined;
  }

  /** The fields, on show here, of what was proposed last and waits for an answer. */
  get #asked(): Element[] {
    return this.#fieldsOf(this.guidance?.proposals.findLast(({ state }) => state === 'open'));
  }

  #fieldsOf(proposal: Proposal | undefined): Element[] {
    return proposal?.changes.flatMap(({ field_id }) => this.adaptor.find(field_id) ?? []) ?? [];
  }

  find(highlight: Highlight): Element | null {
    return elementOf(highlight, this.adaptor, this.#host.watch.form());
  }

  /** Does the officer still point there, and the person want to see it? */
  isMarked(highlight: Highlight): boolean {
    return this.guidance !== null && isMarked(highlight, this.guidance) && !this.#unmarked.has(highlight.guide_id);
  }

  /** Has the person put the mark away? */
  isDismissed({ guide_id }: Highlight): boolean {
    return this.#unmarked.has(guide_id);
  }

  /** Mark it here no longer, or again. */
  mark({ guide_id }: Highlight, wanted: boolean): void {
    if (wanted) this.#unmarked.remove(guide_id);
    else this.#unmarked.add(guide_id);
    this.help.changed();
  }

  /** Bring a place into sight and give it the focus: the person asked for it. */
  look(element: Element): void {
    scrollTo(element);
    const control = element.matches('input,select,textarea,button,a') ? element : element.querySelector('input,select,textarea');
    const target = (control?.ariaHidden === 'true' ? element.parentElement?.querySelector('input:not([aria-hidden])') : control) ?? element;
    if (!(target instanceof HTMLElement)) return;
    if (target === element && target.tabIndex < 0 && !target.hasAttribute('tabindex')) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  goTo(stepId: string): void {
    if (!this.adaptor.goto(stepId)) goToStep(this.#host, this.#matterId, stepId);
  }

  /** The page's address of a matter; null: it declares none. */
  addressOf(matterId: string): string | null {
    return addressOf(this.#host, 'matter', matterId);
  }

  openMatter(matterId: string): void {
    this.#host.emit('goto', { matter_id: matterId, step_id: null });
  }

  /** That the officer looks something up, and until when; undefined while they do not. */
  get holding(): string | undefined {
    const hold = this.help.view?.hold;
    return hold ? holdWords(hold) : undefined;
  }

  /** What stands above the composer while several proposals wait. */
  waiting(jump: (guideId: string) => void): ReturnType<typeof waiting> {
    return waiting(this, jump);
  }

  #update(): void {
    const { view } = this.help;
    this.#learn(view);
    const live = view && !view.ending && this.matter ? view : null;
    this.answers.update(
      live && this.matter && {
        sessionId: live.session_id, adaptor: this.adaptor, matter: this.matter, isHere: (proposal) => this.isHere(proposal),
        isStopped: () => this.help.sharing.stopped,
      },
      live?.guidance.proposals ?? [],
    );
    this.#beside.fit(!!live && this.#asked.length > 0);
    this.#marks.show(live ? this.#marksOf(live.guidance) : []);
    if (live) this.#herald.compare(live, this);
  }

  #learn(view: SessionView | null): void {
    const id = view ? (view.context?.matter_id ?? view.matter_id) : '';
    if (id === this.#matterId) return;
    this.#matterId = id;
    this.matter = null;
    void this.help.catalogue.matter(id).then(
      (matter) => {
        if (id !== this.#matterId) return;
        this.matter = matter;
        this.help.changed();
      },
      () => (this.#matterId = ''), // asked for again with the next change
    );
  }

  #marksOf({ highlights, proposals }: Guidance): Mark[] {
    const words = guideWords();
    const marked = highlights.filter((highlight) => this.isMarked(highlight));
    const pointed = marked.flatMap((highlight) => {
      const element = this.find(highlight);
      const { guide_id: guideId, number, seen_at } = highlight;
      return element ? [{ guideId, number, dashed: false, element, words: words.described(number), isNew: seen_at === null }] : [];
    });
    const open = proposals.filter(({ state }) => state === 'open' || state === 'accepted');
    const proposed = open.flatMap((proposal) => {
      const { guide_id: guideId, number, state } = proposal;
      const common = { guideId, number, dashed: true, words: words.describedProposal(number), isNew: state === 'open' };
      return this.#fieldsOf(proposal).map((element) => ({ ...common, element }));
    });
    const marks = [...pointed, ...proposed];
    if (marks.length) this.#beside.comeBack();
    for (const { guideId } of marks.filter(({ isNew }) => isNew)) {
      this.#reveal(guideId, marks.filter((mark) => mark.guideId === guideId).map(({ element }) => element));
    }
    return marks;
  }

  /** What is new comes into sight by itself, once; not under the hands of somebody who is typing. */
  #reveal(guideId: string, elements: readonly Element[]): void {
    if (this.#revealed.has(guideId) || document.visibilityState !== 'visible') return;
    const rest = this.#typedAt + RESTED_MS - Date.now();
    if (rest > 0) {
      // one for all: each change asks for everything again
      this.#later ??= setTimeout(() => {
        this.#later = undefined;
        this.help.changed();
      }, rest + 1);
      return;
    }
    this.#revealed.add(guideId);
    if (!this.#beside.isInSight(elements)) scrollToAll(elements, this.#beside.room);
  }

  #see(guideId: string): void {
    const { view } = this.help;
    const highlight = view?.guidance.highlights.find((item) => item.guide_id === guideId);
    if (!view || !highlight || highlight.seen_at !== null || this.#seen.has(guideId) || !this.#line.isOnline()) return;
    this.#seen.add(guideId);
    // untold, it is told again when it is next looked at
    this.#line.send('highlight.see', { session_id: view.session_id, guide_id: guideId }).catch(() => this.#seen.delete(guideId));
  }
}

/** A pause between two words is not the end of typing. */
const RESTED_MS = 2_000;
/** Of a phone's height: a proposal of two fields with its reason fits, and two fields stay in sight above it. */
const ANSWER_SHARE = 0.75;
