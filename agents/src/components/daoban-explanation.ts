// The catalogue's cause, explanation and fix steps with this taxpayer's own numbers. One click puts them into the reply.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Talk } from '../desk/talk.ts';
import { KEYS } from '../desk/shortcuts.ts';
import type { HelpTopic, Matter, MatterError } from '../form/catalogue.ts';
import { compare } from '../form/comparison.ts';
import { BLANK, filler } from '../form/phrases.ts';
import { worded } from '../locales/speech.ts';
import { grouped } from '../shown/amounts.ts';
import { tidy } from '../shown/chinese.ts';
import { icon } from '../icons.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-explanation.styles.ts';

const MOST_TOPICS = 6;

@customElement('daoban-explanation')
export class DaobanExplanation extends DeskElement {
  static override readonly styles = [shared, styles];

  @property({ attribute: false }) talk!: Talk;

  /** What 放入回复框 puts into the reply; an empty string when there is nothing to tell. */
  get tellable(): string {
    const { matter, error } = this.#subject();
    return matter && error ? this.#told(matter, error) : '';
  }

  protected override render(): TemplateResult {
    const { matter, error } = this.#subject();
    const said = this.words.explanation;
    return html`<section aria-label=${said.name}>
      <div class="scroll" tabindex="0" role="group" aria-label=${said.name}>
        ${matter && error ? this.#explained(matter, error) : html`<h3>${said.none}</h3><p>${said.noneText}</p>`}
        ${matter ? this.#topics(matter, error) : nothing}
      </div>
      ${matter && error ? this.#foot(matter, error) : nothing}
    </section>`;
  }

  /** The error of the question that is looked at, else the one that the page shows. */
  #subject(): { matter: Matter | null; error: MatterError | null } {
    const { view, context } = this.talk;
    const question = view.questions.find((item) => item.question_id === this.desk.questionOf(this.talk));
    const onPage = context?.error_id ?? null;
    const matterId = question?.error_id ? question.matter_id : (context?.matter_id ?? view.matter_id);
    const matter = this.desk.library.matter(matterId);
    const error = matter?.errors.find((item) => item.id === (question?.error_id ?? onPage)) ?? null;
    return { matter, error };
  }

  #told(matter: Matter, error: MatterError): string {
    const { context } = this.talk.view;
    const own = context?.matter_id === matter.id ? context : null;
    const fill = filler(matter, error, own, worded);
    return this.#numbers(own?.error_id === error.id) + fill(error.explanation);
  }

  /** The first row that differs, in a sentence: the numbers that the explanation is about. */
  #numbers(onPage: boolean): string {
    const { explanation: said } = this.words;
    const [row] = onPage ? compare(this.talk.context?.comparison ?? []).differing : [];
    if (!row?.difference) return '';
    const size = row.difference.replace('-', '');
    return said.numbers(tidy(row.source_item), grouped(row.source_amount), tidy(row.declared_item), grouped(row.declared_amount), grouped(size));
  }

  #explained(matter: Matter, error: MatterError): TemplateResult {
    const said = this.words.explanation;
    const fill = filler(matter, error, this.talk.context, worded);
    return html`<h3>${said.cause}</h3>
      <p>${fill(error.cause)}</p>
      <h3>${said.tell}</h3>
      <p class="tell">${this.#told(matter, error)}</p>
      <h3>${said.fix}</h3>
      <ol>
        ${error.fix_steps.map((step) => html`<li>${fill(step)}</li>`)}
      </ol>`;
  }

  #topics(matter: Matter, error: MatterError | null): TemplateResult | typeof nothing {
    const topics = error ? matter.help_topics.filter((item) => error.help_topic_ids.includes(item.id)) : matter.help_topics;
    if (topics.length === 0) return nothing;
    return html`<h3>${this.words.explanation.topics}</h3>
      ${topics.slice(0, MOST_TOPICS).map((topic) => this.#topic(topic))}`;
  }

  #topic(topic: HelpTopic): TemplateResult {
    const answer = worded(topic.answer);
    return html`<details>
      <summary>${icon('right')}<span>${worded(topic.question)}</span></summary>
      <p>${answer}</p>
      <button class="btn xs" @click=${() => this.tell('daoban-insert', answer)}>${this.words.explanation.insertTopic}</button>
    </details>`;
  }

  #foot(matter: Matter, error: MatterError): TemplateResult | typeof nothing {
    if (!this.talk.speaks || this.talk.view.state !== 'active') return nothing;
    const { explanation: said, guide } = this.words;
    const text = this.#told(matter, error);
    return html`<div class="foot">
      ${text.includes(BLANK) ? html`<p class="mut">${said.blanks}</p>` : nothing} ${this.faultLine()}
      <div class="do">
        <button class="btn" @click=${() => this.tell('daoban-insert', text)}>${said.insert} <kbd>${KEYS.explain}</kbd></button>
        ${this.#isOnForm(matter) ? html`<button class="btn" title=${guide.explainHint} @click=${() => void this.#send(error)}>${guide.explain}</button>` : nothing}
      </div>
    </div>`;
  }

  /** The hub explains errors of the form that the page shows. */
  #isOnForm(matter: Matter): boolean {
    return matter.id === (this.talk.context?.matter_id ?? this.talk.view.matter_id);
  }

  async #send(error: MatterError): Promise<void> {
    await this.told(() => this.desk.guiding.explain(this.talk.sessionId, error.id));
  }
}
