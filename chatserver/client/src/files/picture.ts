// A picture as pixels: turned, blackened, drawn. Drawing instead of showing an <img> needs nothing of the page's img-src.

/** A box over a picture as it is shown, in parts of its width and height (0 to 1). */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Quarters of a turn to the right. */
export type Turn = 0 | 1 | 2 | 3;

const LONGEST_SIDE = 8_000;
const QUALITY = 0.92;

/** Reads a picture; rejects where the browser cannot. The way up that the camera noted is applied. */
export function open(content: Blob): Promise<ImageBitmap> {
  return createImageBitmap(content, { imageOrientation: 'from-image' });
}

export function turned(turn: Turn, by: 1 | -1): Turn {
  return ((turn + by + 4) % 4) as Turn;
}

/** Draws the picture on the canvas, turned, no longer than `longest` on its longer side. */
export function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, turn: Turn = 0, longest = LONGEST_SIDE): void {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const width = Math.round(picture.width * scale);
  const height = Math.round(picture.height * scale);
  canvas.width = turn % 2 ? height : width;
  canvas.height = turn % 2 ? width : height;
  const pen = canvas.getContext('2d');
  if (!pen) return;
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((turn * Math.PI) / 2);
  pen.drawImage(picture, -width / 2, -height / 2, width, height);
  pen.resetTransform();
}

/** The picture anew, turned and with its boxes black: what was under them is nowhere in it. Keeps PNG as PNG. */
export async function redrawn(picture: ImageBitmap, turn: Turn, boxes: readonly Box[], type: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  draw(canvas, picture, turn);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.fillStyle = '#000';
  for (const box of boxes) {
    // whole pixels, rounded outwards: a half covered pixel would still tell something
    const left = Math.floor(box.x * canvas.width);
    const top = Math.floor(box.y * canvas.height);
    pen.fillRect(left, top, Math.ceil((box.x + box.width) * canvas.width) - left, Math.ceil((box.y + box.height) * canvas.height) - top);
  }
  const kind = type === 'image/png' ? 'image/png' : 'image/jpeg';
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), kind, QUALITY));
}

/** Prints a drawn picture alone on one A4 page, from a frame of its own: the page around it stays out of it. */
export function print(canvas: HTMLCanvasElement): void {
  const frame = document.createElement('iframe');
  frame.ariaHidden = 'true';
  Object.assign(frame.style, { position: 'fixed', width: '0', height: '0', border: '0' });
  document.body.append(frame);
  const page = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!page) return;
  const rules = new page.CSSStyleSheet();
  rules.replaceSync(PRINTED);
  page.document.adoptedStyleSheets = [rules];
  const copy = page.document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext('2d')?.drawImage(canvas, 0, 0);
  page.document.body.append(copy);
  page.addEventListener('afterprint', () => frame.remove());
  page.focus();
  page.print();
}

/** A4 less its margins is 186 by 273 mm. */
const PRINTED = `@page { size: A4; margin: 12mm; }
body { margin: 0; display: grid; place-items: center; }
canvas { max-width: 186mm; max-height: 270mm; }`;
