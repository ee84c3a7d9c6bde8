// Officers as they stand now, each with their sessions: read along (with a reason) or given to somebody else.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Floor, type FloorOfficer, type FloorSession, serverNow } from '@daoban/client/index.ts';
import { type IconName, icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { clockSpan, secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import './daoban-reassign.ts';
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
  /** The session that is being given to somebody else. */
  @state() private moving: string | null = null;
  @state() private said = '';
  /** The session that `fault` is about. */
  @state() private about = '';

  protected override render(): TemplateResult {
    const { floor: said } = this.words;
    const officers = this.floor.officers.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || a.name.localeCompare(b.name, 'zh-CN'));
    return html`<h2>${said.officers}<small class="mut">${said.offDuty(this.floor.off_duty)}</small></h2>
      <p class="vh" role="status">${this.said}</p>
      ${officers.length ? html`<ul>${repeat(officers, ({ officer_id }) => officer_id, (officer) => this.#officer(officer))}</ul>` : html`<p class="mut">${said.noOfficers}</p>`}`;
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
      ${sessions.length ? html`<ul class="sessions">${repeat(sessions, ({ session_id }) => session_id, (session) => this.#session(session))}</ul>` : nothing}
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
      ${this.asking === id ? this.#why(id) : nothing} ${this.#moving(session)} ${this.about === id ? this.faultLine() : nothing}
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

  #reassign({ session_id: id, taxpayer_name }: FloorSession): TemplateResult {
    const { floor: said } = this.words;
    return html`<button class="btn xs" data-move=${id} aria-label=${said.reassignName(taxpayer_name)} aria-expanded=${this.moving === id} @click=${() => this.#move(id)}>${said.reassign}</button>`;
  }

  #moving(session: FloorSession): TemplateResult | typeof nothing {
    const { session_id: id } = session;
    if (this.moving !== id || session.state !== 'active') return nothing;
    return html`<daoban-reassign .desk=${this.desk} .floor=${this.floor} .given=${{ held: session }} @daoban-done=${(event: CustomEvent<{ name: string; to: string } | null>) => this.#moved(id, event.detail)}></daoban-reassign>`;
  }

  #move(id: string): void {
    Object.assign(this, { moving: this.moving === id ? null : id, asking: null, about: '' });
  }

  #moved(id: string, given: { name: string; to: string } | null): void {
    this.moving = null;
    if (given) this.said = this.words.reassign.done(given.name, given.to);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[data-move="${CSS.escape(id)}"]`)?.focus());
  }

  #ask(id: string): void {
    Object.assign(this, { asking: this.asking === id ? null : id, moving: null, about: '' });
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>('form input')?.focus());
  }

  async #read(id: string): Promise<void> {
    this.about = id;
    if (await this.attempt(() => this.desk.floor.read(id, this.reason.trim() || this.words.floor.readsOn))) Object.assign(this, { asking: null, reason: '' });
  }
}
