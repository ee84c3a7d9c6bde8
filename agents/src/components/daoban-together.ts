// In the head of a talk: the ways to ask a colleague in, to a break and to the hall; below them, what goes on of it. Nothing opens by itself.
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Consult, type Hold, serverNow } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import { icon } from '../icons.ts';
import { clockSpan, hourMinute, secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import './daoban-consult-panel.ts';
import './daoban-hall-panel.ts';
import './daoban-hold-panel.ts';
import { styles } from './daoban-together.styles.ts';

type Panel = 'consult' | 'hold' | 'hall';

@customElement('daoban-together')
export class DaobanTogether extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  @property({ attribute: false }) talk!: Talk;
  @state() private open: Panel | null = null;
  /** What has the focus here before it is drawn anew. */
  #focused: Element | null = null;
  #opened: Panel | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#focused = (this.renderRoot as ShadowRoot).activeElement;
  }

  /** A panel that is shut, and a button that is pressed and goes, give the focus to what is left: the way to the panel, else the last. */
  protected override updated(): void {
    const ways = [...this.renderRoot.querySelectorAll<HTMLElement>('.ways button')];
    if (this.#focused && !this.#focused.isConnected) (ways.find(({ id }) => id === this.#opened) ?? ways.at(-1))?.focus();
    this.#opened = this.open;
  }

  protected override render(): TemplateResult {
    const { view, part } = this.talk;
    return html`${part === 'first' ? this.#ways() : nothing} ${view.consult ? this.#consult(view.consult, part) : nothing} ${view.hold ? this.#hold(view.hold, part) : nothing}
      ${this.faultLine()} ${this.#panel()}`;
  }

  #ways(): TemplateResult {
    const { consult, hold } = this.talk.view;
    const { together } = this.words;
    const way = (panel: Panel, word: string): TemplateResult =>
      html`<button class="btn xs plain" id=${panel} aria-expanded=${this.open === panel} @click=${() => (this.open = this.open === panel ? null : panel)}>${word}</button>`;
    return html`<div class="ways">${consult ? nothing : way('consult', together.consult)}${hold ? nothing : way('hold', together.hold)}${way('hall', together.hall)}</div>`;
  }

  #consult(consult: Consult, part: Talk['part']): TemplateResult {
    const { together } = this.words;
    const { sessionId, view } = this.talk;
    const { consult_id, officer, joined_at, introduced_at, started_at, for_transfer } = consult;
    const end = (word: string): TemplateResult => this.#button(word, () => this.desk.consults.end(sessionId, consult_id));
    if (part === 'second') {
      const first = view.officer?.name ?? '';
      const words = for_transfer ? together.youTakeOver(first) : introduced_at ? together.youSpeak(first) : together.youWatch(first);
      return html`<p>${icon(introduced_at ? 'talk' : 'eyeOff', { small: true })}<span>${words}</span>${end(together.leave)}</p>`;
    }
    if (!joined_at) {
      const waited = clockSpan(secondsSince(started_at ?? view.opened_at, serverNow()));
      return html`<p>${icon('clock', { small: true })}<span>${for_transfer ? together.askedOver(officer.name) : together.asked(officer.name)} <b>${waited}</b></span>${end(together.cancel)}</p>`;
    }
    const introduce = (): Promise<unknown> => this.desk.consults.introduce(sessionId, consult_id);
    const handOver = (): Promise<unknown> => this.desk.consults.handOver(sessionId, officer.officer_id);
    return html`<p>
      ${icon(introduced_at ? 'talk' : 'eyeOff', { small: true })}<span>${introduced_at ? together.introduced(officer.name) : together.watching(officer.name)}</span>
      ${introduced_at ? nothing : this.#button(together.introduce, introduce)} ${this.#button(together.handOver, handOver, for_transfer)} ${end(together.end)}
    </p>`;
  }

  #hold({ due_at, reason }: Hold, part: Talk['part']): TemplateResult {
    const { together } = this.words;
    const left = (Date.parse(due_at) - serverNow()) / 1000;
    const clock = clockSpan(Math.abs(left));
    const words = left > 0 ? together.holding(hourMinute(due_at), clock) : together.overdue(hourMinute(due_at), clock);
    return html`<p class=${left > 0 ? '' : 'late'}>
      ${icon('clock', { small: true })}<span>${words}${reason ? html` <span class="mut" title=${reason}>${reason}</span>` : nothing}</span>
      ${part === 'first' ? this.#button(together.back, () => this.desk.consults.goOn(this.talk.sessionId)) : nothing}
    </p>`;
  }

  #button(word: string, press: () => Promise<unknown>, main = false): TemplateResult {
    return html`<button class="btn xs ${main ? 'pri' : ''}" aria-disabled=${this.busy} @click=${() => void this.attempt(press)}>${word}</button>`;
  }

  #panel(): TemplateResult | typeof nothing {
    const shut = (): void => void (this.open = null);
    const { desk, talk } = this;
    switch (this.open) {
      case 'consult':
        return html`<daoban-consult-panel .desk=${desk} .talk=${talk} @daoban-done=${shut}></daoban-consult-panel>`;
      case 'hold':
        return html`<daoban-hold-panel .desk=${desk} .talk=${talk} @daoban-done=${shut}></daoban-hold-panel>`;
      case 'hall':
        return html`<daoban-hall-panel .desk=${desk} .talk=${talk} @daoban-done=${shut}></daoban-hall-panel>`;
      default:
        return nothing;
    }
  }
}
