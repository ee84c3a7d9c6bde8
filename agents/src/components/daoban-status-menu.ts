// The declared status, as shape and word, and the menu to change it. Going on duty also unlocks sound and asks for notices.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { serverNow } from '@daoban/client/index.ts';
import type { Alarm } from '../desk/alarm.ts';
import { keyOf } from '../desk/shortcuts.ts';
import type { Loudness } from '../desk/tones.ts';
import { type IconName, icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { clockSpan, secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { openAndReturn } from './focus.ts';
import { styles } from './daoban-status-menu.styles.ts';

type Status = 'available' | 'finishing' | 'away' | 'off_duty';

const SHAPES: Readonly<Record<Status, IconName>> = {
  available: 'squareFull',
  finishing: 'squareHalf',
  away: 'square',
  off_duty: 'square',
};
/** The menu goes as far to the right as the window allows, in pixels: the head of the form stays in sight. */
const ASIDE = 240;
const LOUDNESSES: readonly Loudness[] = ['soft', 'clear', 'off'];

interface Dropdown extends HTMLElement {
  open: boolean;
}

interface Item extends HTMLElement {
  active: boolean;
  readonly value: string;
}

@customElement('daoban-status-menu')
export class DaobanStatusMenu extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  @property({ attribute: false }) alarm!: Alarm;
  @query('wa-dropdown') private dropdown!: Dropdown;

  /** Opens the menu at the reasons of 离席: its shortcut comes here, because a reason is needed. */
  open(): void {
    if (this.dropdown.open) return this.#goToReasons();
    this.dropdown.addEventListener('wa-after-show', () => this.#goToReasons(), { once: true });
    openAndReturn(this.dropdown);
  }

  #goToReasons(): void {
    const items = [...this.renderRoot.querySelectorAll<Item>('wa-dropdown-item')];
    const reason = items.find((item) => item.value.startsWith('away '));
    for (const item of items) item.active = item === reason;
    reason?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { officer } = this.desk;
    if (!officer) return nothing;
    const status = this.#status;
    const since = this.#since;
    return html`
      <wa-dropdown placement="bottom-end" distance="4" skidding=${ASIDE} @wa-select=${this.#choose}>
        <button slot="trigger" class="btn status ${status}" aria-label="${this.words.status.heading}${this.words.colon}${[this.#word, since].filter(Boolean).join(' ')}">
          ${icon(SHAPES[status], { small: true })}<span class="word">${this.#word}</span> ${since ? html`<span class="since">${since}</span>` : nothing}${icon('down', { small: true })}
        </button>
        ${this.#item('available', keyOf('available'))} ${this.#item('finishing', keyOf('finishing'))}
        <h3>${this.words.status.awayHeading} <span class="key">${keyOf('away')}</span></h3>
        ${this.desk.library.common.away_reasons.map((reason) => this.#away(reason.id, worded(reason.name)))}
        <wa-divider></wa-divider>
        ${this.#item('off_duty', this.desk.talks.length ? this.words.status.afterSessions(this.desk.talks.length) : '')}
        <wa-divider></wa-divider>
        ${LOUDNESSES.map((loudness) => this.#loudness(loudness))}
      </wa-dropdown>
      ${this.fault ? html`<div class="over">${this.faultLine()}</div>` : nothing}
    `;
  }

  get #status(): Status {
    const status = this.desk.officer?.status;
    return status && status in SHAPES ? (status as Status) : 'off_duty';
  }

  get #word(): string {
    const { status } = this.words;
    const reason = this.desk.library.choice('away_reasons', this.desk.officer?.status_reason ?? '');
    return this.#status === 'away' && reason ? status.awayFor(worded(reason.name)) : status[this.#status];
  }

  /** How long one has been away runs beside the word: waiting times are clocks, not timestamps. */
  get #since(): string {
    const at = this.desk.officer?.status_at;
    return this.#status === 'away' && at ? clockSpan(secondsSince(at, serverNow())) : '';
  }

  #item(status: Status, note: string): TemplateResult {
    const on = this.#status === status;
    return html`<wa-dropdown-item class=${on ? 'on' : ''} value=${status} aria-current=${on ? 'true' : nothing}>
      <span slot="icon" class=${status}>${status === 'off_duty' ? nothing : icon(SHAPES[status])}</span>${this.words.status[status]}
      <span slot="details">${note}</span>
    </wa-dropdown-item>`;
  }

  #away(code: string, reason: string): TemplateResult {
    const on = this.#status === 'away' && this.desk.officer?.status_reason === code;
    return html`<wa-dropdown-item class=${on ? 'on' : ''} value="away ${code}" aria-current=${on ? 'true' : nothing}>
      <span slot="icon">${icon('square')}</span>${this.words.status.awayFor(reason)}
    </wa-dropdown-item>`;
  }

  #loudness(loudness: Loudness): TemplateResult {
    const { soundOff, soundSoft, soundClear } = this.words.status;
    const word = { off: soundOff, soft: soundSoft, clear: soundClear }[loudness];
    const on = this.alarm.tones.loudness === loudness;
    return html`<wa-dropdown-item class=${on ? 'on' : ''} value="sound ${loudness}" aria-current=${on ? 'true' : nothing}>
      <span slot="icon">${icon(loudness === 'off' ? 'mute' : 'sound')}</span>${word}
    </wa-dropdown-item>`;
  }

  #choose(event: CustomEvent<{ item: { value?: string } }>): void {
    const [kind = '', choice] = (event.detail.item.value ?? '').split(' ');
    if (kind === 'sound') void this.#listen(choice as Loudness);
    else void this.declare(kind, kind === 'away' ? (choice ?? null) : null);
  }

  /** Declares a status, from the menu or by a key. */
  async declare(status: string, reason: string | null = null): Promise<void> {
    if (status === 'available') this.alarm.unlock();
    await this.attempt(() => this.desk.setStatus(status, reason));
  }

  async #listen(loudness: Loudness): Promise<void> {
    this.alarm.tones.loudness = loudness;
    await this.alarm.tones.unlock();
    this.alarm.tones.play('offer');
    this.requestUpdate();
  }
}
