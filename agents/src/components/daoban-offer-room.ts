// The room above the list that is kept for offers, so that an offer never moves anything. Empty, it says how one stands.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { serverNow } from '@daoban/client/index.ts';
import type { Alarm } from '../desk/alarm.ts';
import { type IconName, icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { kbd } from './keys.ts';
import { type DaobanOfferCard } from './daoban-offer-card.ts';
import type { DaobanConsultCard } from './daoban-consult-card.ts';
import './daoban-consult-card.ts';
import './daoban-offer-card.ts';
import { styles } from './daoban-offer-room.styles.ts';

interface Idle {
  readonly shape: IconName;
  readonly tone: string;
  readonly heading: string;
  readonly text: string;
  readonly button: boolean;
  /** The hub took the officer off duty: that is said wherever they work. */
  readonly urgent?: boolean;
}

@customElement('daoban-offer-room')
export class DaobanOfferRoom extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  @property({ attribute: false }) alarm!: Alarm;
  /** In a narrow window, above the talk or the form: only what the officer has to know or do now takes room there. */
  @property({ type: Boolean, reflect: true }) strip = false;
  @query('daoban-offer-card') private card!: DaobanOfferCard | null;
  @query('daoban-consult-card') private asked!: DaobanConsultCard | null;

  /** Accepts the offer that is shown, or joins where a colleague asks; if any. */
  accept(): void {
    void (this.card?.accept() ?? this.asked?.join());
  }

  protected override render(): TemplateResult {
    const [offer, ...more] = this.desk.offers.shown;
    const [card] = this.desk.consults.asked;
    return html`<section aria-label=${this.words.room.name}>
      ${offer
        ? html`<daoban-offer-card ?strip=${this.strip} .desk=${this.desk} .offer=${offer} .more=${more.length}></daoban-offer-card>`
        : card
          ? html`<daoban-consult-card ?strip=${this.strip} .desk=${this.desk} .card=${card}></daoban-consult-card>`
          : this.#waiting(this.#standing())}
    </section>`;
  }

  #waiting(idle: Idle): TemplateResult {
    const outcome = this.#outcome();
    const wanted = idle.urgent || (idle.button && !this.desk.selected);
    return html`<div class="idle ${wanted ? '' : outcome ? 'brief' : 'quiet'}">
      <p class="outcome" role="status">${outcome}</p>
      ${this.#idle(idle)}
    </div>`;
  }

  #outcome(): string {
    const { offer, list } = this.words;
    const { outcome } = this.desk.offers;
    const { departure } = this.desk;
    const gone = departure && serverNow() < departure.until ? departure : null;
    const ended = outcome ? (offer.outcomes[outcome.reason] ?? offer.outcomes['gone']) : '';
    const left = gone ? (list.lost[gone.reason as keyof typeof list.lost] ?? list.lost.other)(gone.name, gone.to) : '';
    return ended || left;
  }

  #idle({ shape, tone, heading, text, button }: Idle): TemplateResult {
    return html`<h2 class=${tone}>${icon(shape, { small: true })}${heading}</h2>
      <p>${text}</p>
      ${button
        ? html`<button class="btn pri" aria-disabled=${this.busy} @click=${this.#goOnDuty}>${this.words.status.goOnDuty} ${kbd('available')}</button>`
        : nothing}
      ${this.faultLine()}`;
  }

  #standing(): Idle {
    const { room } = this.words;
    const { officer, line, offers } = this.desk;
    if (line.kind === 'offline' && this.desk.lineWatch.bar)
      return { shape: 'off', tone: 'bad', heading: room.idleOffline, text: room.idleOfflineText, button: false };
    if (officer?.capacity === 0) return { shape: 'square', tone: '', heading: room.idleNone, text: room.idleNoneText, button: false };
    if (officer?.status === 'available' && officer.in_hand >= officer.capacity)
      return { shape: 'squareFull', tone: 'good', heading: room.idleFull, text: room.idleFullText, button: false };
    if (officer?.status === 'available')
      return { shape: 'squareFull', tone: 'good', heading: offers.resting ? room.resting : room.idleAvailable, text: room.idleAvailableText, button: false };
    if (officer?.status === 'finishing')
      return { shape: 'squareHalf', tone: 'half', heading: room.idleFinishing, text: room.idleFinishingText, button: true };
    return officer?.status === 'away' ? this.#away(officer.status_reason ?? '') : { shape: 'square', tone: '', heading: room.idleOff, text: room.idleOffText, button: true };
  }

  #away(code: string): Idle {
    const { room, status } = this.words;
    const reason = this.desk.library.choice('away_reasons', code);
    const text = reason ? room.idleAwayText : code === 'line_lost' ? status.lineLost : status.missed;
    return { shape: 'square', tone: '', heading: room.idleAway(worded(reason?.name)), text, button: true, urgent: !reason };
  }

  async #goOnDuty(): Promise<void> {
    this.alarm.unlock();
    await this.attempt(() => this.desk.setStatus('available'));
  }
}
