// Who waits, the next first: each with queue, time and whom it is offered, and the way to give it to somebody else.
import { type PropertyValues, type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Floor, type FloorWaiting, serverNow } from '@daoban/client/index.ts';
import { clockSpan, secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import './daoban-reassign.ts';
import { DeskElement } from './element.ts';

/** So many are shown at first: the queues below stay in sight. */
const FIRST = 5;

@customElement('daoban-floor-waiting')
export class DaobanFloorWaiting extends DeskElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: block;
      }

      h3 {
        font: 700 14px/22px var(--db-font);
      }

      ol {
        margin-top: 4px;
        border-top: 1px solid var(--db-edge);
      }

      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        gap: 2px 12px;
        align-items: center;
        padding: 6px 0;
        border-bottom: 1px solid var(--db-line);
        font: var(--db-t-s) var(--db-font);
      }

      .who {
        overflow-wrap: anywhere;
      }

      small {
        display: block;
        color: var(--db-ink-3);
        font: var(--db-t-xs) var(--db-font);
      }

      time {
        white-space: nowrap;
      }

      .gone {
        margin-bottom: 8px;
        padding: 4px 12px;
        border-left: 4px solid var(--db-edge);
        background: var(--db-sunken);
        font: var(--db-t-s) var(--db-font);
      }

      .mut {
        padding-top: 4px;
        font: var(--db-t-s) var(--db-font);
      }

      @media (max-width: 767px) {
        .btn.xs {
          min-height: 44px;
        }
      }
    `,
  ];
  static override readonly ticks = true;

  @property({ attribute: false }) floor!: Floor;
  /** The session that is being given to somebody else. */
  @state() private moving: string | null = null;
  /** All of them are shown, not only the first. */
  @state() private whole = false;
  @state() private said = '';
  /** Who was taken by somebody, or left, while they were being given away. */
  @state() private gone = '';
  #moved: FloorWaiting | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const now = this.floor.waiting?.find(({ session_id }) => session_id === this.moving) ?? null;
    if (this.moving && !now && this.#moved) {
      Object.assign(this, { gone: this.words.reassign.gone(this.#moved.taxpayer_name), moving: null });
    }
    this.#moved = now;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { floor: said } = this.words;
    // an older hub names nobody
    const waiting = this.floor.waiting ?? [];
    const more = this.floor.waiting_more ?? 0;
    return html`<p class=${this.gone ? 'gone' : 'vh'} role="status">${this.gone || this.said}</p>
      ${waiting.length
        ? html`<h3>${said.who}</h3>
            <ol>${repeat(this.whole ? waiting : waiting.slice(0, FIRST), ({ session_id }) => session_id, (session) => this.#one(session))}</ol>
            ${waiting.length > FIRST && !this.whole ? html`<button class="btn xs plain" @click=${() => (this.whole = true)}>${said.showAll(waiting.length)}</button>` : nothing}
            ${more && this.whole ? html`<p class="mut">${said.moreWait(more)}</p>` : nothing}`
        : nothing}`;
  }

  #one(session: FloorWaiting): TemplateResult {
    const { floor: said } = this.words;
    const { session_id: id, taxpayer_name, since } = session;
    const done = (event: CustomEvent<{ name: string; to: string } | null>): void => this.#done(id, event.detail);
    return html`<li data-session=${id}>
      <span class="who">${taxpayer_name}<small>${this.#facts(session)}</small></span>
      <time>${clockSpan(secondsSince(since, serverNow()))}</time>
      <button class="btn xs" aria-label=${said.reassignName(taxpayer_name)} aria-expanded=${this.moving === id} @click=${() => this.#move(id)}>${said.reassign}</button>
      ${this.moving === id ? html`<daoban-reassign .desk=${this.desk} .floor=${this.floor} .given=${{ waits: session }} @daoban-done=${done}></daoban-reassign>` : nothing}
    </li>`;
  }

  #facts({ queue_id, tier, offered_to, wanted_officer_id, boost_reason }: FloorWaiting): string {
    const { floor: said, transfer } = this.words;
    const wanted = this.floor.officers.find(({ officer_id }) => officer_id === wanted_officer_id);
    const stands = offered_to ? said.offeredTo(offered_to.name) : wanted ? said.keptFor(wanted.name) : '';
    const boost = boost_reason ? (said.boosts[boost_reason] ?? '') : '';
    return [this.desk.library.shortName(queue_id), tier > 1 ? transfer.tierOf[tier] : '', boost, stands].filter(Boolean).join(' · ');
  }

  #move(id: string): void {
    Object.assign(this, { moving: this.moving === id ? null : id, gone: '', said: '' });
  }

  /** The focus goes back to the button, or where its line is gone with the next look, to nobody. */
  #done(id: string, given: { name: string; to: string } | null): void {
    this.moving = null;
    if (given) this.said = this.words.reassign.done(given.name, given.to);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[data-session="${CSS.escape(id)}"] button`)?.focus());
  }
}
