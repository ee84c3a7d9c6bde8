// One offer: who, what, how long it has waited, how long there is to take it. Takes no focus and covers nothing.
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type OfferCard, serverNow } from '@daoban/client/index.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { daysUntil, secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { kbd } from './keys.ts';
import { dueWords } from './due.ts';
import { originParts } from './origin-words.ts';
import { styles } from './daoban-offer-card.styles.ts';

/** From here on the seconds are drawn as running out. */
const LAST_SECONDS = 5;
/** The seconds that are said aloud to a screen reader. */
const SAID = [15, 5];

@customElement('daoban-offer-card')
export class DaobanOfferCard extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  @property({ attribute: false }) offer!: OfferCard;
  /** In a narrow window, above the talk or the form: as low as it can be. */
  @property({ type: Boolean, reflect: true }) strip = false;
  /** How many more offers wait behind this one. */
  @property({ attribute: false }) more = 0;
  @state() private said = '';

  /** Takes the offer; called by the button and by the key. */
  async accept(): Promise<void> {
    const { session_id, offer_id } = this.offer;
    await this.attempt(() => this.desk.accept(session_id, offer_id));
    if (this.fault?.code === 'offer_gone') this.desk.offers.close(offer_id, 'gone');
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('offer') && changed.get('offer')?.offer_id !== this.offer.offer_id) this.said = this.#announcement();
    else if (SAID.includes(this.#left)) this.said = this.words.offer.left(this.#left);
  }

  protected override render(): TemplateResult {
    const { offer: said } = this.words;
    const left = this.#left;
    return html`
      <article class=${this.offer.origin ? 'again' : ''}>
        <header>
          <h2>${this.#heading}${this.more ? html` <span class="more">${said.more(this.more)}</span>` : nothing}</h2>
          <span class="left ${left <= LAST_SECONDS ? 'last' : ''}" role="timer" aria-live="off">${said.seconds(left)}</span>
        </header>
        <progress aria-hidden="true" max=${this.offer.seconds} .value=${left}></progress>
        ${this.#subject()}
        <div class="do">
          <button class="btn pri" aria-disabled=${this.busy} @click=${this.accept}>${this.busy ? said.accepting : said.accept} ${kbd('accept')}</button>
          ${this.#decline()}
        </div>
        <p class="vh" role="status">${this.said}</p>
      </article>
    `;
  }

  get #left(): number {
    return Math.max(0, Math.ceil((Date.parse(this.offer.expires_at) - serverNow()) / 1000));
  }

  get #heading(): string {
    const { offer: said, origin } = this.words;
    return origin.headings[this.offer.origin?.kind ?? ''] ?? said.heading;
  }

  /** Whence it comes is heard at once, too. */
  #announcement(): string {
    const { offer: said, origin, listSeparator } = this.words;
    const parts = originParts(this.desk, this.offer.origin);
    return parts.length ? origin.announce(parts.join(listSeparator), this.#left) : said.announce(this.#left);
  }

  #origin(): TemplateResult | typeof nothing {
    const line = originParts(this.desk, this.offer.origin).join(' · ');
    return line ? html`<p class="origin" title=${line}><span>${line}</span></p>` : nothing;
  }

  #subject(): TemplateResult {
    const { matter_id, step_id, error_id, taxpayer_name } = this.offer;
    const { library } = this.desk;
    const step = library.step(matter_id, step_id);
    const error = library.error(matter_id, error_id);
    const place = [library.shortName(matter_id), step ? this.words.step(step.order, worded(step.name)) : ''].filter(Boolean).join(' · ');
    return html`<div class="subject">
      <b class="name" title=${taxpayer_name}>${taxpayer_name}</b>
      ${this.#origin()}
      <div class="what">
        <p class="place" title=${place}>${place}</p>
        ${error ? html`<p class="er" title=${worded(error.message)}>${icon('warn', { small: true })}<span>${worded(error.message)}</span></p>` : nothing}
      </div>
      ${this.fault ? this.faultLine() : this.#factLine()}
    </div>`;
  }

  #factLine(): TemplateResult {
    return html`<p class="facts">
      ${this.#facts().map((fact, index) => html`${index ? ' · ' : nothing}<span class=${fact.due ? 'due' : ''}>${fact.text}</span>`)}
    </p>`;
  }

  #facts(): { text: string; due: boolean }[] {
    const { queued_at, deadline, credit_grade } = this.offer;
    const { offer } = this.words;
    const days = deadline ? daysUntil(deadline, serverNow()) : null;
    const facts = [{ text: offer.waited(secondsSince(queued_at, serverNow())), due: false }];
    if (days !== null && days <= 15) facts.push({ text: dueWords(days), due: days <= 0 });
    if (credit_grade) facts.push({ text: offer.credit(credit_grade), due: false });
    return facts;
  }

  #decline(): TemplateResult {
    const { offer } = this.words;
    return html`<wa-dropdown placement="bottom-end" distance="4" @wa-select=${this.#declined}>
      <button slot="trigger" class="btn">${offer.decline}</button>
      <h3>${offer.declineHeading}</h3>
      ${this.desk.library.common.decline_reasons.map((reason) => html`<wa-dropdown-item value=${reason.id}>${worded(reason.name)}</wa-dropdown-item>`)}
    </wa-dropdown>`;
  }

  #declined(event: CustomEvent<{ item: { value?: string } }>): void {
    const { session_id, offer_id } = this.offer;
    void this.attempt(() => this.desk.decline(session_id, offer_id, event.detail.item.value ?? ''));
  }
}
