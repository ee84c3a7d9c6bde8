// Telling everybody who waits: what stands now with the way to take it back, or the words and until when.
import { type TemplateResult, css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type AnnouncementView, serverNow } from '@daoban/client/index.ts';
import { icon } from '../icons.ts';
import { hourMinute } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';

const MAX_TEXT = 200;
/** How long it may stand, in minutes. */
const SPANS = [15, 30, 60, 120, 240, 480];
const MINUTE_MS = 60_000;

@customElement('daoban-announce')
export class DaobanAnnounce extends DeskElement {
  static override readonly styles = [
    shared,
    textBox,
    css`
      :host {
        display: block;
      }

      h3 {
        font: 700 14px/22px var(--db-font);
      }

      form {
        display: grid;
        gap: 8px;
        margin-top: 4px;
      }

      .stands {
        display: grid;
        grid-template-columns: auto 1fr auto;
        gap: 2px 8px;
        align-items: center;
        margin-top: 4px;
        padding: 8px 12px;
        border-left: 4px solid var(--db-guide);
        background: var(--db-guide-tint);
        color: var(--db-guide-ink);
      }

      .stands small {
        grid-column: 2 / -1;
        font: var(--db-t-xs) var(--db-font);
      }

      .row {
        display: flex;
        gap: 8px;
        align-items: center;
        font: var(--db-t-s) var(--db-font);
      }

      select {
        width: auto;
      }

      .row .btn {
        margin-left: auto;
      }

      @media (max-width: 767px) {
        .btn {
          min-height: 44px;
        }
      }
    `,
  ];

  @state() private text = '';
  @state() private minutes = 60;

  protected override render(): TemplateResult {
    const { announce } = this.words;
    const { announcement } = this.desk.floor;
    const stands = announcement && Date.parse(announcement.until_at) > serverNow() ? announcement : null;
    return html`<h3>${announce.heading}</h3>
      ${stands ? this.#standing(stands) : this.#form()} ${this.faultLine()}`;
  }

  #standing({ announcement_id, text, posted_at, until_at }: AnnouncementView): TemplateResult {
    const { announce } = this.words;
    return html`<div class="stands">
      ${icon('warn', { small: true })}<b>${text}</b>
      <button class="btn xs" aria-disabled=${this.busy} @click=${() => void this.attempt(() => this.desk.floor.withdraw(announcement_id))}>${announce.withdraw}</button>
      <small>${announce.between(hourMinute(posted_at), hourMinute(until_at))}</small>
    </div>`;
  }

  #form(): TemplateResult {
    const { announce } = this.words;
    const ready = this.text.trim().length > 0;
    return html`<form @submit=${this.#post}>
      <textarea rows="2" maxlength=${MAX_TEXT} aria-label=${announce.text} placeholder=${announce.hint} .value=${this.text} @input=${(event: InputEvent) => (this.text = (event.target as HTMLTextAreaElement).value)}></textarea>
      <div class="row">
        <label>${announce.until}
          <select @change=${(event: Event) => (this.minutes = Number((event.target as HTMLSelectElement).value))}>
            ${SPANS.map((minutes) => html`<option value=${minutes} .selected=${minutes === this.minutes}>${announce.span(minutes, hourMinute(serverNow() + minutes * MINUTE_MS))}</option>`)}
          </select>
        </label>
        <button class="btn pri" type="submit" aria-disabled=${!ready || this.busy}>${announce.post}</button>
      </div>
    </form>`;
  }

  #post = (event: Event): void => {
    event.preventDefault();
    const text = this.text.trim();
    if (!text) return;
    const until = new Date(serverNow() + this.minutes * MINUTE_MS);
    void this.attempt(() => this.desk.floor.announce(text, until)).then((done) => done && (this.text = ''));
  };
}
