// When the floor alarms: chosen here, kept in this browser.
import { type TemplateResult, css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { MOST_MINUTES } from '../floor/alarms.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';

@customElement('daoban-thresholds')
export class DaobanThresholds extends DeskElement {
  static override readonly styles = [
    shared,
    textBox,
    css`
      summary {
        color: var(--db-accent);
        font: var(--db-t-s) var(--db-font);
        cursor: pointer;
      }

      label {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 32px;
        font: var(--db-t-s) var(--db-font);
      }

      input[type='number'] {
        width: 64px;
        min-height: 28px;
        padding: 2px 6px;
        text-align: right;
      }

      input[type='checkbox'] {
        width: 18px;
        height: 18px;
        margin: 0;
        accent-color: var(--db-accent);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { thresholds: said } = this.words;
    const { waitMinutes, awayMinutes, nobody } = this.desk.floor.thresholds;
    return html`<details>
      <summary>${said.heading}</summary>
      ${this.#minutes(said.wait, waitMinutes, (minutes) => ({ waitMinutes: minutes }))} ${this.#minutes(said.away, awayMinutes, (minutes) => ({ awayMinutes: minutes }))}
      <label><input type="checkbox" .checked=${nobody} @change=${(event: Event) => this.#choose({ nobody: (event.target as HTMLInputElement).checked })} />${said.nobody}</label>
      <p class="mut">${said.zero}</p>
    </details>`;
  }

  #minutes(name: string, value: number, made: (minutes: number) => object): TemplateResult {
    const choose = (event: Event): void => {
      const { value: typed, valueAsNumber } = event.target as HTMLInputElement;
      if (typed && Number.isInteger(valueAsNumber) && valueAsNumber >= 0 && valueAsNumber <= MOST_MINUTES) this.#choose(made(valueAsNumber));
    };
    return html`<label>${name}<input type="number" min="0" max=${MOST_MINUTES} .value=${String(value)} @change=${choose} />${this.words.thresholds.minutes}</label>`;
  }

  #choose(change: object): void {
    this.desk.floor.choose({ ...this.desk.floor.thresholds, ...change });
  }
}
