// What officers say among themselves. It looks like no reply, stands apart from it and says who reads it.
import { type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Talk } from '../desk/talk.ts';
import { icon } from '../icons.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';

/** As the hub counts. */
const MAX_CHARACTERS = 4_000;

@customElement('daoban-aside')
export class DaobanAside extends DeskElement {
  static override readonly styles = [
    shared,
    textBox,
    css`
      :host {
        display: block;
        margin: 6px 12px 8px 16px;
        padding: 6px 10px 8px;
        border: 1px dashed var(--db-edge);
        background: var(--db-sunken);
      }

      p {
        display: flex;
        gap: 6px;
        align-items: center;
        color: var(--db-ink-2);
        font: var(--db-t-s) var(--db-font);
      }

      p b {
        color: var(--db-ink);
      }

      .row {
        display: flex;
        gap: 8px;
        align-items: end;
        margin-top: 4px;
      }

      textarea {
        flex: 1;
        max-height: 120px;
        border: 1px dashed var(--db-edge);
        field-sizing: content;
      }

      @media (max-width: 767px) {
        .btn {
          min-height: 44px;
        }
      }
    `,
  ];

  @property({ attribute: false }) talk!: Talk;
  @state() private empty = true;
  @query('textarea') private area!: HTMLTextAreaElement;

  override focus(): void {
    this.area.focus();
  }

  protected override firstUpdated(): void {
    this.area.value = this.desk.drafts.load(this.#draft);
    this.empty = !this.area.value.trim();
  }

  protected override render(): TemplateResult {
    const { together } = this.words;
    const { view, part } = this.talk;
    const other = part === 'first' ? view.consult?.officer.name : view.officer?.name;
    return html`<p id="who">${icon('eyeOff', { small: true })}<b>${together.aside(other ?? '')}</b><span>${together.asideHint}</span></p>
      <div class="row">
        <textarea rows="1" maxlength=${MAX_CHARACTERS} aria-labelledby="who" placeholder=${together.asidePlaceholder} @input=${this.#write} @keydown=${this.#key}></textarea>
        <button class="btn" aria-disabled=${this.empty || this.busy} @click=${() => void this.#send()}>${together.asideSend}</button>
      </div>
      ${this.fault ? this.faultLine() : nothing}`;
  }

  get #draft(): string {
    return `aside.${this.talk.sessionId}`;
  }

  #write(): void {
    this.empty = !this.area.value.trim();
    this.desk.drafts.save(this.#draft, this.area.value);
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229 || event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    void this.#send();
  }

  async #send(): Promise<void> {
    const text = this.area.value.trim();
    if (!text || !(await this.attempt(() => this.desk.consults.aside(this.talk.sessionId, text)))) return;
    // what was typed while it was on its way stays
    if (this.area.value.trim() === text) this.area.value = '';
    this.#write();
  }
}
