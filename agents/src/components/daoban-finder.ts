// What is found above the reply, the best first, with a preview of what would go in. The caret stays in the reply: the
// composer hands the keys here.
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Talk } from '../desk/talk.ts';
import { find } from '../find/find.ts';
import { type Finding, findingsOf } from '../find/findings.ts';
import { type Filled, valuesOf } from '../form/variables.ts';
import { errorTitle, worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-finder.styles.ts';

/** Rows that are drawn: a list that long is not read, another character is typed. */
const MOST_SHOWN = 40;

@customElement('daoban-finder')
export class DaobanFinder extends DeskElement {
  static override readonly styles = [shared, styles];

  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) search = '';
  @state() private at = 0;
  #all: readonly Finding[] = [];
  #madeOf: readonly unknown[] = [];
  #found: readonly Finding[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.told(() => this.desk.phrases.look());
  }

  /** Takes a key of the reply; returns whether it was for the list. */
  take(event: KeyboardEvent): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = this.#shown[this.at];
    if (step && !event.ctrlKey) void this.#move(step);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && chosen) this.#use(chosen);
    else if (event.key === 'Enter' && event.shiftKey && chosen?.push) void this.#push(chosen);
    else if (event.key !== 'Enter') return false; // nothing found: what was searched for is no message
    event.preventDefault();
    return true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#gather();
    this.#found = find(this.#all, this.search);
    if (changed.has('search') || this.at >= this.#shown.length) this.at = 0;
  }

  protected override render(): TemplateResult {
    const { finder } = this.words;
    const shown = this.#shown;
    const chosen = shown[this.at];
    return html`<section aria-label=${finder.name}>
      <ul role="listbox" aria-label=${finder.name}>
        ${shown.map((finding, index) => this.#row(finding, index))}
      </ul>
      ${shown.length ? nothing : html`<p class="none">${this.search ? finder.none(this.search) : finder.empty}</p>`}
      ${chosen ? this.#preview(chosen) : nothing} ${this.faultLine()}
      <footer>
        <span class="mut">${this.#found.length > shown.length ? finder.more(this.#found.length - shown.length) : finder.hint}</span>
        <button class="btn xs plain" @pointerdown=${hold} @click=${() => this.tell('daoban-phrases', null)}>${finder.manage}</button>
      </footer>
      <p class="vh" role="status">${chosen ? finder.at(this.at + 1, shown.length, chosen.title) : finder.none(this.search)}</p>
    </section>`;
  }

  get #shown(): readonly Finding[] {
    return this.#found.slice(0, MOST_SHOWN);
  }

  /** Made anew only when what they are made of has changed: not with every character typed. */
  #gather(): void {
    const { library, phrases, me } = this.desk;
    const { names } = library;
    const matter = library.matter(this.talk.context?.matter_id ?? this.talk.view.matter_id);
    const others = names.flatMap(({ id }) => library.matter(id) ?? []);
    const made = [phrases.phrases, names, matter, others.length, this.talk.context, this.words.locale];
    if (made.every((part, index) => part === this.#madeOf[index])) return;
    this.#madeOf = made;
    const { finder } = this.words;
    this.#all = findingsOf({
      talk: this.talk,
      phrases: phrases.phrases,
      values: valuesOf(this.talk, matter, me.name, worded, errorTitle),
      called: finder.variables,
      matter,
      others,
      names,
      speak: worded,
      titleOf: errorTitle,
      describe: (material) => finder.material(worded(material.name), worded(material.when), material.original),
      entry: finder.entry,
    });
  }

  #row(finding: Finding, index: number): TemplateResult {
    const choose = (event: Event): void => {
      event.preventDefault();
      this.#use(finding);
    };
    const { finder } = this.words;
    return html`<li id="row-${index}" role="option" aria-selected=${index === this.at} @pointerdown=${choose} @pointermove=${() => (this.at = index)}>
      <span class="cut">${finding.title}</span><small>${finding.elsewhere ? html`<span class="cut">${finding.elsewhere}</span> · ` : nothing}${finder.kinds[finding.kind]}</small>
    </li>`;
  }

  #preview(finding: Finding): TemplateResult {
    const { finder } = this.words;
    const send = (event: Event): void => {
      event.preventDefault();
      void this.#push(finding);
    };
    return html`<div class="preview">
      <p>${withGaps(finding.filled())}</p>
      ${finding.push ? html`<button class="btn xs" @pointerdown=${send}>${finder.push} <kbd>Shift Enter</kbd></button>` : nothing}
    </div>`;
  }

  async #move(step: number): Promise<void> {
    this.at = (this.at + step + this.#shown.length) % Math.max(1, this.#shown.length);
    await this.updateComplete;
    this.shadowRoot?.getElementById(`row-${this.at}`)?.scrollIntoView({ block: 'nearest' });
  }

  #use(finding: Finding): void {
    this.tell('daoban-found', finding.filled());
  }

  async #push({ push }: Finding): Promise<void> {
    if (!push) return;
    const { guiding } = this.desk;
    const { sessionId } = this.talk;
    const sent = push.kind === 'error' ? () => guiding.explain(sessionId, push.ref) : () => guiding.push(sessionId, push.kind as 'matter' | 'topic', push.ref);
    if (await this.attempt(sent)) this.tell('daoban-pushed');
  }
}

/** The press must not take the caret out of the reply. */
function hold(event: Event): void {
  event.preventDefault();
}

function withGaps({ text, gaps }: Filled): readonly (TemplateResult | string)[] {
  let from = 0;
  const parts = gaps.flatMap(([start, end]) => {
    const before = text.slice(from, start);
    from = end;
    return [before, html`<mark>${text.slice(start, end)}</mark>`];
  });
  return [...parts, text.slice(from)];
}
