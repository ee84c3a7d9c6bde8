// On top of a session that was handed over: from whom it came, and what they left for whoever takes it.
import { type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { handedTo, officerNames } from '../desk/notes.ts';
import type { Talk } from '../desk/talk.ts';
import { icon } from '../icons.ts';
import { hourMinute } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';

/** Which transfers were read and put away, by session and number. */
const folded = new Set<string>();

@customElement('daoban-handed')
export class DaobanHanded extends DeskElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: block;
        flex: none;
      }

      aside {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 8px;
        align-items: center;
        padding: 4px 8px 6px 16px;
        border-bottom: 1px dashed var(--db-edge);
        background: var(--db-sunken);
        font: var(--db-t-s) var(--db-font);
      }

      .what {
        grid-column: 1 / -1;
        max-height: 84px;
        padding-right: 4px;
        overflow: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      .hidden-mark {
        display: inline-flex;
        gap: 4px;
        align-items: center;
        margin-left: 6px;
        color: var(--db-ink-3);
        vertical-align: top;
      }
    `,
  ];

  @property({ attribute: false }) talk!: Talk;
  protected override render(): TemplateResult | typeof nothing {
    const { handed, notes } = this.words;
    const over = handedTo(this.desk.me.officer_id, this.talk.entries);
    const key = `${this.talk.sessionId} ${over?.seq ?? 0}`;
    if (!over || folded.has(key)) return nothing;
    const name = officerNames(this.talk.entries).get(over.byId) ?? over.byId;
    const from = over.bySupervisor ? handed.fromSupervisor(name, hourMinute(over.at)) : handed.from(name, hourMinute(over.at));
    return html`<aside aria-label=${from}>
      <span>
        <b>${from}</b>
        ${over.text ? html`<span class="hidden-mark">${icon('eyeOff', { small: true })}${notes.hidden}</span>` : nothing}
      </span>
      <button class="btn xs plain" @click=${() => this.#fold(key)}>${handed.hide}</button>
      ${over.text ? html`<p class="what" tabindex="0">${over.text}</p>` : html`<p class="what mut">${handed.none}</p>`}
    </aside>`;
  }

  #fold(key: string): void {
    folded.add(key);
    this.requestUpdate();
  }
}
