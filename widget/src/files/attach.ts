import { chooseFiles, hasCamera, receive } from '@daoban/client/files/choose.ts';
import { UploadList } from '@daoban/client/files/daoban-upload-list.ts';
import { fileIcon } from '@daoban/client/files/icons.ts';
import { Uploads } from '@daoban/client/files/uploads.ts';
import { type FileWords, fileWords } from '@daoban/client/files/words.ts';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Composer } from '../components/composer.ts';
import { Part } from '../components/part.ts';
import { language } from '../locales/words.ts';
import { controls } from '../look/controls.styles.ts';
import { paperOf } from '../slip/destined.ts';
import { accessOf } from './access.ts';

/** The composer comes and goes; what was chosen stays as long as its session. */
let kept: Uploads | undefined;

/**
 * The way to files beside what one writes: a button, on phones the camera, dropping on the panel, pasting into the text.
 * What is chosen stands in a list above the composer until it is sent and checked.
 */
export class Attach extends Part {
  static override styles = [controls, css`
    :host { display: flex; flex: none; }
    .icon-btn .i { width: 22px; height: 22px; }
    .hang { position: fixed; inset: 0; display: grid; place-items: center; border: 3px dashed var(--db-accent); background: var(--db-accent-tint); color: var(--db-accent); font: 700 var(--db-t-h3) var(--db-font); pointer-events: none; z-index: 1; }
  `];

  readonly #list = new UploadList();
  #hangs = false;
  #stop: (() => void) | undefined;

  constructor() {
    super();
    this.#list.addEventListener('daoban-say', ((event: CustomEvent<string>) => this.help.speaker.tell(event.detail)) as EventListener);
  }

  override connectedCallback(): void {
    this.help = (this.parentElement as Composer).help;
    super.connectedCallback();
    const panel = this.getRootNode() as ShadowRoot;
    this.#stop = receive(panel.querySelector('aside') ?? panel, (files) => this.#take(files), (hangs) => this.#hang(hangs));
    this.parentElement?.before(this.#list);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#list.remove();
  }

  override render(): TemplateResult {
    this.#follow();
    const words = this.#words;
    return html`<button class="icon-btn" aria-label=${words.attach} title=${words.attach} @click=${() => this.#ask(false)}>${fileIcon('clip')}</button>
      ${hasCamera() ? html`<button class="icon-btn" aria-label=${words.camera} title=${words.camera} @click=${() => this.#ask(true)}>${fileIcon('camera')}</button>` : nothing}
      ${this.#hangs ? html`<p class="hang">${words.dropHere}</p>` : nothing}`;
  }

  get #words(): FileWords {
    return fileWords(language);
  }

  /** Another session begins with nothing chosen; this one's thread says what became of what was sent. */
  #follow(): void {
    const { view, entries } = this.help;
    if (!view) return;
    const access = accessOf(this.help);
    if (kept?.sessionId !== view.session_id || kept.access !== access) {
      kept?.close();
      kept = new Uploads(access, view.session_id);
      // what became of one of them may be told by then
      void kept.recall((fileId) => paperOf(fileId) === null).then(() => this.requestUpdate());
    }
    if (this.#list.uploads !== kept) Object.assign(this.#list, { uploads: kept, language });
    kept.settle(entries);
  }

  #ask(camera: boolean): void {
    void chooseFiles({ camera }).then((files) => this.#take(files));
  }

  #take(files: File[]): void {
    if (files.length) kept?.choose(files);
  }

  #hang(hangs: boolean): void {
    if (this.#hangs === hangs) return;
    this.#hangs = hangs;
    this.requestUpdate();
  }
}

customElements.define('daoban-attach', Attach);
