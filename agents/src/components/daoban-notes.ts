// 备注: what officers write for officers. It looks unlike the reply, has no Enter that sends, and says whom it is hidden from.
import { type TemplateResult, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { MAX_NOTE } from '../desk/handing.ts';
import { notesOf, officerNames } from '../desk/notes.ts';
import type { Talk } from '../desk/talk.ts';
import { icon } from '../icons.ts';
import { hourMinute } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-notes.styles.ts';

@customElement('daoban-notes')
export class DaobanNotes extends DeskElement {
  static override readonly styles = [shared, textBox, styles];

  @property({ attribute: false }) talk!: Talk;
  @state() private text = '';
  /** 记下 was pressed with nothing written. */
  @state() private missing = false;
  #shown = 0;
  @query('textarea') private area!: HTMLTextAreaElement;
  @query('ol') private list!: HTMLElement | null;

  override focus(): void {
    this.area.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.text = this.desk.drafts.load(this.#draft);
  }

  protected override firstUpdated(): void {
    this.focus();
  }

  /** The newest stands at the end and in sight, when it comes; else one reads on where one was. */
  protected override updated(): void {
    const count = notesOf(this.talk.entries).length;
    if (this.list && count > this.#shown) this.list.scrollTop = this.list.scrollHeight;
    this.#shown = count;
  }

  protected override render(): TemplateResult {
    const { notes } = this.words;
    return html`<section aria-label=${notes.heading} @keydown=${this.#key}>
      <div class="top">
        <h3>${notes.name}</h3>
        <span class="hidden-mark">${icon('eyeOff', { small: true })}${notes.hidden}</span>
        <button class="icon-btn" aria-label=${notes.close} title=${notes.close} @click=${this.#close}>${icon('close', { small: true })}</button>
      </div>
      ${this.#list()}
      <div class="foot">
        <label for="note">${notes.write}</label>
        <textarea id="note" rows="2" maxlength=${MAX_NOTE} placeholder=${notes.placeholder} .value=${this.text} @input=${this.#write}></textarea>
        ${this.missing ? html`<p class="fault" role="alert">${icon('warn', { small: true })}${notes.nothing}</p>` : this.faultLine()}
        <div class="do"><button class="btn" aria-disabled=${this.busy} @click=${() => void this.#add()}>${this.busy ? notes.adding : notes.add}</button></div>
      </div>
    </section>`;
  }

  get #draft(): string {
    return `notes.${this.talk.sessionId}`;
  }

  #list(): TemplateResult {
    const { notes } = this.words;
    const written = notesOf(this.talk.entries);
    if (!written.length) return html`<p class="none mut">${notes.empty}</p>`;
    const names = officerNames(this.talk.entries);
    const who = (id: string): string => (id === this.desk.me.officer_id ? notes.you : (names.get(id) ?? id));
    return html`<ol tabindex="0" aria-label=${notes.name}>
      ${written.map(({ actorId, at, body }) => html`<li><small>${notes.by(who(actorId), hourMinute(at))}</small><p>${body.text}</p></li>`)}
    </ol>`;
  }

  #write(event: InputEvent): void {
    this.#keep((event.target as HTMLTextAreaElement).value);
  }

  #keep(text: string): void {
    this.text = text;
    this.missing = false;
    this.desk.drafts.save(this.#draft, text);
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    this.#close();
  };

  #close = (): void => this.tell('daoban-done');

  async #add(): Promise<void> {
    const text = this.text.trim();
    this.missing = !text;
    if (text && (await this.attempt(() => this.desk.handing.addNote(this.talk.sessionId, text)))) this.#keep('');
    this.focus();
  }
}
