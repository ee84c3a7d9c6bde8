// The questions of a session as tabs, their outcomes, and a way to add one.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Question } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import { KEYS } from '../desk/shortcuts.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import './daoban-new-question.ts';
import { openAndReturn } from './focus.ts';
import { questionTitle } from './question-title.ts';
import { styles } from './daoban-questions.styles.ts';

interface Dropdown extends HTMLElement {
  open: boolean;
}

@customElement('daoban-questions')
export class DaobanQuestions extends DeskElement {
  static override readonly styles = [shared, styles];

  @property({ attribute: false }) talk!: Talk;
  @state() private adding = false;
  @query('wa-dropdown') private outcomes!: Dropdown | null;

  /** Opens the list of outcomes for the question that is looked at. */
  resolve(): void {
    if (this.outcomes) openAndReturn(this.outcomes);
  }

  protected override render(): TemplateResult {
    const { view } = this.talk;
    const chosen = view.questions.find((item) => item.question_id === this.desk.questionOf(this.talk));
    const active = view.state === 'active' && this.talk.part === 'first';
    return html`
      <ul>
        ${view.questions.map((question) => this.#tab(question, question === chosen))}
      </ul>
      ${active && chosen && !chosen.disposition ? this.#resolve(chosen) : nothing}
      ${active ? this.#addButton(view.questions.length) : nothing}
      ${this.adding
        ? html`<daoban-new-question .desk=${this.desk} .talk=${this.talk} @daoban-done=${() => (this.adding = false)}></daoban-new-question>`
        : nothing}
      ${this.fault ? html`<div class="fault-row">${this.faultLine()}</div>` : nothing}
    `;
  }

  /** With several questions the tabs need the room: the word gives way to its sign. */
  #addButton(questions: number): TemplateResult {
    const { newQuestion } = this.words.talk;
    const add = (): boolean => (this.adding = true);
    if (questions === 1) return html`<button class="btn xs plain" @click=${add}>${newQuestion}</button>`;
    return html`<button class="btn xs plain" title=${newQuestion} aria-label=${newQuestion} @click=${add}>${icon('plus', { small: true })}</button>`;
  }

  #tab(question: Question, on: boolean): TemplateResult {
    const { talk } = this.words;
    const title = talk.question(question.number, questionTitle(this.desk, question));
    const outcome = question.disposition ? worded(this.desk.library.choice('dispositions', question.disposition)?.name) : '';
    return html`<li>
      <button
        class="tab ${on ? 'on' : ''}"
        aria-pressed=${on}
        title=${outcome ? `${title} · ${outcome}` : title}
        @click=${() => this.desk.chooseQuestion(this.talk.sessionId, question.question_id)}
      >
        ${question.disposition ? icon('tick', { small: true, name: talk.resolved }) : nothing}<span class="cut">${title}</span>
      </button>
    </li>`;
  }

  #resolve(question: Question): TemplateResult {
    const { resolve, resolveHeading } = this.words.talk;
    return html`<wa-dropdown placement="bottom-end" distance="4" @wa-select=${(event: CustomEvent<{ item: { value?: string } }>) => this.#resolved(question, event)}>
      <button slot="trigger" class="btn xs plain" title=${KEYS.resolve}>${resolve}</button>
      <h3>${resolveHeading}</h3>
      ${this.desk.library.common.dispositions.map((item) => html`<wa-dropdown-item value=${item.id}>${worded(item.name)}</wa-dropdown-item>`)}
    </wa-dropdown>`;
  }

  #resolved(question: Question, event: CustomEvent<{ item: { value?: string } }>): void {
    const { value = '' } = event.detail.item;
    const command = { session_id: this.talk.sessionId, question_id: question.question_id, disposition: value };
    void this.attempt(() => this.desk.connection.send('question.resolve', command));
  }
}
