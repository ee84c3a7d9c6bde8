// The overlay of keys, and the switch that turns them off.
import { type TemplateResult, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { KEYS, shortcutsOn, switchShortcuts } from '../desk/shortcuts.ts';
import { shared } from '../styles/shared.ts';
import { SpeakingElement } from './element.ts';

@customElement('daoban-shortcuts')
export class DaobanShortcuts extends SpeakingElement {
  static override readonly styles = [
    shared,
    css`
      wa-dialog {
        --width: 420px;
      }

      dl div {
        display: flex;
        justify-content: space-between;
        gap: 16px;
        padding: 5px 0;
        border-bottom: 1px solid var(--db-line);
      }

      label {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 32px;
        margin-top: 12px;
        cursor: pointer;
      }

      input {
        width: 18px;
        height: 18px;
        margin: 0;
        accent-color: var(--db-accent);
      }
    `,
  ];

  @property({ attribute: false }) open = false;

  protected override render(): TemplateResult {
    const { shortcuts } = this.words;
    return html`<wa-dialog label=${shortcuts.heading} .open=${this.open} light-dismiss @wa-after-hide=${() => this.tell('daoban-closed')}>
      <dl>
        ${Object.entries(shortcuts.items).map(
          ([name, words]) => html`<div>
            <dt>${words}</dt>
            <dd><kbd>${KEYS[name as keyof typeof KEYS]}</kbd></dd>
          </div>`,
        )}
      </dl>
      <label>
        <input
          type="checkbox"
          autofocus
          .checked=${shortcutsOn()}
          @change=${(event: Event) => switchShortcuts((event.target as HTMLInputElement).checked)}
        />${shortcuts.on}
      </label>
    </wa-dialog>`;
  }
}
