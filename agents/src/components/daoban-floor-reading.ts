// A session that a supervisor reads along: thread and form as the officer has them, and a word to the officer alone.
import { type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Talk } from '../desk/talk.ts';
import { icon } from '../icons.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import './daoban-aside.ts';
import './daoban-mirror.ts';
import './daoban-thread.ts';

@customElement('daoban-floor-reading')
export class DaobanFloorReading extends DeskElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        position: sticky;
        top: 0;
        display: flex;
        flex-direction: column;
        height: calc(100vh - 44px);
        min-width: 0;
        border-left: 1px solid var(--db-line);
      }

      header {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 12px;
        align-items: start;
        padding: 8px 12px 8px 16px;
        border-bottom: 1px solid var(--db-line);
      }

      h2 {
        font: 700 16px/24px var(--db-font);
        overflow-wrap: anywhere;
      }

      p {
        display: flex;
        grid-column: 1 / -1;
        gap: 6px;
        align-items: center;
        color: var(--db-ink-2);
        font: var(--db-t-s) var(--db-font);
      }

      .acts {
        display: flex;
        gap: 8px;
      }

      .both {
        flex: 1;
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 2fr) minmax(0, 3fr);
        min-height: 0;
      }

      .talk {
        display: flex;
        flex-direction: column;
        min-width: 0;
        border-right: 1px solid var(--db-line);
      }

      daoban-thread {
        flex: 1;
        min-height: 0;
      }

      @media (max-width: 1199px) {
        :host {
          position: static;
          height: auto;
          border: 0;
          border-top: 1px solid var(--db-edge);
        }

        .both {
          grid-template: 600px / minmax(0, 2fr) minmax(0, 3fr);
        }
      }

      @media (max-width: 767px) {
        .both {
          grid-template: 480px auto / minmax(0, 1fr);
        }

        .talk {
          border-right: 0;
          border-bottom: 1px solid var(--db-edge);
        }
      }
    `,
  ];

  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) stepIn!: () => Promise<void>;

  protected override render(): TemplateResult {
    const { floor: said } = this.words;
    const { view, sessionId } = this.talk;
    return html`<header>
        <h2>${view.taxpayer.name}</h2>
        <div class="acts">
          ${view.state === 'active' ? html`<button class="btn xs" title=${said.joinTold} aria-disabled=${this.busy} @click=${() => void this.attempt(this.stepIn)}>${said.join}</button>` : nothing}
          <button class="btn xs" aria-disabled=${this.busy} @click=${() => void this.attempt(() => this.desk.floor.stopReading(sessionId))}>${said.stop}</button>
        </div>
        <p>${icon('eye', { small: true })}${said.silent(view.officer?.name ?? '')}</p>
        ${this.faultLine()}
      </header>
      ${keyed(sessionId, this.#both())}`;
  }

  #both(): TemplateResult {
    const { desk, talk, words } = this;
    return html`<div class="both">
      <div class="talk">
        <daoban-thread .desk=${desk} .talk=${talk}></daoban-thread>
        ${talk.view.state === 'active' ? html`<daoban-aside .desk=${desk} .talk=${talk}></daoban-aside>` : nothing}
      </div>
      <daoban-mirror role="region" aria-label=${words.mirror.name} .desk=${desk} .talk=${talk}></daoban-mirror>
    </div>`;
  }
}
