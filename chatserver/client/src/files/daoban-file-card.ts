// A file in the thread: what it is, a small picture of it where it is one, and the ways to see and to save it.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { CommandError } from '../errors.ts';
import type { FileRefused, FileShared } from '../wire.gen.ts';
import { type FileAccess, read, save } from './access.ts';
import { showPicture } from './daoban-picture.ts';
import { base } from './files.styles.ts';
import { fileIcon } from './icons.ts';
import { draw, open } from './picture.ts';
import { fileWords, sizeWords } from './words.ts';

const PREVIEW = 480;

/**
 * @prop removed - whether its term is over, so that only its name is left
 * @prop access - how to reach the hub
 * @prop sessionId - whose file it is
 * @prop file - the body of `file.shared`, or of `file.refused`
 * @prop language - `zh-CN` or `en`
 */
export class FileCard extends LitElement {
  static override properties = { file: { attribute: false }, removed: { type: Boolean }, access: { attribute: false }, sessionId: { attribute: false }, language: {}, fault: { state: true } };
  static override styles = [
    base,
    css`
      .card { display: grid; grid-template-columns: auto 1fr; gap: 4px 10px; align-items: start; max-width: 400px; padding: 10px 12px; border: 1px solid var(--db-line); border-inline-start: 3px solid var(--db-edge); background: var(--db-surface); }
      .refused { border-inline-start-color: var(--db-error); }
      .refused > .i { color: var(--db-error); }
      .look { grid-column: 1 / -1; display: grid; place-items: center; width: 100%; height: 168px; padding: 0; border: 0; background: var(--db-sunken); }
      canvas { max-width: 100%; max-height: 168px; }
      .name { text-wrap: pretty; display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 3; }
      small { font: var(--db-t-s) var(--db-font); }
      .do { grid-column: 1 / -1; display: flex; gap: 4px; margin: 0 -8px -6px; }
    `,
  ];

  declare file: FileShared | FileRefused;
  declare removed: boolean;
  declare access: FileAccess;
  declare sessionId: string;
  declare language: string;
  declare fault: string | null;
  readonly #sight = new IntersectionObserver((seen) => {
    if (seen.some(({ isIntersecting }) => isIntersecting)) void this.#preview();
  });

  override firstUpdated(): void {
    if (isPicture(this.file) && !this.removed) this.#sight.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight.disconnect();
  }

  override render(): TemplateResult {
    const { file } = this;
    const words = fileWords(this.language);
    if ('reason' in file) {
      return html`<section class="card refused" aria-label=${words.refused(file.name)}>
        ${fileIcon('warn')}<div><p class="name" dir="auto">${words.refused(file.name)}</p><small>${words.reasons[file.reason] ?? words.error}</small></div>
      </section>`;
    }
    if (this.removed) {
      return html`<section class="card" aria-label=${file.name}>
        ${fileIcon('paper')}<div><p class="name" dir="auto">${file.name}</p><small class="mut">${sizeWords(file.size_bytes)} · ${words.removed}</small></div>
      </section>`;
    }
    const picture = isPicture(file);
    return html`<section class="card" aria-label=${file.name}>
      ${picture ? html`<button class="look" aria-label=${words.preview(file.name)} @click=${this.#look}><canvas width="0" height="0"></canvas></button>` : nothing}
      ${fileIcon(picture ? 'picture' : 'paper')}
      <div>
        <p class="name" dir="auto">${file.name}</p>
        <small class="mut">${sizeWords(file.size_bytes)}</small>
        ${this.fault ? html`<small class="bad" role="alert"> ${words.errors[this.fault] ?? words.error}</small>` : nothing}
      </div>
      <p class="do">
        ${picture ? html`<button class="link" @click=${this.#look}>${fileIcon('look')}${words.view}</button>` : nothing}
        <button class="link" @click=${this.#save}>${fileIcon('save')}${words.save}</button>
      </p>
    </section>`;
  }

  async #preview(): Promise<void> {
    this.#sight.disconnect();
    await this.#attempt(async () => {
      const { preview_url } = await this.access.link(this.sessionId, this.file.file_id);
      const picture = await open(await read(this.access, preview_url ?? ''));
      const canvas = this.renderRoot.querySelector('canvas');
      if (canvas) draw(canvas, picture, 0, PREVIEW);
      picture.close();
    });
  }

  readonly #look = (): void => {
    void this.#attempt(async () => {
      const { look_url } = await this.access.link(this.sessionId, this.file.file_id);
      await showPicture(this, await read(this.access, look_url ?? ''), this.file.name, this.language);
    });
  };

  readonly #save = (): void => {
    void this.#attempt(() => save(this.access, this.sessionId, this.file.file_id));
  };

  async #attempt(task: () => Promise<void>): Promise<void> {
    this.fault = null;
    await task().catch((reason: unknown) => (this.fault = reason instanceof CommandError ? reason.code : 'internal'));
  }
}

function isPicture(file: FileShared | FileRefused): file is FileShared {
  return 'width' in file && file.width !== null;
}

customElements.define('daoban-file-card', FileCard);
