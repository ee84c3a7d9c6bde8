import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../locales/words.ts';
import { controls } from '../look/controls.styles.ts';
import { icon } from '../look/icons.ts';
import { styles } from './composer.styles.ts';
import { Part } from './part.ts';

/** The hub's limit (domain/message.py), in characters as Unicode counts them. */
const MOST = 4_000;
const WARN_LEFT = 200;

/**
 * Where the taxpayer writes. Enter sends, Shift+Enter begins a line; what is not sent survives a reload.
 *
 * @event daoban-sent - a message was written
 */
export class Composer extends Part {
  static override styles = [controls, styles];

  #masked: readonly string[] = [];

  override firstUpdated(): void {
    this.#field.value = this.help.draft;
    this.requestUpdate();
  }

  override focus(): void {
    this.#field.focus();
  }

  override render(): TemplateResult {
    const left = MOST - [...(this.#field?.value ?? '')].length;
    const hint = left < 0 ? say.tooLong(-left) : left <= WARN_LEFT ? say.left(left) : '';
    const write = this.help.phase === 'active' ? say.write : say.writeWaiting;
    return html`${this.#masked.length ? html`<p class="masked">${icon('warn', 's')}${say.masked(this.#masked)}</p>` : nothing}
      <p class="note ${left < 0 ? 'bad' : ''}" id="hint" aria-live="polite">${hint}</p>
      <div class="box">
        <slot></slot>
        <textarea rows="1" placeholder=${write} aria-label=${write} aria-describedby="hint" aria-invalid=${left < 0} enterkeyhint="send"
          autocomplete="off" @input=${this.#typed} @keydown=${this.#pressed} @blur=${() => this.help.typing.rest()}></textarea>
        <button class="icon-btn send" aria-label=${say.send} title=${say.send} @click=${this.#send}>${icon('send')}</button>
      </div>`;
  }

  get #field(): HTMLTextAreaElement {
    return this.renderRoot.querySelector('textarea') as HTMLTextAreaElement;
  }

  readonly #typed = (): void => {
    const { value } = this.#field;
    this.help.draft = value;
    this.#masked = [];
    if (value) this.help.typing.typed();
    this.requestUpdate();
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    // while an input method composes, Enter chooses a word; some browsers say so only by key code 229
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  };

  readonly #send = (): void => {
    const text = this.#field.value.trim();
    this.focus();
    if (!text || [...text].length > MOST) return;
    this.#masked = this.help.post(text);
    if (this.#masked.length) this.help.speaker.tell(say.masked(this.#masked));
    this.#field.value = '';
    this.help.draft = '';
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('daoban-sent'));
  };
}

customElements.define('daoban-composer', Composer);
