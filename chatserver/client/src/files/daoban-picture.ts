// A picture over everything else: zoomed, turned, printed; or, before it is sent, covered where others should not look.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { focused } from '../focus.ts';
import { base } from './files.styles.ts';
import { type FileIcon, fileIcon } from './icons.ts';
import { type Box, draw, open, print, redrawn, type Turn, turned } from './picture.ts';
import { type FileWords, fileWords } from './words.ts';

const ZOOMS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];
const FIT = 3;
const STEP = 0.01;
/** A new box for those who do not draw it: a fifth of the picture, in its middle. */
const MIDDLE: Box = { x: 0.3, y: 0.42, width: 0.4, height: 0.16 };
/** Less than this was a click, not a box. */
const LEAST = 0.005;

/** Shows a picture until it is closed. Rejects where the browser cannot read it. */
export async function showPicture(beside: Element, content: Blob, name: string, language: string): Promise<void> {
  await opened(beside, content, name, language, false);
}

/** Lets the person turn and cover a picture; null when nothing was changed. Rejects as `showPicture` does. */
export function editPicture(beside: Element, content: Blob, name: string, language: string): Promise<Blob | null> {
  return opened(beside, content, name, language, true);
}

/** In the same root as what opens it, so that it is of the same look; a modal dialog lies over everything anyway. */
async function opened(beside: Element, content: Blob, name: string, language: string, editing: boolean): Promise<Blob | null> {
  const from = focused();
  const element = new PictureElement();
  Object.assign(element, { picture: await open(content), kind: content.type, name, language, editing });
  const root = beside.getRootNode();
  (root instanceof ShadowRoot ? root : document.body).append(element);
  const result = await element.closed;
  element.remove();
  element.picture.close();
  from?.focus();
  return result;
}

export class PictureElement extends LitElement {
  static override properties = { turn: { state: true }, zoom: { state: true }, boxes: { state: true } };
  static override styles = [
    base,
    css`
      dialog { display: flex; flex-direction: column; width: 100vw; max-width: none; height: 100dvh; max-height: none; margin: 0; padding: 0; border: 0; background: var(--db-sunken); color: var(--db-ink); }
      dialog::backdrop { background: rgb(0 0 0 / .6); }
      header, footer { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; padding: 6px 12px; background: var(--db-surface); }
      header { border-bottom: 1px solid var(--db-line); }
      footer { gap: 8px; justify-content: flex-end; border-top: 1px solid var(--db-line); }
      h2 { flex: 1 1 120px; min-width: 0; margin: 0; overflow: hidden; font: 700 var(--db-t-l) var(--db-font); text-overflow: ellipsis; white-space: nowrap; }
      header button.icon { width: auto; padding: 4px 8px; }
      @media (max-width: 767px) { header span { display: none; } header button.icon { width: 44px; padding: 0; } h2 { flex-basis: 100%; } }
      .hint { flex: 1 1 100%; padding-bottom: 4px; color: var(--db-ink-2); }
      .stage { flex: 1; min-height: 0; overflow: auto; display: grid; padding: 16px; }
      .sheet { position: relative; margin: auto; box-shadow: var(--db-shadow); touch-action: pinch-zoom; }
      .covering .sheet { cursor: crosshair; touch-action: none; }
      canvas { display: block; }
      .box { position: absolute; min-height: 0; padding: 0; border: 0; border-radius: 0; background: #000; cursor: move; forced-color-adjust: none; outline-offset: 1px; box-shadow: 0 0 0 1px #fff; }
      .box:hover { background: #000; }
    `,
  ];

  declare turn: Turn;
  declare zoom: number;
  declare boxes: readonly Box[];
  picture!: ImageBitmap;
  kind = '';
  name = '';
  language = '';
  editing = false;
  readonly closed: Promise<Blob | null>;
  #close!: (result: Blob | null) => void;
  #fit = 1;
  #from: { readonly x: number; readonly y: number } | null = null;

  constructor() {
    super();
    this.turn = 0;
    this.zoom = FIT;
    this.boxes = [];
    this.closed = new Promise((resolve) => (this.#close = resolve));
  }

  override render(): TemplateResult {
    const words = fileWords(this.language);
    const title = this.editing ? words.editor : words.viewer;
    return html`<dialog aria-label=${`${title}：${this.name}`} class=${this.editing ? 'covering' : ''} @cancel=${this.#leave} @close=${this.#leave} @keydown=${this.#pressed}>
      <header>
        <h2>${this.name}</h2>
        ${this.#tool('minus', words.zoomOut, () => this.#step(-1))}
        ${this.#tool('fit', words.fit, () => (this.zoom = FIT))}
        ${this.#tool('plus', words.zoomIn, () => this.#step(1))}
        ${this.#tool('turn', words.turn, () => this.#turn())}
        ${this.editing ? this.#tool('cover', words.redact, () => this.#add(MIDDLE)) : this.#tool('print', words.print, () => this.#print())}
        ${this.#tool('close', words.close, this.#leave)}
        ${this.editing ? html`<p class="hint">${words.redactHint}</p>` : nothing}
      </header>
      <div class="stage" tabindex="0" role="group" aria-label=${this.name}>
        <div class="sheet" @pointerdown=${this.#down} @pointermove=${this.#move} @pointerup=${this.#up}>
          <canvas role="img" aria-label=${words.preview(this.name)}></canvas>
          ${this.boxes.map((box, at) => this.#box(box, at, words))}
        </div>
      </div>
      ${this.editing ? html`<footer><button @click=${this.#leave}>${words.drop}</button><button class="pri" @click=${this.#done}>${words.done}</button></footer>` : nothing}
    </dialog>`;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector('dialog')?.showModal();
    const stage = this.#stage;
    new ResizeObserver(() => this.#measure(stage)).observe(stage);
    stage.focus();
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('turn')) draw(this.#canvas, this.picture, this.turn);
    this.#measure(this.#stage);
  }

  get #canvas(): HTMLCanvasElement {
    return this.renderRoot.querySelector('canvas') as HTMLCanvasElement;
  }

  get #stage(): HTMLElement {
    return this.renderRoot.querySelector('.stage') as HTMLElement;
  }

  #tool(name: FileIcon, words: string, then: () => void): TemplateResult {
    return html`<button class="icon" aria-label=${words} title=${words} @click=${then}>${fileIcon(name)}<span>${words}</span></button>`;
  }

  #box({ x, y, width, height }: Box, at: number, words: FileWords): TemplateResult {
    const place = `inset-inline-start:${x * 100}%;inset-block-start:${y * 100}%;inline-size:${width * 100}%;block-size:${height * 100}%`;
    return html`<button class="box" .style=${place} aria-label=${words.box(at + 1)} @keydown=${(event: KeyboardEvent) => this.#moveBox(event, at)} @dblclick=${() => this.#drop(at)}></button>`;
  }

  /** The picture fits the window at zoom 1, and is never drawn larger than it is for that. */
  #measure(stage: HTMLElement): void {
    const { width, height } = this.#canvas;
    if (!width) return;
    this.#fit = Math.min(1, (stage.clientWidth - 32) / width, (stage.clientHeight - 32) / height);
    const scale = this.#fit * (ZOOMS[this.zoom] ?? 1);
    Object.assign(this.#canvas.style, { width: `${width * scale}px`, height: `${height * scale}px` });
  }

  #step(by: 1 | -1): void {
    this.zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.zoom + by));
  }

  /** Boxes turn with the picture. */
  #turn(): void {
    this.turn = turned(this.turn, 1);
    this.boxes = this.boxes.map(({ x, y, width, height }) => ({ x: 1 - y - height, y: x, width: height, height: width }));
  }

  #print(): void {
    print(this.#canvas);
  }

  #add(box: Box): void {
    this.boxes = [...this.boxes, box];
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.box:last-of-type')?.focus());
  }

  #drop(at: number): void {
    this.boxes = this.boxes.filter((_, index) => index !== at);
    this.#stage.focus();
  }

  #moveBox(event: KeyboardEvent, at: number): void {
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      this.#drop(at);
      return;
    }
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!by) return;
    event.preventDefault();
    const [dx = 0, dy = 0] = by;
    this.boxes = this.boxes.map((box, index) => {
      if (index !== at) return box;
      if (event.shiftKey) return { ...box, width: within(box.width + dx, STEP, 1 - box.x), height: within(box.height + dy, STEP, 1 - box.y) };
      return { ...box, x: within(box.x + dx, 0, 1 - box.width), y: within(box.y + dy, 0, 1 - box.height) };
    });
  }

  readonly #down = (event: PointerEvent): void => {
    if (!this.editing || event.button !== 0 || (event.target as Element).closest('.box')) return;
    event.preventDefault();
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#from = this.#at(event);
    this.boxes = [...this.boxes, { ...this.#from, width: 0, height: 0 }];
  };

  readonly #move = (event: PointerEvent): void => {
    const from = this.#from;
    if (!from) return;
    const to = this.#at(event);
    const box = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) };
    this.boxes = [...this.boxes.slice(0, -1), box];
  };

  readonly #up = (): void => {
    if (!this.#from) return;
    this.#from = null;
    const drawn = this.boxes.at(-1);
    if (drawn && (drawn.width < LEAST || drawn.height < LEAST)) this.boxes = this.boxes.slice(0, -1);
  };

  #at(event: PointerEvent): { x: number; y: number } {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return { x: within((event.clientX - left) / width, 0, 1), y: within((event.clientY - top) / height, 0, 1) };
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    event.stopPropagation(); // the page's own keys have nothing to do here
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') this.#step(1);
    else if (event.key === '-') this.#step(-1);
    else if (event.key === '0') this.zoom = FIT;
    else if (event.key === 'r' || event.key === 'R') this.#turn();
  };

  readonly #leave = (): void => this.#close(null);

  readonly #done = (): void => {
    if (!this.turn && !this.boxes.length) this.#close(null);
    else void redrawn(this.picture, this.turn, this.boxes, this.kind).then(this.#close);
  };
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

customElements.define('daoban-picture', PictureElement);
