// 保持: for how many minutes the officer looks something up; the taxpayer is told.
import { type TemplateResult, html } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { PanelElement } from './panel-element.ts';
import { panelStyles } from './panel.styles.ts';

/** What is chosen most; the hub allows 1 to 60. */
const COMMON = [2, 5, 10];

@customElement('daoban-hold-panel')
export class DaobanHoldPanel extends PanelElement {
  static override readonly styles = [shared, textBox, panelStyles];

  @state() private minutes = 5;
  @query('input[type="text"]') private reason!: HTMLInputElement | null;

  protected override render(): TemplateResult {
    const { together } = this.words;
    const inside = html`<div class="minutes" role="group" aria-label=${together.minutes}>
        ${COMMON.map((minutes) => html`<button type="button" class="btn xs" aria-pressed=${minutes === this.minutes} @click=${() => (this.minutes = minutes)}>${together.forMinutes(minutes)}</button>`)}
        <input type="number" min="1" max="60" aria-label=${together.minutes} .value=${String(this.minutes)} @input=${this.#typed} />
      </div>
      <input type="text" maxlength="500" aria-label=${together.holdReason} placeholder=${together.holdReason} autocomplete="off" />
      <p class="mut">${together.holdHint}</p>`;
    return this.frame(together.holdHeading, inside, together.holdYes, this.ready);
  }

  protected override get ready(): boolean {
    return Number.isInteger(this.minutes) && this.minutes >= 1 && this.minutes <= 60;
  }

  protected override send(): Promise<unknown> {
    return this.desk.consults.hold(this.talk.sessionId, this.minutes, this.reason?.value ?? '');
  }

  #typed(event: InputEvent): void {
    this.minutes = Number((event.target as HTMLInputElement).value);
  }
}
