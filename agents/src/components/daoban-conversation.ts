// The middle column: whom one talks with, the questions, the transcript, and below it the reply or the wrap-up.
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { focused } from '@daoban/client/focus.ts';
import { notesOf } from '../desk/notes.ts';
import type { Talk } from '../desk/talk.ts';
import { worded } from '../locales/speech.ts';
import { tidy } from '../shown/chinese.ts';
import { shared } from '../styles/shared.ts';
import type { DaobanComposer } from './daoban-composer.ts';
import type { DaobanQuestions } from './daoban-questions.ts';
import { DeskElement } from './element.ts';
import { keyHint } from './keys.ts';
import type { DaobanAside } from './daoban-aside.ts';
import './daoban-aside.ts';
import './daoban-composer.ts';
import './daoban-confirm.ts';
import './daoban-handed.ts';
import './daoban-history.ts';
import './daoban-notes.ts';
import './daoban-questions.ts';
import './daoban-slip.ts';
import './daoban-thread.ts';
import './daoban-together.ts';
import './daoban-transfer.ts';
import type { DaobanWrapUp } from './daoban-wrap-up.ts';
import './daoban-wrap-up.ts';
import { styles } from './daoban-conversation.styles.ts';

type Drawer = 'transfer' | 'notes' | 'history' | 'slip';

@customElement('daoban-conversation')
export class DaobanConversation extends DeskElement {
  static override readonly styles = [shared, styles];

  @state() private ending = false;
  /** What lies open under the head. */
  @state() private drawer: Drawer | null = null;
  @query('daoban-aside') private aside!: DaobanAside | null;
  @query('daoban-composer') private composer!: DaobanComposer | null;
  @query('daoban-wrap-up') private wrapUp!: DaobanWrapUp | null;
  @query('daoban-questions') private questions!: DaobanQuestions | null;
  /** What stands at the foot and has the focus, before it is drawn anew. */
  #focusedFoot: Element | null = null;
  #ended = false;
  /** Had the focus before the drawer was opened. */
  #before: HTMLElement | null = null;
  #shown = '';

  /** Puts text at the caret of the reply; never sends it. */
  insert(text: string): void {
    this.composer?.insert(text);
  }

  /** Opens the choice of outcomes for the question that is looked at. */
  resolve(): void {
    this.questions?.resolve();
  }

  /** Opens a drawer, or puts it away; what is written in it is kept. */
  toggle(drawer: Drawer): void {
    const { selected } = this.desk;
    if (!selected || !this.#opens(selected, drawer)) return;
    if (this.drawer === drawer) return this.#putAway();
    if (!this.drawer) this.#before = focused();
    this.drawer = drawer;
  }

  /** Where one goes on working: the reply, or the wrap-up. */
  async focusFoot(): Promise<void> {
    await this.updateComplete;
    const foot = this.composer ?? this.wrapUp ?? this.aside;
    await foot?.updateComplete;
    foot?.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { selected } = this.desk;
    const shown = `${selected?.sessionId} ${selected?.view.state} ${selected?.part}`;
    if (shown !== this.#shown) this.drawer = null;
    this.#shown = shown;
    this.#focusedFoot = this.renderRoot.querySelector(':is(daoban-composer, daoban-wrap-up, daoban-aside):focus-within');
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
        ${this.#earlier(talk)} ${this.#ender(talk)}
        <p class="mut" title=${this.#facts(talk)}>${this.#facts(talk)}</p>
        ${this.#actions(talk)} ${this.#drawer(talk)}
      </header>
      <daoban-questions .desk=${this.desk} .talk=${talk}></daoban-questions>
      ${keyed(talk.sessionId, html`<daoban-handed .desk=${this.desk} .talk=${talk}></daoban-handed><daoban-thread .desk=${this.desk} .talk=${talk} @daoban-slip=${() => this.drawer === 'slip' || this.toggle('slip')}></daoban-thread>${this.#foot(talk)}`)} ${this.#confirm(talk)}
    `;
  }

  #facts({ view }: Talk): string {
    const role = this.desk.library.choice('roles', view.person.role);
    const { credit_grade: grade, tax_office: office } = view.taxpayer;
    const facts = [view.person.name, worded(role?.name), grade && this.words.offer.credit(grade), office && tidy(office)];
    return facts.filter(Boolean).join(' · ');
  }

  /** That the taxpayer was here before is seen at once; what it was about, on demand. */
  #earlier({ sessionId }: Talk): TemplateResult | typeof nothing {
    const found = this.desk.earlier.of(sessionId);
    if (!found?.sessions.length) return nothing;
    const word = this.words.earlier.count(found.sessions.length, found.more);
    return html`<button class="btn xs plain" aria-expanded=${this.drawer === 'history'} title=${keyHint('history')} @click=${() => this.toggle('history')}>${word}</button>`;
  }

  /** Ending it stands apart from what goes on with it. */
  #ender({ part, view }: Talk): TemplateResult | typeof nothing {
    if (part !== 'first' || view.state !== 'active') return nothing;
    return html`<button class="btn xs end" @click=${() => (this.ending = true)}>${this.words.talk.end}</button>`;
  }

  /** What can be done with the whole session, in one row; who else is in it and a break stand below. */
  #actions(talk: Talk): TemplateResult {
    const { transfer, notes, slip } = this.words;
    return html`<div class="acts">
      ${this.#opens(talk, 'transfer') ? this.#opener('transfer', transfer.name) : nothing} ${this.#opens(talk, 'slip') ? this.#opener('slip', slip.name) : nothing}
      ${this.#opener('notes', notes.count(notesOf(talk.entries).length))}
      ${talk.view.state === 'active' ? keyed(talk.sessionId, html`<daoban-together .desk=${this.desk} .talk=${talk}></daoban-together>`) : nothing}
    </div>`;
  }

  /** Whether a session of this state and part has the drawer, by button as by key. */
  #opens({ part, view }: Talk, drawer: Drawer): boolean {
    if (drawer === 'notes' || drawer === 'history') return true;
    return part === 'first' && (view.state === 'active' || (drawer === 'slip' && view.slips.length > 0));
  }

  #opener(drawer: Drawer, word: string): TemplateResult {
    return html`<button class="btn xs" aria-expanded=${this.drawer === drawer} title=${keyHint(drawer)} @click=${() => this.toggle(drawer)}>${word}</button>`;
  }

  #drawer(talk: Talk): TemplateResult | typeof nothing {
    if (this.drawer === 'transfer')
      return html`<daoban-transfer .desk=${this.desk} .talk=${talk} @daoban-done=${this.#putAway} @daoban-transferred=${this.#handedOver}></daoban-transfer>`;
    if (this.drawer === 'slip') return html`<daoban-slip .desk=${this.desk} .talk=${talk} @daoban-done=${this.#putAway}></daoban-slip>`;
    if (this.drawer === 'history') return html`<daoban-history .desk=${this.desk} .talk=${talk} @daoban-done=${this.#putAway}></daoban-history>`;
    return this.drawer ? html`<daoban-notes .desk=${this.desk} .talk=${talk} @daoban-done=${this.#putAway}></daoban-notes>` : nothing;
  }

  #putAway = (): void => {
    this.drawer = null;
    this.#before?.focus();
  };

  /** The next session stands here now, if there is one. */
  #handedOver = (): void => {
    this.drawer = null;
    void this.focusFoot();
  };

  #foot(talk: Talk): TemplateResult {
    const { desk } = this;
    if (talk.view.state !== 'active') return html`<daoban-wrap-up .desk=${desk} .talk=${talk}></daoban-wrap-up>`;
    const aside = talk.view.consult?.joined_at ? html`<daoban-aside .desk=${desk} .talk=${talk}></daoban-aside>` : nothing;
    const to = aside === nothing ? nothing : html`<p class="to">${this.words.together.to}</p>`;
    return html`${aside}${talk.speaks ? html`${to}<daoban-composer .desk=${desk} .talk=${talk}></daoban-composer>` : nothing}`;
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
      @daoban-no=${this.#answered}
    ></daoban-confirm>`;
  }

  /** The button that asked is gone with the talk: who ended it goes on at the foot, once nothing lies over that. */
  #answered = (): void => {
    this.ending = false;
    if (this.#ended) void this.focusFoot();
    this.#ended = false;
  };

  async #end(talk: Talk): Promise<void> {
    this.#ended = await this.attempt(() => this.desk.endTalk(talk.sessionId));
    if (this.#ended) this.ending = false;
  }
}
