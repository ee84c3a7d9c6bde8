// The overlay of keys: all of them, each to be changed or taken away, and the switch that turns them off.
import { type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Changeable, type Named, assign, chordName, chordOf, isChangeable, keyOf, restoreShortcuts, shortcutsOn, switchShortcuts, takenBy } from '../desk/shortcuts.ts';
import { shared } from '../styles/shared.ts';
import { SpeakingElement } from './element.ts';

@customElement('daoban-shortcuts')
export class DaobanShortcuts extends SpeakingElement {
  static override readonly styles = [
    shared,
    css`
      wa-dialog {
        --width: 480px;
      }

      dl div {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 32px;
        border-bottom: 1px solid var(--db-line);
      }

      dt {
        flex: 1;
      }

      dd {
        display: grid;
        grid-template-columns: minmax(84px, auto) 40px 48px;
        gap: 4px;
        align-items: center;
      }

      .wanted {
        color: var(--db-accent);
      }

      .keys {
        text-align: right;
        white-space: nowrap;
      }

      label {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 32px;
        cursor: pointer;
      }

      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        justify-content: space-between;
        margin-top: 12px;
      }

      input {
        width: 18px;
        height: 18px;
        margin: 0;
        accent-color: var(--db-accent);
      }

      .said {
        min-height: 20px;
        margin-top: 8px;
        font: var(--db-t-s) var(--db-font);
      }
    `,
  ];

  @property({ attribute: false }) open = false;
  /** Whose new key is waited for. */
  @state() private wanted: Changeable | null = null;
  @state() private said = '';

  protected override render(): TemplateResult {
    const { shortcuts } = this.words;
    return html`<wa-dialog label=${shortcuts.heading} .open=${this.open} light-dismiss @wa-hide=${this.#hold} @wa-after-hide=${this.#closed} @keydown=${this.#key}>
      <dl>
        ${Object.entries(shortcuts.items).map(([name, words]) => this.#line(name as Named, words))}
      </dl>
      <p class="said" role="status">${this.wanted ? shortcuts.press(shortcuts.items[this.wanted]) : this.said}</p>
      <div class="foot">
        <label>
          <input type="checkbox" autofocus .checked=${shortcutsOn()} @change=${(event: Event) => this.#change(() => switchShortcuts((event.target as HTMLInputElement).checked))} />${shortcuts.on}
        </label>
        <button class="btn xs" @click=${() => this.#change(restoreShortcuts, shortcuts.restored)}>${shortcuts.restore}</button>
      </div>
    </wa-dialog>`;
  }

  #line(name: Named, words: string): TemplateResult {
    const { shortcuts } = this.words;
    const key = keyOf(name);
    const waits = this.wanted === name;
    return html`<div>
      <dt>${words}</dt>
      <dd>
        <span class="keys">${waits ? html`<span class="wanted">…</span>` : key ? html`<kbd>${key}</kbd>` : html`<span class="mut">${shortcuts.none}</span>`}</span>
        ${isChangeable(name)
          ? html`<button class="btn xs plain" aria-label=${shortcuts.changeOf(words)} aria-pressed=${waits} @click=${() => (this.wanted = waits ? null : name)}>${shortcuts.change}</button>
              <button class="btn xs plain" aria-label=${shortcuts.clearOf(words)} aria-disabled=${!key} @click=${() => this.#change(() => assign(name, null))}>${shortcuts.clear}</button>`
          : nothing}
      </dd>
    </div>`;
  }

  /** While a key is waited for, the next press is it; Escape leaves it as it was. */
  #key(event: KeyboardEvent): void {
    const { wanted } = this;
    if (!wanted || ['Alt', 'Control', 'Shift', 'Meta', 'Tab'].includes(event.key)) return;
    const { shortcuts } = this.words;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return this.#say('');
    const chord = chordOf(event);
    if (!chord) return this.#say(shortcuts.unfit);
    const other = takenBy(chord);
    if (other && other !== wanted) return this.#say(shortcuts.taken(chordName(chord), shortcuts.items[other]));
    this.#change(() => assign(wanted, chord), shortcuts.changed(shortcuts.items[wanted], chordName(chord)));
  }

  #change(change: () => void, said = ''): void {
    change();
    this.#say(said);
    this.tell('daoban-keys');
  }

  /** Nothing is waited for any more. */
  #say(said: string): void {
    Object.assign(this, { said, wanted: null });
  }

  /** Escape ends the waiting, not the overlay. */
  #hold(event: Event): void {
    if (this.wanted) event.preventDefault();
  }

  #closed(): void {
    Object.assign(this, { said: '', wanted: null });
    this.tell('daoban-closed');
  }
}
