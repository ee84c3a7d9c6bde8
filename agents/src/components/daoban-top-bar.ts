// The top bar: line, who waits in which queue, slots, status, name, clock. Nothing here moves when numbers change.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { type QueueLine, serverNow } from '@daoban/client/index.ts';
import { signOut } from '../desk/api.ts';
import type { Alarm } from '../desk/alarm.ts';
import { icon } from '../icons.ts';
import { speak, worded } from '../locales/speech.ts';
import { clockSpan, hourMinute, secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import type { DaobanStatusMenu } from './daoban-status-menu.ts';
import './daoban-status-menu.ts';
import { styles } from './daoban-top-bar.styles.ts';

/** A wait longer than this is drawn in the colour of what does not go well, in seconds. */
const LONG_WAIT_SECONDS = 60;
const MOST_SHOWN = 3;

@customElement('daoban-top-bar')
export class DaobanTopBar extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  @property({ attribute: false }) alarm!: Alarm;
  /** Whether the supervisor's page is on show. */
  @property({ attribute: false }) onFloor = false;
  @query('daoban-status-menu') private status!: DaobanStatusMenu;

  /** Declares a status by key. */
  declare(status: string): Promise<void> {
    return this.status.declare(status);
  }

  /** Opens the status menu by key: 离席 needs a reason. */
  openStatus(): void {
    this.status.open();
  }

  protected override render(): TemplateResult {
    const { top, product } = this.words;
    return html`
      <h1>${icon('mark')}<span>${product}</span></h1>
      ${this.#line()} ${this.onFloor ? html`<span class="queues"></span>` : this.#queues()}
      <div class="me">
        ${this.desk.supervises ? html`<button class="btn xs" aria-pressed=${this.onFloor} @click=${() => this.tell('daoban-floor')}>${this.onFloor ? this.words.floor.close : this.words.floor.open}</button>` : nothing} ${this.#sound()} ${this.#slots()}
        <daoban-status-menu .desk=${this.desk} .alarm=${this.alarm}></daoban-status-menu>
        ${this.#account()}
        <time class="mut">${hourMinute(serverNow())}</time>
        <button class="icon-btn" aria-label=${top.shortcuts} title=${top.shortcuts} @click=${() => this.tell('daoban-shortcuts')}>
          <kbd>?</kbd>
        </button>
      </div>
    `;
  }

  #line(): TemplateResult {
    const { kind } = this.desk.line;
    const { line } = this.words;
    const shown = kind === 'refused' ? 'offline' : kind;
    return html`<span class="line ${shown}">${icon(shown === 'offline' ? 'off' : 'line', { small: true })}<span>${line[shown]}</span></span>`;
  }

  #queues(): TemplateResult {
    const { top } = this.words;
    const waiting = this.desk.queues.filter((queue) => queue.waiting > 0).sort((a, b) => b.waiting - a.waiting);
    const rest = waiting.slice(MOST_SHOWN);
    const people = rest.reduce((sum, queue) => sum + queue.waiting, 0);
    return html`<ul class="queues" aria-label=${top.waiting}>
      ${waiting.length ? nothing : html`<li class="mut">${top.noQueues}</li>`}
      ${waiting.slice(0, MOST_SHOWN).map((queue, index) => this.#queue(queue, index === 0))}
      ${rest.length ? html`<li class="rest">${top.moreQueues(rest.length, people)}</li>` : nothing}
    </ul>`;
  }

  #queue(queue: QueueLine, first: boolean): TemplateResult {
    const { top } = this.words;
    const seconds = queue.longest_since ? secondsSince(queue.longest_since, serverNow()) : 0;
    const name = this.desk.library.shortName(queue.queue_id);
    const longest = html`${top.longest}<b class=${seconds > LONG_WAIT_SECONDS ? 'late' : ''}>${clockSpan(seconds)}</b>`;
    return html`<li title=${worded(this.desk.library.nameOf(queue.queue_id))}>
      <span class="name">${name}</span>${first ? top.waiting : nothing}<b>${queue.waiting}</b>${first || seconds > LONG_WAIT_SECONDS ? longest : nothing}
    </li>`;
  }

  #slots(): TemplateResult | typeof nothing {
    const { officer } = this.desk;
    if (!officer || officer.capacity === 0) return nothing;
    const { in_hand: used, capacity } = officer;
    const { top } = this.words;
    return html`<span class="slots" role="img" aria-label=${top.slotsName(used, capacity)}>
      ${Array.from({ length: capacity }, (_, index) => html`<i class=${index < used ? 'used' : ''}></i>`)}
      <span>${top.slots(used, capacity)}</span>
    </span>`;
  }

  /** On duty with sound locked (after a reload): any click unlocks it, this says so. */
  #sound(): TemplateResult | typeof nothing {
    const { tones } = this.alarm;
    if (this.desk.officer?.status !== 'available' || tones.ready || tones.loudness === 'off') return nothing;
    const { muted, unmute } = this.words.top;
    return html`<button class="btn xs plain muted" title=${unmute} @click=${() => this.alarm.unlock()}>${icon('mute', { small: true })}<span>${muted}</span></button>`;
  }

  #account(): TemplateResult {
    const { top, other } = this.words;
    const open = this.desk.talks.length;
    return html`<wa-dropdown placement="bottom-end" distance="4" @wa-select=${this.#choose}>
      <button slot="trigger" class="btn plain who" aria-label="${top.account} ${this.desk.me.name}">${icon('person', { small: true })}<span>${this.desk.me.name}</span></button>
      <wa-dropdown-item value="phrases">${this.words.finder.manage}</wa-dropdown-item>
      <wa-dropdown-item value="speak" lang=${other.locale}>${other.name}</wa-dropdown-item>
      <wa-dropdown-item value="leave">${top.signOut}${open ? html`<small class="note">${top.signOutOpen(open)}</small>` : nothing}</wa-dropdown-item>
    </wa-dropdown>`;
  }

  #choose(event: CustomEvent<{ item: { value?: string } }>): void {
    const { value } = event.detail.item;
    if (value === 'phrases') this.tell('daoban-manage');
    else if (value === 'speak') speak(this.words.other.locale);
    else void this.attempt(signOut).then(() => this.tell('daoban-signed-out', 'signed-out'));
  }
}
