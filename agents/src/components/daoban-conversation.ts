// The middle column: whom one talks with, the questions, the transcript, and below it the reply or the wrap-up.
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { KEYS } from '../desk/shortcuts.ts';
import type { Talk } from '../desk/talk.ts';
import { worded } from '../locales/speech.ts';
import { tidy } from '../shown/chinese.ts';
import { shared } from '../styles/shared.ts';
import type { DaobanComposer } from './daoban-composer.ts';
import type { DaobanQuestions } from './daoban-questions.ts';
import type { DaobanSlip } from './daoban-slip.ts';
import { DeskElement } from './element.ts';
import { focused } from './focus.ts';
import './daoban-composer.ts';
import './daoban-confirm.ts';
import './daoban-questions.ts';
import './daoban-slip.ts';
import './daoban-thread.ts';
import type { DaobanWrapUp } from './daoban-wrap-up.ts';
import './daoban-wrap-up.ts';
import { styles } from './daoban-conversation.styles.ts';

@customElement('daoban-conversation')
export class DaobanConversation extends DeskElement {
  static override readonly styles = [shared, styles];

  @state() private ending = false;
  @state() private slipOpen = false;
  @query('daoban-slip') private slip!: DaobanSlip | null;
  /** Had the focus before the slip was opened. */
  #beforeSlip: HTMLElement | null = null;
  @query('daoban-composer') private composer!: DaobanComposer | null;
  @query('daoban-wrap-up') private wrapUp!: DaobanWrapUp | null;
  @query('daoban-questions') private questions!: DaobanQuestions | null;
  /** What stands at the foot and has the focus, before it is drawn anew. */
  #focusedFoot: Element | null = null;

  /** Puts text at the caret of the reply; never sends it. */
  insert(text: string): void {
    this.composer?.insert(text);
  }

  /** Opens the choice of outcomes for the question that is looked at. */
  resolve(): void {
    this.questions?.resolve();
  }

  /** Opens what is done about the slip, or puts it away; the focus goes back to where it was. */
  toggleSlip(): void {
    if (!this.desk.selected) return;
    if (!this.slipOpen) this.#beforeSlip = focused();
    this.slipOpen = !this.slipOpen;
    void this.updateComplete.then(async () => {
      await this.slip?.updateComplete;
      if (this.slipOpen) this.slip?.focus();
      else if (this.#beforeSlip?.isConnected) this.#beforeSlip.focus();
    });
  }

  /** Where one goes on working: the reply, or the wrap-up. */
  async focusFoot(): Promise<void> {
    await this.updateComplete;
    const foot = this.composer ?? this.wrapUp;
    await foot?.updateComplete;
    foot?.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#focusedFoot = this.renderRoot.querySelector(':is(daoban-composer, daoban-wrap-up):focus-within');
  }

  /** Another session, or the end of this one, replaces the foot: who was working there goes on in the new one. */
  protected override updated(): void {
    if (this.#focusedFoot && !this.#focusedFoot.isConnected) void this.focusFoot();
  }

  protected override render(): TemplateResult | typeof nothing {
    const talk = this.desk.selected;
    if (!talk) return nothing;
    const { view } = talk;
    return html`
      <header>
        <h2>${view.taxpayer.name}</h2>
        <div class="acts">${this.#slipButton(talk)} ${view.state === 'active' ? html`<button class="btn xs" @click=${() => (this.ending = true)}>${this.words.talk.end}</button>` : nothing}</div>
        <p class="mut" title=${this.#facts(talk)}>${this.#facts(talk)}</p>
      </header>
      ${this.slipOpen ? keyed(talk.sessionId, html`<daoban-slip .desk=${this.desk} .talk=${talk} @daoban-done=${() => this.toggleSlip()}></daoban-slip>`) : nothing}
      <daoban-questions .desk=${this.desk} .talk=${talk}></daoban-questions>
      ${keyed(talk.sessionId, html`<daoban-thread .desk=${this.desk} .talk=${talk} @daoban-slip=${() => this.slipOpen || this.toggleSlip()}></daoban-thread>${this.#foot(talk)}`)} ${this.#confirm(talk)}
    `;
  }

  /** Shown while a slip can be started, or there is one. */
  #slipButton({ view }: Talk): TemplateResult | typeof nothing {
    if (view.state !== 'active' && !view.slips.length) return nothing;
    return html`<button class="btn xs" aria-expanded=${this.slipOpen} aria-keyshortcuts="Alt+S" @click=${() => this.toggleSlip()}>${this.words.slip.name} <kbd>${KEYS.slip}</kbd></button>`;
  }

  #facts({ view }: Talk): string {
    const role = this.desk.library.choice('roles', view.person.role);
    const { credit_grade: grade, tax_office: office } = view.taxpayer;
    const facts = [view.person.name, worded(role?.name), grade && this.words.offer.credit(grade), office && tidy(office)];
    return facts.filter(Boolean).join(' · ');
  }

  #foot(talk: Talk): TemplateResult {
    return talk.view.state === 'active'
      ? html`<daoban-composer .desk=${this.desk} .talk=${talk}></daoban-composer>`
      : html`<daoban-wrap-up .desk=${this.desk} .talk=${talk}></daoban-wrap-up>`;
  }

  #confirm(talk: Talk): TemplateResult {
    const { endHeading, endText, endUnsent, endConfirm, keep } = this.words.talk;
    return html`<daoban-confirm
      .open=${this.ending}
      .heading=${endHeading}
      .text=${talk.outgoing.length ? `${endUnsent}${endText}` : endText}
      .yes=${endConfirm}
      .no=${keep}
      .trouble=${this.faultLine()}
      @daoban-yes=${() => void this.#end(talk)}
      @daoban-no=${() => (this.ending = false)}
    ></daoban-confirm>`;
  }

  async #end(talk: Talk): Promise<void> {
    if (await this.attempt(() => this.desk.endTalk(talk.sessionId))) this.ending = false;
  }
}
