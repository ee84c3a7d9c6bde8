// Officers as they stand now, each with their sessions: read along (with a reason) or given to somebody else.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Floor, type FloorOfficer, type FloorSession, serverNow } from '@daoban/client/index.ts';
import { type IconName, icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { clockSpan, secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-floor-officers.styles.ts';

const SHAPES: Readonly<Record<string, IconName>> = { available: 'squareFull', finishing: 'squareHalf', away: 'square', off_duty: 'close' };
const ORDER = ['available', 'finishing', 'away', 'off_duty'];
const MAX_REASON = 200;

@customElement('daoban-floor-officers')
export class DaobanFloorOfficers extends DeskElement {
  static override readonly styles = [shared, textBox, styles];
  static override readonly ticks = true;

  @property({ attribute: false }) floor!: Floor;
  /** The session for which the reason is asked. */
  @state() private asking: string | null = null;
  @state() private reason = '';
  /** The session that `fault` is about. */
  @state() private about = '';

  protected override render(): TemplateResult {
    const { floor: said } = this.words;
    const officers = this.floor.officers.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || a.name.localeCompare(b.name, 'zh-CN'));
    return html`<h2>${said.officers}<small class="mut">${said.offDuty(this.floor.off_duty)}</small></h2>
      ${officers.length ? html`<ul>${officers.map((officer) => this.#officer(officer))}</ul>` : html`<p class="mut">${said.noOfficers}</p>`}`;
  }

  #officer(officer: FloorOfficer): TemplateResult {
    const { floor: said } = this.words;
    const sessions = this.floor.sessions.filter((session) => session.officer_id === officer.officer_id);
    return html`<li>
      <h3>
        <span class="name">${officer.name}</span>
        <span class="status ${officer.status}">${icon(SHAPES[officer.status] ?? 'square', { small: true })}${this.#status(officer)}<time>${clockSpan(secondsSince(officer.status_at, serverNow()))}</time></span>
        ${officer.present ? nothing : html`<span class="gone">${icon('off', { small: true })}${said.noLine}</span>`}
        ${officer.capacity ? html`<span class="slots">${said.slotsOf(officer.in_hand, officer.capacity)}</span>` : nothing}
      </h3>
      ${sessions.length ? html`<ul class="sessions">${sessions.map((session) => this.#session(session))}</ul>` : nothing}
    </li>`;
  }

  #status(officer: FloorOfficer): string {
    const { status } = this.words;
    const reason = this.desk.library.choice('away_reasons', officer.status_reason ?? '');
    return officer.status === 'away' && reason ? status.awayFor(worded(reason.name)) : (status[officer.status as keyof typeof status] as string);
  }

  #session(session: FloorSession): TemplateResult {
    const { floor: said } = this.words;
    const { session_id: id } = session;
    return html`<li>
      <span class="who">${session.taxpayer_name}</span>
      <span class="mut cut">${this.desk.library.shortName(session.matter_id)}</span>
      <span class="since">${session.state === 'active' ? said.handling : this.words.list.wrapUp} <time>${clockSpan(secondsSince(session.since, serverNow()))}</time></span>
      <span class="do">
        ${session.monitored
          ? html`<button class="btn xs" @click=${() => void this.#read(id)}>${icon('eye', { small: true })}${said.readsOn}</button>`
          : html`<button class="btn xs" aria-expanded=${this.asking === id} @click=${() => this.#ask(id)}>${said.read}</button>`}
        ${session.state === 'active' ? this.#reassign(session) : nothing}
      </span>
      ${this.asking === id ? this.#why(id) : nothing} ${this.about === id ? this.faultLine() : nothing}
    </li>`;
  }

  #why(id: string): TemplateResult {
    const { floor: said } = this.words;
    const start = (event: Event): void => {
      event.preventDefault();
      if (this.reason.trim()) void this.#read(id);
    };
    return html`<form @submit=${start}>
      <label>${said.why}<input maxlength=${MAX_REASON} .value=${this.reason} @input=${(event: InputEvent) => (this.reason = (event.target as HTMLInputElement).value)} /></label>
      <button class="btn pri" type="submit" aria-disabled=${this.busy || !this.reason.trim()}>${said.start}</button>
      <button class="btn" type="button" @click=${() => (this.asking = null)}>${said.leave}</button>
    </form>`;
  }

  #reassign(session: FloorSession): TemplateResult {
    const { floor: said } = this.words;
    const others = this.floor.officers.filter((officer) => officer.officer_id !== session.officer_id && officer.capacity > 0 && officer.present && officer.status === 'available');
    return html`<wa-dropdown placement="bottom-end" distance="4" @wa-select=${(event: CustomEvent<{ item: { value?: string } }>) => this.#give(session.session_id, event.detail.item.value ?? '')}>
      <button slot="trigger" class="btn xs">${said.reassign}</button>
      ${others.map(({ officer_id, name, in_hand, capacity }) => html`<wa-dropdown-item value="officer ${officer_id}">${name}<span slot="details">${said.slotsOf(in_hand, capacity)}</span></wa-dropdown-item>`)}
      ${['2', '3'].map((tier) => html`<wa-dropdown-item value="tier ${tier}">${said.tiers[tier]}</wa-dropdown-item>`)}
    </wa-dropdown>`;
  }

  #ask(id: string): void {
    Object.assign(this, { asking: this.asking === id ? null : id, about: '' });
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>('form input')?.focus());
  }

  async #read(id: string): Promise<void> {
    this.about = id;
    if (await this.attempt(() => this.desk.floor.read(id, this.reason.trim() || this.words.floor.readsOn))) Object.assign(this, { asking: null, reason: '' });
  }

  #give(id: string, choice: string): void {
    const [kind = '', target = ''] = choice.split(' ');
    this.about = id;
    void this.attempt(() => this.desk.floor.reassign(id, kind, target));
  }
}
