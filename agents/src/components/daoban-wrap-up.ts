// After the talk: one outcome per question, a note for officers, done. It fits under the transcript, which stays readable.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Question } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import type { Choice } from '../form/catalogue.ts';
import { isRunning } from '../guide/slip.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { hourMinute } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';
import { outcomeOf, outcomeWords, suggestedFor } from './outcome-card.ts';
import { questionTitle } from './question-title.ts';
import { styles } from './daoban-wrap-up.styles.ts';

/** As the hub allows. */
const MAX_NOTE = 2_000;
/** So many outcomes stand open, in the catalogue's order; the rare ones come on demand. */
const COMMON = 5;

@customElement('daoban-wrap-up')
export class DaobanWrapUp extends DeskElement {
  static override readonly styles = [shared, textBox, styles];

  @property({ attribute: false }) talk!: Talk;
  @state() private chosen: Readonly<Record<string, string>> = {};
  @state() private missing: readonly number[] = [];
  /** Questions whose rare outcomes are shown. */
  @state() private opened: ReadonlySet<string> = new Set();
  @query('h3') private heading!: HTMLElement;
  #note = '';

  override focus(): void {
    this.heading.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#note = this.desk.drafts.load(this.#draft);
  }

  protected override render(): TemplateResult {
    const { wrapUp, listSeparator } = this.words;
    const { view } = this.talk;
    return html`
      <p class="vh" role="alert">${this.words.composer.ended}</p>
      <h3 tabindex="-1">${wrapUp.heading(view.taxpayer.name)}</h3>
      ${view.questions.map((question) => this.#outcomes(question))}
      ${view.slips.some(isRunning) ? html`<p class="told refused">${icon('warn', { small: true })}${this.words.slip.unconcluded}</p>` : nothing}
      <label for="note">${wrapUp.note}</label>
      <textarea id="note" rows="2" maxlength=${MAX_NOTE} .value=${this.#note} @input=${this.#write}></textarea>
      ${this.missing.length
        ? html`<p class="fault" role="alert">${icon('warn', { small: true })}${wrapUp.missing(this.missing.join(listSeparator))}</p>`
        : this.faultLine()}
      <div class="do">
        <button class="btn pri" aria-disabled=${this.busy} @click=${() => void this.#finish(false)}>${this.busy ? wrapUp.busy : wrapUp.finish}</button>
        <button class="btn plain" aria-disabled=${this.busy} @click=${() => void this.#finish(true)}>${wrapUp.finishAway}</button>
      </div>
    `;
  }

  get #draft(): string {
    return `note.${this.talk.sessionId}`;
  }

  #outcomes(question: Question): TemplateResult {
    const { dispositions } = this.desk.library.common;
    const chosen = this.#chosenFor(question);
    const all = this.opened.has(question.question_id) || dispositions.length <= COMMON + 1;
    const shown = dispositions.filter((item, index) => all || index < COMMON || item.id === chosen);
    return html`<fieldset>
      <legend>${this.words.talk.question(question.number, questionTitle(this.desk, question))}</legend>
      ${this.#told(question)}
      ${shown.map((item) => this.#outcome(question, item, item.id === chosen))}
      ${shown.length < dispositions.length
        ? html`<button type="button" class="choice more" @click=${() => (this.opened = new Set([...this.opened, question.question_id]))}>${this.words.wrapUp.more}</button>`
        : nothing}
    </fieldset>`;
  }

  #outcome(question: Question, outcome: Choice, on: boolean): TemplateResult {
    return html`<label class="choice ${on ? 'on' : ''}">
      <input class="vh" type="radio" name="outcome-${question.question_id}" .checked=${on} @change=${() => this.#choose(question, outcome.id)} />
      ${worded(outcome.name)}
    </label>`;
  }

  #chosenFor(question: Question): string | null {
    return this.chosen[question.question_id] ?? question.disposition ?? suggestedFor(this.desk, this.talk, question);
  }

  /** What the page said became of the form, above the outcomes that it may suggest. */
  #told(question: Question): TemplateResult | typeof nothing {
    const outcome = outcomeOf(this.talk, question);
    if (!outcome) return nothing;
    const said = outcomeWords(this.desk, this.talk, outcome);
    return html`<p class="told ${outcome.outcome}">${icon(outcome.outcome === 'filed' ? 'tick' : 'warn', { small: true })}${this.words.wrapUp.told(hourMinute(outcome.at), said)}</p>`;
  }

  #choose(question: Question, disposition: string): void {
    this.chosen = { ...this.chosen, [question.question_id]: disposition };
    this.missing = this.missing.filter((number) => number !== question.number);
  }

  #write(event: InputEvent): void {
    this.#note = (event.target as HTMLTextAreaElement).value;
    this.desk.drafts.save(this.#draft, this.#note);
  }

  async #finish(thenAway: boolean): Promise<void> {
    const { questions } = this.talk.view;
    this.missing = questions.filter((question) => !this.#chosenFor(question)).map((question) => question.number);
    if (this.missing.length) return;
    const { sessionId } = this.talk;
    const outcomes = Object.fromEntries(questions.map((question) => [question.question_id, this.#chosenFor(question) ?? '']));
    const done = await this.attempt(async () => {
      // away first: once the slot is free, the next offer may already be on its way
      if (thenAway) await this.desk.setStatus('away', this.#restReason);
      await this.desk.wrapUp(sessionId, outcomes, this.#note.trim());
    });
    if (done) this.desk.drafts.save(this.#draft, '');
  }

  get #restReason(): string | null {
    const reasons = this.desk.library.common.away_reasons;
    return (reasons.find((item) => item.id === 'short_break') ?? reasons[0])?.id ?? null;
  }
}
