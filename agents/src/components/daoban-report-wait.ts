// An accepted proposal of which the page has not said what became of it: after a while that is said, with a way out.
import { type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { serverNow } from '@daoban/client/index.ts';
import { icon } from '../icons.ts';
import { secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';

/** As the hub has it: sooner it takes nothing back. */
const REPORT_SECONDS = 20;

@customElement('daoban-report-wait')
export class DaobanReportWait extends DeskElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        grid-column: 2 / -1;
      }

      p {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px 6px;
        color: var(--db-error);
      }

      .i {
        margin-top: 2px;
      }

      .btn {
        grid-column: 2;
        justify-self: start;
        margin-left: -8px;
      }
    `,
  ];
  static override readonly ticks = true;

  /** ISO instant at which it was accepted. */
  @property() since = '';
  /** Whether the talk goes on. */
  @property({ type: Boolean }) live = false;

  protected override render(): TemplateResult | typeof nothing {
    if (secondsSince(this.since, serverNow()) < REPORT_SECONDS) return nothing;
    const { guide } = this.words;
    return html`<p role="status">
      ${icon('warn', { small: true })}<span>${guide.unreported}</span>
      ${this.live ? html`<button class="btn xs plain" @click=${() => this.dispatchEvent(new CustomEvent('daoban-give-up'))}>${guide.giveUp}</button>` : nothing}
    </p>`;
  }
}
