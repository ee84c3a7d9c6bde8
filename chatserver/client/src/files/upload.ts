// One file on its way to the hub, over tus (https://tus.io): in pieces, so that it can pause, be cut, and go on.
import { CommandError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { UploadUnderWay } from '../wire.gen.ts';
import { ask, type FileAccess } from './access.ts';

/**
 * `chosen`: waits for the person to send it; `left`: to choose it again, as the page was loaded anew; `waiting`: for its
 * turn; `cut`: for the line, tried again by itself; `checking`: all of it is there; `failed`: `code` says why.
 */
export type UploadState = 'chosen' | 'left' | 'waiting' | 'sending' | 'paused' | 'cut' | 'checking' | 'failed';

const VERSION = { 'Tus-Resumable': '1.0.0' };
const BODY = { ...VERSION, 'Content-Type': 'application/offset+octet-stream' };
const FIRST_PIECE = 256 * 1024;
const LARGEST_PIECE = 4 * 1024 * 1024;
/** A piece that takes less is doubled, one that takes much more is halved: progress moves every second or so. */
const PIECE_MS = 700;
const FIRST_AGAIN_MS = 2_000;
const LAST_AGAIN_MS = 30_000;

export class Upload {
  readonly key = newId();
  readonly sessionId: string;
  name: string;
  /** Empty while `left`: a browser gives no file to a page that was loaded anew. */
  content: Blob;
  state: UploadState = 'chosen';
  /** Bytes that the hub has. */
  sent = 0;
  /** Why it failed; of one that was left, why it does not go on. */
  code: string | null = null;
  /** The hub's id of it, once it has begun. */
  fileId: string | null = null;
  readonly #access: FileAccess;
  readonly #changed: () => void;
  /** Bytes of all of it, as the hub was told, of one that was left. */
  #whole: number | null = null;
  #stop = new AbortController();
  #piece = FIRST_PIECE;
  #wait = FIRST_AGAIN_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sessionId: string, content: Blob, name: string, access: FileAccess, changed: () => void) {
    this.sessionId = sessionId;
    this.content = content;
    this.name = name;
    this.#access = access;
    this.#changed = changed;
  }

  /** One that was under way when the page was left: as far as the hub has it. */
  static left(sessionId: string, known: UploadUnderWay, access: FileAccess, changed: () => void): Upload {
    const upload = new Upload(sessionId, new Blob(), known.name, access, changed);
    upload.#whole = known.size_bytes;
    return Object.assign(upload, { fileId: known.file_id, sent: known.received, state: known.state === 'checking' ? 'checking' : 'left' });
  }

  get isPicture(): boolean {
    return /^image\/(jpeg|png|webp)$/.test(this.content.type);
  }

  /** 0 to 100, whole. */
  get percent(): number {
    return this.size ? Math.floor((this.sent / this.size) * 100) : 0;
  }

  /** Bytes of all of it. */
  get size(): number {
    return this.#whole ?? this.content.size;
  }

  /** Go on with the same file, chosen again; with another nothing is done but to say so. */
  take(file: Blob): void {
    // a picture that was turned or covered before it was sent is another one on the disk
    const same = file.size === this.size;
    this.code = same ? null : 'other_file';
    if (same) this.content = file;
    this.#set(same ? 'waiting' : 'left');
  }

  /** Begin, or go on where it was. */
  async run(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop = new AbortController();
    this.#set('sending');
    try {
      await this.#begin();
      while (this.sent < this.content.size) await this.#sendPiece();
      this.#set('checking');
    } catch (reason) {
      if (!this.#stop.signal.aborted) this.#fail(reason);
    }
  }

  pause(): void {
    this.#halt();
    this.#set('paused');
  }

  /** Take it back: the hub forgets what it has. */
  cancel(): void {
    this.#halt();
    if (this.fileId && this.state !== 'checking') void this.#ask({ method: 'DELETE', headers: VERSION }).catch(() => undefined);
  }

  /** Wait for a turn, or to be sent again from the start. */
  queue(): void {
    if (this.state === 'failed') Object.assign(this, { fileId: null, sent: 0, code: null });
    clearTimeout(this.#timer);
    this.#set('waiting');
  }

  #halt(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  async #begin(): Promise<void> {
    if (this.fileId) {
      // how much came before the line was cut, only the hub knows
      const answer = await this.#ask({ method: 'HEAD', headers: VERSION });
      this.sent = Number(answer.headers.get('Upload-Offset'));
      return;
    }
    const told = Object.entries({ session_id: this.sessionId, filename: this.name }).map(([key, value]) => `${key} ${base64(value)}`);
    const headers = { ...VERSION, 'Upload-Length': String(this.content.size), 'Upload-Metadata': told.join(',') };
    const answer = await ask(this.#access, '/api/files', { method: 'POST', headers, signal: this.#stop.signal });
    this.fileId = answer.headers.get('Location')?.split('/').at(-1) ?? null;
    this.sent = 0;
  }

  async #sendPiece(): Promise<void> {
    const began = performance.now();
    const body = this.content.slice(this.sent, this.sent + this.#piece);
    const answer = await this.#ask({ method: 'PATCH', headers: { ...BODY, 'Upload-Offset': String(this.sent) }, body });
    this.sent = Number(answer.headers.get('Upload-Offset'));
    this.#wait = FIRST_AGAIN_MS;
    const took = performance.now() - began;
    if (took < PIECE_MS) this.#piece = Math.min(this.#piece * 2, LARGEST_PIECE);
    else if (took > PIECE_MS * 4) this.#piece = Math.max(this.#piece / 2, FIRST_PIECE);
    this.#changed();
  }

  #ask(init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    // taking back must go out although everything else was stopped
    const signal = init.method === 'DELETE' ? null : this.#stop.signal;
    return ask(this.#access, `/api/files/${this.fileId}`, { ...init, signal });
  }

  /** What may pass is tried again by itself; what the hub forgot begins anew; all else is told. */
  #fail(reason: unknown): void {
    const fault = reason instanceof CommandError ? reason : new CommandError('internal', String(reason), false);
    if (fault.code === 'file_unknown') this.fileId = null;
    if (!fault.retryable && fault.code !== 'file_unknown') {
      this.code = fault.code;
      this.#set('failed');
      return;
    }
    const wait = fault.code === 'upload_offset' ? 0 : fault.retryAfterMs || this.#wait;
    this.#wait = Math.min(this.#wait * 2, LAST_AGAIN_MS);
    this.#timer = setTimeout(() => void this.run(), wait);
    this.#set('cut');
  }

  #set(state: UploadState): void {
    this.state = state;
    this.#changed();
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
