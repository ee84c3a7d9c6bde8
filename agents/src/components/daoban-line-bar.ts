// One line under the top bar about the line to the hub: what is wrong, what that means for this officer, what was caught up.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Bar } from '../desk/line-watch.ts';
import { secondsSince } from '../shown/times.ts';
import { icon } from '../icons.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-line-bar.styles.ts';

/** Out for this long is said aloud once, assertively. */
const ALOUD_SECONDS = 10;

@customElement('daoban-line-bar')
export class DaobanLineBar extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  protected override render(): TemplateResult {
    const { bar } = this.desk.lineWatch;
    return html`${bar ? this.#bar(bar) : nothing}
      <p class="vh" role="alert">${bar?.kind === 'offline' && this.#seconds(bar.since) >= ALOUD_SECONDS ? this.words.room.idleOffline : ''}</p>
      <p class="vh" role="status">${bar?.kind === 'back' ? this.words.line.backBar(bar.messages) : ''}</p>`;
  }

  #bar(bar: Bar): TemplateResult {
    const { line } = this.words;
    if (bar.kind === 'slow') return html`<div class="bar slow">${icon('line')}<span>${line.slowBar}</span></div>`;
    if (bar.kind === 'back') return html`<div class="bar back">${icon('tick')}<span>${line.backBar(bar.messages)}</span></div>`;
    return html`<div class="bar off">
      ${icon('off')}<span>${line.offlineBar(this.#seconds(bar.since), bar.attempt)}</span>
      <button class="btn xs" @click=${() => this.desk.connection.retryNow()}>${line.retry}</button>
    </div>`;
  }

  #seconds(since: number): number {
    return secondsSince(new Date(since).toISOString(), Date.now());
  }
}
