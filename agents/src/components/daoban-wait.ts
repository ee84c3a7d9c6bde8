// A running clock in a line of text: how long something has waited. It redraws by itself and is never announced.
import { type TemplateResult, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { serverNow } from '@daoban/client/index.ts';
import { clockSpan, secondsSince } from '../shown/times.ts';
import { DeskElement } from './element.ts';

@customElement('daoban-wait')
export class DaobanWait extends DeskElement {
  static override readonly ticks = true;

  /** ISO instant. */
  @property() since = '';

  protected override render(): TemplateResult {
    return html`<span aria-live="off">${clockSpan(secondsSince(this.since, serverNow()))}</span>`;
  }
}
