// What is about to be sent and on its way: each with its progress in words and as a bar, and what can be done about it.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { chooseFiles } from './choose.ts';
import { type FileIcon, fileIcon } from './icons.ts';
import { editPicture } from './daoban-picture.ts';
import { base } from './files.styles.ts';
import { draw, open } from './picture.ts';
import type { Upload, UploadState } from './upload.ts';
import type { Uploads } from './uploads.ts';
import { type FileWords, fileWords, sizeWords } from './words.ts';

const THUMBNAIL = 96;
const MOVING = new Set<UploadState>(['sending', 'paused', 'cut', 'left']);

/**
 * @prop uploads - whose list it is
 * @prop language - `zh-CN` or `en`
 * @event daoban-say - `detail` is a sentence worth reading out
 */
export class UploadList extends LitElement {
  static override properties = { uploads: { attribute: false }, language: {} };
  static override styles = [
    base,
    css`
      :host(:empty) { display: block; }
      /* above a keyboard the widget's sheet is low: head, bars and what one writes in (264) must stay in sight */
      :host { max-height: min(45dvh, max(0px, calc(var(--sheet, 100dvh) - 264px))); overflow-y: auto; }
      section { border: 1px solid var(--db-line); background: var(--db-surface); }
      li { display: grid; grid-template-columns: 48px 1fr auto; align-items: center; gap: 2px 10px; padding: 8px 4px 8px 10px; border-bottom: 1px solid var(--db-line); }
      .pic { display: grid; place-items: center; width: 48px; height: 48px; background: var(--db-sunken); color: var(--db-ink-3); }
      canvas { max-width: 48px; max-height: 48px; }
      .name { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
      small { font: var(--db-t-s) var(--db-font); }
      .bar { grid-column: 1 / -1; height: 3px; background: var(--db-line); }
      .bar i { display: block; height: 3px; background: var(--db-accent); }
      .paused .bar i, .cut .bar i, .left .bar i { background: var(--db-edge); }
      .do { display: flex; }
      .do .link { padding: 0 8px; }
      .wide { grid-column: 1 / -1; padding-inline-end: 6px; }
      .hint { padding: 8px 10px; }
      .all { position: sticky; bottom: 0; background: var(--db-surface); display: flex; justify-content: flex-end; padding: 8px 10px; }
    `,
  ];

  declare uploads: Uploads;
  declare language: string;
  readonly #told = new Map<string, UploadState>();
  readonly #drawn = new WeakMap<Upload, Blob>();
  #unsubscribe: (() => void) | undefined;

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('uploads')) return;
    this.#unsubscribe?.();
    this.#unsubscribe = this.uploads.subscribe(() => this.#tell());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#unsubscribe = this.uploads.subscribe(() => this.#tell());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  override render(): TemplateResult | typeof nothing {
    const { all, chosen } = this.uploads;
    const words = this.#words;
    if (!all.length) return nothing;
    return html`<section aria-label=${words.list}>
      <ul>${repeat(all, ({ key }) => key, (upload) => this.#line(upload, words))}</ul>
      ${all.some(({ state }) => state === 'left') ? html`<p class="hint mut">${words.leftHint}</p>` : nothing}
      ${chosen.length ? html`<p class="all"><button class="pri" @click=${this.#send}>${words.send(chosen.length)}</button></p>` : nothing}
    </section>`;
  }

  override updated(): void {
    for (const upload of this.uploads.all) if (upload.isPicture && this.#drawn.get(upload) !== upload.content) void this.#draw(upload);
  }

  get #words(): FileWords {
    return fileWords(this.language);
  }

  #line(upload: Upload, words: FileWords): TemplateResult {
    const { state, percent, name } = upload;
    const moves = MOVING.has(state);
    return html`<li class=${state}>
      <span class="pic" data-key=${upload.key}>${upload.isPicture ? html`<canvas></canvas>` : fileIcon('paper')}</span>
      <div>
        <p class="name" dir="auto">${name}</p>
        <small class=${state === 'failed' ? 'bad' : 'mut'}>${sizeWords(upload.size)} · ${this.#stands(upload, words)}</small>
      </div>
      <span class="do">${this.#acts(upload, words)}</span>
      ${state === 'left' && upload.code ? html`<small class="bad wide">${words.errors[upload.code]}</small>` : nothing}
      ${moves ? html`<div class="bar" role="progressbar" aria-label=${name} aria-valuenow=${percent}><i .style=${`inline-size:${percent}%`}></i></div>` : nothing}
    </li>`;
  }

  #stands({ state, percent, code }: Upload, words: FileWords): string {
    if (state === 'sending') return words.sending(percent);
    if (state === 'paused') return words.paused(percent);
    if (state === 'left') return words.left(percent);
    if (state === 'failed') return words.errors[code ?? ''] ?? words.error;
    return words[state];
  }

  #acts(upload: Upload, words: FileWords): TemplateResult {
    const { state, name } = upload;
    const say = (what: string, then: () => void): TemplateResult => html`<button class="link" aria-label=${`${what}：${name}`} @click=${then}>${what}</button>`;
    if (state === 'left') return html`${say(words.resume, () => void this.#goOn(upload))}${say(words.cancel, () => this.uploads.remove(upload))}`;
    const act = (icon: FileIcon, what: string, then: () => void): TemplateResult =>
      html`<button class="icon" aria-label=${`${what}：${name}`} title=${what} @click=${then}>${fileIcon(icon)}</button>`;
    return html`${state === 'chosen' && upload.isPicture ? act('cover', words.edit, () => void this.#edit(upload)) : nothing}
      ${state === 'sending' ? act('pause', words.pause, () => upload.pause()) : nothing}
      ${state === 'paused' ? act('play', words.resume, () => upload.queue()) : nothing}
      ${state === 'cut' || state === 'failed' ? act('again', words.again, () => upload.queue()) : nothing}
      ${state === 'checking' ? nothing : act('close', state === 'chosen' ? words.remove : words.cancel, () => this.uploads.remove(upload))}`;
  }

  readonly #send = (): void => {
    this.#say(this.#words.saidSending(this.uploads.chosen.length));
    this.uploads.sendAll();
  };

  /** The person chooses the file again, as the browser cannot. */
  async #goOn(upload: Upload): Promise<void> {
    const [file] = await chooseFiles();
    if (!file) return;
    upload.take(file);
    if (upload.code) this.#say(this.#words.errors[upload.code] ?? '');
  }

  async #edit(upload: Upload): Promise<void> {
    const edited = await editPicture(this, upload.content, upload.name, this.language);
    if (edited) this.uploads.replace(upload, edited);
  }

  async #draw(upload: Upload): Promise<void> {
    this.#drawn.set(upload, upload.content);
    const picture = await open(upload.content).catch(() => null);
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`[data-key="${upload.key}"] canvas`);
    if (picture && canvas) draw(canvas, picture, 0, THUMBNAIL);
    picture?.close();
  }

  /** Redraw, and say what has just been sent or failed. */
  #tell(): void {
    const words = this.#words;
    for (const { key, state, name, code } of this.uploads.all) {
      if (this.#told.get(key) === state) continue;
      this.#told.set(key, state);
      if (state === 'checking') this.#say(words.saidDone(name));
      if (state === 'failed') this.#say(words.saidFailed(name, words.errors[code ?? ''] ?? words.error));
    }
    this.requestUpdate();
  }

  #say(text: string): void {
    this.dispatchEvent(new CustomEvent('daoban-say', { detail: text, bubbles: true, composed: true }));
  }
}

customElements.define('daoban-upload-list', UploadList);
