// 推送办理入口: the entries of the catalogue's matters and this matter's help topics, found by typing. Opened by a press only;
// what is chosen is sent as a card, and the caret goes back to the reply.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Talk } from '../desk/talk.ts';
import { worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-push-menu.styles.ts';

interface Choice {
  readonly kind: 'matter' | 'topic';
  readonly ref: string;
  readonly word: string;
}

@customElement('daoban-push-menu')
export class DaobanPushMenu extends DeskElement {
  static override readonly styles = [shared, textBox, styles];

  @property({ attribute: false }) talk!: Talk;
  @state() private search = '';
  @state() private at = 0;
  @query('input') private input!: HTMLInputElement | null;

  protected override firstUpdated(): void {
    this.input?.focus();
  }

  protected override render(): TemplateResult {
    const { push } = this.words;
    const found = this.#found;
    return html`<section aria-label=${push.name} @keydown=${this.#key} @focusout=${this.#left}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant=${found.length ? `choice-${this.at}` : nothing}
        aria-label=${push.search}
        placeholder=${push.search}
        autocomplete="off"
        @input=${(event: InputEvent) => this.#look((event.target as HTMLInputElement).value)}
      />
      <ul id="found" role="listbox" aria-label=${push.name}>
        ${found.map((choice, index) => this.#choice(choice, index))}
      </ul>
      ${found.length ? nothing : html`<p class="mut" role="status">${push.none}</p>`} ${this.faultLine()}
    </section>`;
  }

  get #found(): readonly Choice[] {
    const { library } = this.desk;
    const matter = library.matter(this.talk.context?.matter_id ?? this.talk.view.matter_id);
    const topics = (matter?.help_topics ?? []).map((topic): Choice => ({ kind: 'topic', ref: topic.id, word: worded(topic.question) }));
    const matters = library.names.map((item): Choice => ({ kind: 'matter', ref: item.id, word: worded(item.name) }));
    const wanted = this.search.trim().toLowerCase();
    return [...matters, ...topics].filter(({ word }) => word.toLowerCase().includes(wanted));
  }

  #choice(choice: Choice, index: number): TemplateResult {
    const { push } = this.words;
    const press = (event: Event): void => {
      event.preventDefault();
      void this.#send(choice);
    };
    return html`<li id="choice-${index}" role="option" aria-selected=${index === this.at} @pointerdown=${press} @pointermove=${() => (this.at = index)}>
      <span>${choice.word}</span><small>${push.kinds[choice.kind]}</small>
    </li>`;
  }

  #look(text: string): void {
    this.search = text;
    this.at = 0;
  }

  #key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    const found = this.#found;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = found[this.at];
    if (event.key === 'Escape') this.tell('daoban-done');
    else if (step && !event.ctrlKey) this.#move(step, found.length);
    else if (event.key === 'Enter' && !event.ctrlKey && chosen) void this.#send(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  async #move(step: number, count: number): Promise<void> {
    this.at = (this.at + step + count) % Math.max(1, count);
    await this.updateComplete;
    this.shadowRoot?.getElementById(`choice-${this.at}`)?.scrollIntoView({ block: 'nearest' });
  }

  async #send({ kind, ref }: Choice): Promise<void> {
    if (await this.attempt(() => this.desk.guiding.push(this.talk.sessionId, kind, ref))) this.tell('daoban-done');
  }

  /** Who goes elsewhere is done with it; the focus stays where they went. */
  #left = (event: FocusEvent): void => {
    if (!event.relatedTarget || !this.shadowRoot?.contains(event.relatedTarget as Node)) this.tell('daoban-left');
  };
}
