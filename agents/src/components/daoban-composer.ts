// The reply: a draft per session that survives a reload, phrases by /, Enter sends unless a word is being composed (IME).
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { chooseFiles, receive } from '@daoban/client/files/choose.ts';
import '@daoban/client/files/daoban-upload-list.ts';
import { fileWords } from '@daoban/client/files/words.ts';
import type { Talk } from '../desk/talk.ts';
import { TypingReport } from '../desk/typing.ts';
import type { Filled } from '../form/variables.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import type { DaobanFinder } from './daoban-finder.ts';
import { DeskElement } from './element.ts';
import { kbd } from './keys.ts';
import './daoban-finder.ts';
import './daoban-phrase-pane.ts';
import './daoban-push-menu.ts';
import { styles } from './daoban-composer.styles.ts';

/** As the hub counts; the counter shows when this many are left. */
const MAX_CHARACTERS = 4_000;
const WARN_LEFT = 200;
/** Where the caret stood in each session's reply when it was left: start and end of the selection. */
const carets = new Map<string, readonly [number, number]>();
/** A slash that starts a search: at the start or after a space, up to the caret. */
const SEARCH = /(?:^|\s)\/([^\s/]{0,20})$/;

@customElement('daoban-composer')
export class DaobanComposer extends DeskElement {
  static override readonly styles = [shared, textBox, styles];

  @property({ attribute: false }) talk!: Talk;
  @state() private length = 0;
  @state() private saved = false;
  /** A gap of a phrase that kept the reply from being sent. */
  @state() private unfilled = '';
  /** What is searched for among phrases and what the catalogue knows; null: the list is closed. */
  @state() private search: string | null = null;
  /** Whether the entries that can be pushed are open. */
  @state() private pushing = false;
  @query('textarea') private area!: HTMLTextAreaElement;
  /** Whether the phrases are being looked after. */
  @state() private keeping = false;
  @query('daoban-finder') private finder!: DaobanFinder | null;
  #typing: TypingReport | null = null;
  #stopReceiving: (() => void) | null = null;

  /** Puts `text` at the caret as if it were typed: the browser's undo takes it back. Nothing is sent. */
  insert(text: string): void {
    this.area.focus();
    // the only way that keeps the undo history; where it is gone, the text still arrives
    if (!document.execCommand('insertText', false, text)) this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, 'end');
    this.#changed();
  }

  override focus(): void {
    this.area.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#typing?.stop();
    this.#stopReceiving?.();
    carets.set(this.talk.sessionId, [this.area.selectionStart, this.area.selectionEnd]);
  }

  protected override firstUpdated(): void {
    const { sessionId } = this.talk;
    this.area.value = this.desk.drafts.load(sessionId);
    const end = this.area.value.length;
    this.area.setSelectionRange(...(carets.get(sessionId) ?? [end, end]));
    this.length = this.area.value.length;
    this.saved = this.length > 0;
    this.#stopReceiving = receive(this, (files) => this.desk.files.of(this.talk).choose(files), (hangs) => this.toggleAttribute('hangs', hangs));
    this.#typing = new TypingReport((typing) => {
      this.desk.connection.send('typing.set', { session_id: sessionId, typing }).catch(() => undefined);
    });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.toggleAttribute('finding', this.search !== null);
  }

  protected override render(): TemplateResult {
    const { composer } = this.words;
    return html`
      ${this.search === null ? nothing : this.#found(this.search)}
      ${this.pushing
        ? html`<daoban-push-menu .desk=${this.desk} .talk=${this.talk} @daoban-done=${this.#donePushing} @daoban-left=${() => (this.pushing = false)}></daoban-push-menu>`
        : nothing}
      <textarea
        aria-label=${composer.name}
        placeholder=${composer.placeholder}
        aria-keyshortcuts="Enter"
        rows="3"
        @input=${this.#input}
        @keydown=${this.#key}
        @blur=${() => this.#typing?.stop()}
      ></textarea>
      <p class="unfilled" role="status">${this.unfilled ? composer.unfilled(this.unfilled) : nothing}</p>
      <daoban-upload-list .uploads=${this.desk.files.of(this.talk)} .language=${this.words.locale}></daoban-upload-list>
      <div class="row">
        ${this.talk.part === 'first' ? html`<button class="btn xs plain attach" @click=${this.#attach}>${fileWords(this.words.locale).attach}</button>` : nothing}
        <button class="btn xs plain" aria-expanded=${this.search !== null} @pointerdown=${hold} @click=${this.#toggleFinder}>${composer.phrases} ${kbd('phrases')}</button>
        <button class="btn xs plain push" aria-expanded=${this.pushing} @pointerdown=${this.#hold} @click=${this.#togglePush}>${this.words.push.name}</button>
        ${this.#note()}
        ${this.unfilled ? html`<button class="btn anyway" @click=${this.#post}>${composer.sendAnyway}</button>` : nothing}
        <button class="btn pri" aria-disabled=${!this.#sendable} @click=${this.#send}>${composer.send} ${kbd('send')}</button>
      </div>
      ${this.keeping ? html`<daoban-phrase-pane .desk=${this.desk} .matterId=${this.talk.context?.matter_id ?? this.talk.view.matter_id} @daoban-closed=${this.#kept}></daoban-phrase-pane>` : nothing}
    `;
  }

  get #sendable(): boolean {
    return this.length > 0 && this.length <= MAX_CHARACTERS;
  }

  #note(): TemplateResult | typeof nothing {
    const { composer } = this.words;
    const left = MAX_CHARACTERS - this.length;
    if (left < 0) return html`<span class="over" role="alert">${composer.tooLong(-left)}</span>`;
    if (left < WARN_LEFT) return html`<span class="mut">${composer.left(left)}</span>`;
    return this.saved && this.length > 0 ? html`<span class="mut">${composer.saved}</span>` : nothing;
  }

  #attach(): void {
    void chooseFiles().then((files) => this.desk.files.of(this.talk).choose(files));
  }

  #found(search: string): TemplateResult {
    return html`<daoban-finder
      .desk=${this.desk}
      .talk=${this.talk}
      .search=${search}
      @daoban-found=${(event: CustomEvent<Filled>) => this.#use(event.detail)}
      @daoban-pushed=${() => this.#use({ text: '', gaps: [] })}
      @daoban-phrases=${this.#keepPhrases}
    ></daoban-finder>`;
  }

  /** In place of the slash and what was typed behind it; the first gap is selected, so that one types over it. */
  #use({ text, gaps }: Filled): void {
    const caret = this.area.selectionStart;
    const typed = SEARCH.exec(this.area.value.slice(0, caret));
    const start = typed ? caret - (typed[1] ?? '').length - 1 : caret;
    this.area.focus();
    this.area.setSelectionRange(start, this.area.selectionEnd);
    this.search = null;
    this.insert(text);
    const [gap] = gaps;
    if (gap) this.#rememberGaps(gaps.map(([from, to]) => text.slice(from, to)));
    if (gap) this.area.setSelectionRange(start + gap[0], start + gap[1]);
  }

  /** Kept with the draft, so that a reload does not let them through. */
  get #gapsKey(): string {
    return `gaps.${this.talk.sessionId}`;
  }

  #rememberGaps(gaps: readonly string[]): void {
    const known = this.desk.drafts.load(this.#gapsKey);
    this.desk.drafts.save(this.#gapsKey, [known, ...gaps].filter(Boolean).join('\n'));
  }

  /** The gaps that a phrase brought and nobody has filled in, the first in the reply first: what the officer typed in 【】 is none. */
  get #openGaps(): readonly string[] {
    const { value } = this.area;
    const known = this.desk.drafts.load(this.#gapsKey).split('\n');
    return known.filter((gap) => gap && value.includes(gap)).toSorted((a, b) => value.indexOf(a) - value.indexOf(b));
  }

  #keepPhrases(): void {
    this.#use({ text: '', gaps: [] });
    this.keeping = true;
  }

  #kept(): void {
    this.keeping = false;
    this.area.focus();
  }

  /** The press that closes the menu must not first take its focus, which would close it and open it again. */
  #hold = (event: Event): void => {
    if (this.pushing) event.preventDefault();
  };

  #togglePush(): void {
    if (this.pushing) this.#donePushing();
    else Object.assign(this, { pushing: true, search: null });
  }

  #donePushing(): void {
    this.pushing = false;
    this.area.focus();
  }

  #toggleFinder(): void {
    this.search = this.search === null ? '' : null;
    this.area.focus();
  }

  #input(): void {
    const typed = SEARCH.exec(this.area.value.slice(0, this.area.selectionStart));
    this.search = typed ? (typed[1] ?? '') : null;
    if (this.area.value) this.#typing?.press();
    else this.#typing?.stop();
    this.#changed();
  }

  #changed(): void {
    this.length = this.area.value.trim().length;
    this.desk.drafts.save(this.talk.sessionId, this.area.value);
    this.saved = true;
    this.desk.drafts.save(this.#gapsKey, this.#openGaps.join('\n'));
    if (!this.#openGaps.includes(this.unfilled)) this.unfilled = '';
  }

  #key(event: KeyboardEvent): void {
    // 229: Safari ends the composition before it tells of the Enter that ended it
    if (event.isComposing || event.keyCode === 229) return;
    if (this.search !== null && this.finder?.take(event)) return;
    if (event.key === 'Escape' && this.search !== null) this.search = null;
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#send();
  }

  #send(): void {
    this.area.focus();
    if (!this.#sendable) return;
    this.unfilled = this.#openGaps[0] ?? '';
    if (!this.unfilled) return this.#post();
    const start = this.area.value.indexOf(this.unfilled);
    this.area.setSelectionRange(start, start + this.unfilled.length);
  }

  #post(): void {
    this.area.focus();
    if (!this.#sendable) return;
    this.desk.outbox.post(this.talk.sessionId, this.area.value.trim());
    this.area.value = '';
    this.search = null;
    this.#typing?.stop();
    this.#changed();
  }
}

/** The press must not take the caret out of the reply. */
function hold(event: Event): void {
  event.preventDefault();
}
