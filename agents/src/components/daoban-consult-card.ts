// A colleague asks one in: who, about whom and what. Takes no focus, has no deadline, and no slot is needed.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type ConsultCard, serverNow } from '@daoban/client/index.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { clockSpan, secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { kbd } from './keys.ts';
import { styles } from './daoban-offer-card.styles.ts';

@customElement('daoban-consult-card')
export class DaobanConsultCard extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  @property({ attribute: false }) card!: ConsultCard;
  @property({ type: Boolean, reflect: true }) strip = false;

  protected override render(): TemplateResult {
    const { together, colon } = this.words;
    const { asked_by, asked_at, taxpayer_name, matter_id, step_id, error_id, text, introduced, for_transfer } = this.card;
    const { library } = this.desk;
    const step = library.step(matter_id, step_id);
    const error = library.error(matter_id, error_id);
    const place = [library.shortName(matter_id), step ? this.words.step(step.order, worded(step.name)) : ''].filter(Boolean).join(' · ');
    const heading = for_transfer ? together.cardTransfer(asked_by.name) : together.cardHeading(asked_by.name);
    const how = for_transfer ? together.cardStays(asked_by.name) : introduced ? together.cardSeen : together.cardUnseen;
    return html`<article class="again">
      <header>
        <h2>${heading}</h2>
        <span class="left" role="timer" aria-live="off">${clockSpan(secondsSince(asked_at, serverNow()))}</span>
      </header>
      <div class="subject">
        <b class="name" title=${taxpayer_name}>${taxpayer_name}</b>
        <div class="what">
          <p class="place" title=${place}>${place}</p>
          ${error ? html`<p class="er" title=${worded(error.message)}>${icon('warn', { small: true })}<span>${worded(error.message)}</span></p>` : nothing}
          ${text ? html`<p class="text" title=${text}><span>“${text}”</span></p>` : nothing}
        </div>
        ${this.fault ? this.faultLine() : html`<p class="how" title=${how}><span>${how}</span></p>`}
      </div>
      <div class="do">
        <button class="btn pri" aria-disabled=${this.busy} @click=${() => void this.join()}>${together.join} ${kbd('accept')}</button>
        <button class="btn" aria-disabled=${this.busy} @click=${() => void this.attempt(() => this.desk.consults.decline(this.card))}>${together.declineCard}</button>
      </div>
      <p class="vh" role="status">${for_transfer ? `${heading}${colon}${how}` : heading}</p>
    </article>`;
  }

  async join(): Promise<void> {
    if (this.busy) return;
    await this.attempt(() => this.desk.join(this.card));
    if (this.fault?.code === 'consult_gone') this.desk.consults.close(this.card.consult_id);
  }
}
