// The form as the taxpayer has it, with the explanation beside it, and below it what the officer proposes. Nobody but the
// taxpayer changes a field. Who reads the session along (旁看) has the form alone.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type FormContext, serverNow } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import { changesOf } from '../form/changes.ts';
import type { Matter } from '../form/catalogue.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { daysUntil, hourMinute, secondsSince, taxPeriod } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { dueWords } from './due.ts';
import { filedWords } from './filed-words.ts';
import { DeskElement } from './element.ts';
import './daoban-error-block.ts';
import type { DaobanExplanation } from './daoban-explanation.ts';
import './daoban-explanation.ts';
import type { DaobanFields } from './daoban-fields.ts';
import './daoban-fields.ts';
import './daoban-ledger.ts';
import type { DaobanProposalEditor } from './daoban-proposal-editor.ts';
import './daoban-proposal-editor.ts';
import './daoban-steps.ts';
import { styles } from './daoban-mirror.styles.ts';

@customElement('daoban-mirror')
export class DaobanMirror extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  @property({ attribute: false }) talk!: Talk;
  /** Which half shows where there is no room for both. */
  @state() private half: 'form' | 'explanation' = 'form';

  @query('daoban-explanation') private explanation!: DaobanExplanation | null;

  @query('daoban-fields') private fields!: DaobanFields | null;
  @query('daoban-proposal-editor') private editor!: DaobanProposalEditor | null;

  /** Points at the row that has the focus, else at the field in which the taxpayer is. */
  highlight(): void {
    this.fields?.highlightChosen();
  }

  /** Proposes a value for it. */
  propose(): void {
    this.fields?.proposeChosen();
  }

  /** What the explanation would put into the reply. */
  get tellable(): string {
    return this.explanation?.tellable ?? '';
  }

  protected override render(): TemplateResult {
    const { context, view } = this.talk;
    const matter = this.desk.library.matter(context?.matter_id ?? view.matter_id);
    if (!matter) return html`<p class="none mut" aria-busy="true">${this.words.pages.loading}</p>`;
    return html`
      ${this.#header(matter, context)}
      ${context && !this.talk.filed ? html`<daoban-error-block .desk=${this.desk} .talk=${this.talk} .matter=${matter} .context=${context}></daoban-error-block>` : nothing}
      ${this.talk.part ? this.#both(matter, context) : html`<div class="two alone">${this.#form(matter, context)}</div>`}
    `;
  }

  #both(matter: Matter, context: FormContext | null): TemplateResult {
    return html`${this.#halves()}
      <div class="two only-${this.half}">
        ${this.#form(matter, context)}
        <daoban-explanation .desk=${this.desk} .talk=${this.talk}></daoban-explanation>
      </div>`;
  }

  #form(matter: Matter, context: FormContext | null): TemplateResult {
    return html`<div class="form">
      ${context
        ? html`<daoban-fields .desk=${this.desk} .talk=${this.talk} .matter=${matter} .context=${context} @daoban-propose=${this.#add}></daoban-fields>
            ${this.talk.part ? html`<daoban-proposal-editor .desk=${this.desk} .talk=${this.talk} .matter=${matter} .context=${context}></daoban-proposal-editor>` : nothing}`
        : html`<p class="none mut">${this.words.mirror.noContext}</p>`}
      <daoban-ledger .desk=${this.desk} .talk=${this.talk} .changes=${changesOf(this.talk.pages)}></daoban-ledger>
    </div>`;
  }

  #add = (event: CustomEvent<string>): void => {
    void this.editor?.add(event.detail);
  };

  #header(matter: Matter, context: FormContext | null): TemplateResult {
    return html`<header>
      <h2><span class="cut" title=${worded(matter.name)}>${worded(matter.name)}</span>${this.#liveness()}</h2>
      ${context ? html`<p class="meta">${this.#facts(matter, context)}</p>` : nothing} ${this.#filed(matter)}
      <daoban-steps .desk=${this.desk} .talk=${this.talk} .matter=${matter} .context=${context}></daoban-steps>
    </header>`;
  }

  #liveness(): TemplateResult {
    const { mirror } = this.words;
    if (this.talk.view.ending) return html`<span class="live off">${mirror.frozen}</span>`;
    if (this.desk.lineWatch.bar?.kind === 'offline') return html`<span class="live off">${icon('off', { small: true })}${mirror.cutOff}</span>`;
    const { peerAwaySince: away } = this.talk;
    if (away) return html`<span class="live off">${icon('off', { small: true })}${mirror.stale(hourMinute(away))}</span>`;
    if (this.talk.view.context?.shared === false) return html`<span class="live off">${icon('off', { small: true })}${mirror.stopped}</span>`;
    return html`<span class="live">${icon('eye', { small: true })}${mirror.live}</span>`;
  }

  #facts(matter: Matter, context: FormContext): TemplateResult {
    const { mirror } = this.words;
    const code = matter.form_codes.find((item) => item.code === context.form_code);
    const form = [context.form_code, worded(code?.name)].filter(Boolean).join(' ');
    const days = context.deadline ? daysUntil(context.deadline, serverNow()) : null;
    return html`${form ? html`<span class="cut" title=${form}>${form}</span>` : nothing}
      ${context.period ? html`<span>${mirror.period(taxPeriod(context.period))}</span>` : nothing}
      ${this.talk.filed
        ? nothing
        : html`${days === null ? nothing : html`<span class=${days <= 0 ? 'due' : ''}>${dueWords(days)}</span>`}
            <span>${mirror.onStep(this.#secondsOnStep(context))}</span>`}`;
  }

  /** The happy end stands in place of deadline and step time: nothing presses any more. */
  #filed(matter: Matter): TemplateResult | typeof nothing {
    const { filed } = this.talk;
    if (!filed) return nothing;
    const { mirror } = this.words;
    const facts = [hourMinute(filed.at), filed.receipt ? mirror.receipt(filed.receipt) : ''].filter(Boolean).join(' · ');
    return html`<p class="filed" role="status">${icon('tick', { small: true })}<b>${filedWords(matter)}</b><span>${facts}</span></p>`;
  }

  /** The page tells the time at each report; in between it runs on, until the session ends. */
  #secondsOnStep(context: FormContext): number {
    const reportedAt = this.talk.pages.at(-1)?.at;
    const until = this.talk.view.ending ? Date.parse(this.talk.view.ending.at) : serverNow();
    return context.seconds_on_step + (reportedAt ? secondsSince(reportedAt, until) : 0);
  }

  #halves(): TemplateResult {
    const { tabs } = this.words;
    const half = (name: 'form' | 'explanation'): TemplateResult =>
      html`<button class=${this.half === name ? 'on' : ''} aria-pressed=${this.half === name} @click=${() => (this.half = name)}>${tabs[name]}</button>`;
    return html`<div class="halves" role="group" aria-label=${tabs.label}>${half('form')}${half('explanation')}</div>`;
  }
}
