// Adding a question to the session: about which matter, step and error, in the officer's words.
import { type TemplateResult, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { newId } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import { errorTitle, worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-new-question.styles.ts';

interface Option {
  readonly value: string;
  readonly word: string;
}

@customElement('daoban-new-question')
export class DaobanNewQuestion extends DeskElement {
  static override readonly styles = [shared, textBox, styles];

  @property({ attribute: false }) talk!: Talk;
  @state() private matterId = '';
  @state() private stepId = '';
  @state() private errorId = '';
  @state() private text = '';
  readonly #questionId = newId();

  override connectedCallback(): void {
    super.connectedCallback();
    this.matterId = this.talk.context?.matter_id ?? this.talk.view.matter_id;
    this.stepId = this.talk.context?.step_id ?? '';
  }

  protected override render(): TemplateResult {
    const { newQuestion: said } = this.words;
    const matter = this.desk.library.matter(this.matterId);
    const steps = matter?.steps.map((item) => ({ value: item.id, word: this.words.step(item.order, worded(item.name)) })) ?? [];
    const errors = matter?.errors.map((item) => ({ value: item.id, word: errorTitle(item) })) ?? [];
    const matters = this.desk.library.names.map((item) => ({ value: item.id, word: worded(item.name) }));
    return html`<wa-dialog label=${said.heading} open @wa-after-hide=${() => this.tell('daoban-done')}>
      <form id="question" @submit=${this.#add}>
        ${this.#select('matter', said.matter, matters, this.matterId, (value) => this.#chooseMatter(value), false)}
        ${this.#select('step', said.step, steps, this.stepId, (value) => (this.stepId = value))}
        ${this.#select('error', said.error, errors, this.errorId, (value) => (this.errorId = value))}
        <label for="text">${said.text}</label>
        <input
          id="text"
          autofocus
          maxlength="200"
          placeholder=${said.textHint}
          .value=${this.text}
          @input=${(event: InputEvent) => (this.text = (event.target as HTMLInputElement).value)}
        />
        ${this.faultLine()}
      </form>
      <div slot="footer" class="do">
        <button class="btn" @click=${() => this.tell('daoban-done')}>${said.cancel}</button>
        <button class="btn pri" type="submit" form="question" aria-disabled=${this.busy} @click=${this.#add}>${said.add}</button>
      </div>
    </wa-dialog>`;
  }

  #select(id: string, label: string, options: readonly Option[], value: string, choose: (value: string) => void, optional = true): TemplateResult {
    const none = optional ? [{ value: '', word: this.words.newQuestion.none }] : [];
    return html`<label for=${id}>${label}</label>
      <select id=${id} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${[...none, ...options].map((item) => html`<option value=${item.value} ?selected=${item.value === value}>${item.word}</option>`)}
      </select>`;
  }

  #chooseMatter(id: string): void {
    Object.assign(this, { matterId: id, stepId: '', errorId: '' });
  }

  #add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const command = {
      session_id: this.talk.sessionId,
      question_id: this.#questionId,
      matter_id: this.matterId,
      step_id: this.stepId || null,
      error_id: this.errorId || null,
      text: this.text.trim() || null,
    };
    if (await this.attempt(() => this.desk.connection.send('question.open', command))) this.tell('daoban-done');
  };
}
