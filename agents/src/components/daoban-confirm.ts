// A question that must be answered before going on. The safe answer has the focus.
import { type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';
import { SpeakingElement } from './element.ts';

@customElement('daoban-confirm')
export class DaobanConfirm extends SpeakingElement {
  static override readonly styles = [
    shared,
    css`
      wa-dialog {
        --width: 400px;
      }

      .do {
        display: flex;
        gap: 8px;
      }
    `,
  ];

  @property({ attribute: false }) open = false;
  @property({ attribute: false }) heading = '';
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) yes = '';
  @property({ attribute: false }) no = '';
  /** Shown above the buttons when the answer could not be carried out. */
  @property({ attribute: false }) trouble: TemplateResult | typeof nothing = nothing;

  protected override render(): TemplateResult {
    return html`<wa-dialog label=${this.heading} .open=${this.open} light-dismiss @wa-after-hide=${() => this.tell('daoban-no')}>
      <p>${this.text}</p>
      ${this.trouble}
      <div slot="footer" class="do">
        <button class="btn" autofocus @click=${() => this.tell('daoban-no')}>${this.no}</button>
        <button class="btn pri" @click=${() => this.tell('daoban-yes')}>${this.yes}</button>
      </div>
    </wa-dialog>`;
  }
}
