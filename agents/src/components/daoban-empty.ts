// No session in hand: one sentence, the next action, and the day so far. No illustration.
import { type TemplateResult, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-empty.styles.ts';

@customElement('daoban-empty')
export class DaobanEmpty extends DeskElement {
  static override readonly styles = [shared, styles];

  protected override render(): TemplateResult {
    const { empty, span } = this.words;
    const { today, officer } = this.desk;
    const onDuty = officer?.status === 'available';
    const next = officer?.capacity === 0 ? this.words.room.idleNoneText : onDuty ? empty.available : empty.offDuty;
    const median = today?.median_first_answer_seconds ?? null;
    return html`
      <section>
        <h2>${empty.heading}</h2>
        <p>${next}</p>
        <dl>
          ${this.#figure(empty.sessions, String(today?.sessions ?? 0), empty.times)}
          ${this.#figure(empty.questions, String(today?.questions ?? 0), empty.asked)}
          ${this.#figure(empty.median, median === null ? empty.noMedian : span(Math.round(median)), '')}
        </dl>
      </section>
    `;
  }

  #figure(name: string, value: string, unit: string): TemplateResult {
    return html`<div>
      <dt>${name}</dt>
      <dd>${value}${unit ? html`<small> ${unit}</small>` : ''}</dd>
    </div>`;
  }
}
