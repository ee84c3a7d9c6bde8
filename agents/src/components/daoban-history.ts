// 此前会话: what this taxpayer asked before, whoever acted for them, and how it went. What was said is read on demand only,
// and each reading stands in the log of the present session. How they rated is not shown.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { EarlierSession, EarlierSlip, EarlierTranscript, FoundSlip } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { short } from '../shown/chinese.ts';
import { dayAndMinute } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import './daoban-earlier-slip.ts';
import { type ReadLine, readLines } from './earlier-lines.ts';
import { DeskElement } from './element.ts';
import { questionTitle } from './question-title.ts';
import { styles } from './daoban-history.styles.ts';

@customElement('daoban-history')
export class DaobanHistory extends DeskElement {
  static override readonly styles = [shared, styles];

  @property({ attribute: false }) talk!: Talk;
  @state() private open: EarlierTranscript | null = null;
  @state() private slip: FoundSlip | null = null;
  @query('section button') private first!: HTMLElement | null;
  /** Whose button was pressed, to come back to. */
  #from = '';

  override focus(): void {
    this.first?.focus();
  }

  protected override firstUpdated(): void {
    this.focus();
  }

  protected override render(): TemplateResult {
    const { earlier } = this.words;
    return html`<section aria-label=${earlier.heading} @keydown=${this.#key}>
      <div class="top">
        <h3>${earlier.heading}</h3>
        <button class="icon-btn" aria-label=${earlier.close} title=${earlier.close} @click=${this.#close}>${icon('close', { small: true })}</button>
      </div>
      ${this.slip ? this.#slip(this.slip) : this.open ? this.#transcript(this.open) : this.#list()} ${this.faultLine()}
    </section>`;
  }

  #list(): TemplateResult {
    const { earlier } = this.words;
    const found = this.desk.earlier.of(this.talk.sessionId);
    if (!found) return html`<p class="none mut" role="status">${earlier.loading}</p>`;
    if (!found.sessions.length) return html`<p class="none mut">${earlier.none}</p>`;
    return html`<p class="logged mut">${earlier.logged}</p>
      <ul class="list">
        ${found.sessions.map((session) => this.#one(session))}
      </ul>
      ${found.more ? html`<p class="none mut">${earlier.more(found.sessions.length)}</p>` : nothing}`;
  }

  #one(session: EarlierSession): TemplateResult {
    const { earlier } = this.words;
    const { session_id, opened_at, person, officer } = session;
    const role = worded(this.desk.library.choice('roles', person.role)?.name);
    const about = this.#about(session);
    return html`<li class="one">
      <p><b>${dayAndMinute(opened_at)}</b> ${about}</p>
      <p class="mut">
        ${[person.name, role, officer ? officer.name : earlier.nobody].filter(Boolean).join(' · ')} ${this.#outcome(session)}
      </p>
      <button
        class="btn xs look"
        data-session=${session_id}
        aria-label=${earlier.readName(dayAndMinute(opened_at), about)}
        aria-disabled=${this.busy}
        @click=${() => void this.#read(session_id)}
      >
        ${earlier.read}
      </button>
      ${(session.slips ?? []).map((slip) => this.#slipLine(session_id, slip))}
    </li>`;
  }

  #slipLine(sessionId: string, { slip_id, no, title, state }: EarlierSlip): TemplateResult {
    const { earlier, slip: said } = this.words;
    const stand = said.stands[state] ?? earlier.leftOpen;
    return html`<p class="slip">${earlier.slip(short(title), '')} · ${stand}</p>
      <button class="btn xs" data-session=${`${sessionId} ${slip_id}`} aria-label=${earlier.readSlipName(title, no)} aria-disabled=${this.busy} @click=${() => void this.#readSlip(sessionId, slip_id)}>
        ${earlier.readSlip}
      </button>`;
  }

  #slip(found: FoundSlip): TemplateResult {
    const { earlier } = this.words;
    return html`<button class="btn xs plain back" @click=${() => void this.#goBack()}>${earlier.back}</button>
      <daoban-earlier-slip tabindex="0" role="region" aria-label=${earlier.slip(found.slip.title, found.slip.no)} .found=${found}></daoban-earlier-slip>`;
  }

  async #readSlip(sessionId: string, slipId: string): Promise<void> {
    this.#from = `${sessionId} ${slipId}`;
    await this.attempt(async () => (this.slip = await this.desk.earlier.readSlip(this.talk.sessionId, sessionId, slipId)));
    if (this.slip) await this.#toBack();
  }

  /** The matter, and what the first question was about. */
  #about({ matter_id, questions }: EarlierSession): string {
    const [question] = questions;
    return [this.desk.library.shortName(matter_id), question ? questionTitle(this.desk, question) : ''].filter(Boolean).join(' · ');
  }

  #outcome({ questions, done }: EarlierSession): TemplateResult {
    const { earlier, listSeparator } = this.words;
    const codes = [...new Set(questions.map(({ disposition }) => disposition).filter((code) => code !== null))];
    const outcomes = codes.map((code) => worded(this.desk.library.choice('dispositions', code)?.name) || code);
    return html`${outcomes.length ? html`· ${outcomes.join(listSeparator)}` : nothing}
      ${done ? html`<span class="done">${icon('tick', { small: true })}${earlier.done}</span>` : nothing}`;
  }

  #transcript(read: EarlierTranscript): TemplateResult {
    const { earlier } = this.words;
    return html`<button class="btn xs plain back" @click=${() => void this.#goBack()}>${earlier.back}</button>
      <p class="logged mut">${dayAndMinute(read.session.opened_at)} · ${this.#about(read.session)} ${this.#outcome(read.session)}</p>
      <ol class="lines" tabindex="0" aria-label=${earlier.transcript}>
        ${readLines(this.desk, read).map((line) => this.#line(line))}
      </ol>`;
  }

  #line({ kind, time, who, text }: ReadLine): TemplateResult {
    if (kind === 'happened') return html`<li class="happened">${time} ${text}</li>`;
    const { notes } = this.words;
    const head = kind === 'note' ? `${notes.name} · ${who} ${time} · ${notes.hidden}` : `${who} ${time}`;
    return html`<li class=${kind}><small>${head}</small><p>${kind === 'file' ? icon('form', { small: true }) : nothing}${text}</p></li>`;
  }

  async #read(sessionId: string): Promise<void> {
    this.#from = sessionId;
    await this.attempt(async () => (this.open = await this.desk.earlier.read(this.talk.sessionId, sessionId)));
    if (this.open) await this.#toBack();
  }

  async #toBack(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.back')?.focus();
  }

  async #goBack(): Promise<void> {
    this.open = this.slip = null;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-session="${CSS.escape(this.#from)}"]`)?.focus();
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    if (this.open || this.slip) void this.#goBack();
    else this.#close();
  };

  #close = (): void => this.tell('daoban-done');
}
