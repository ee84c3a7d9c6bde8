// What a person puts into a session, from choosing to being checked. A few are sent at once, the others wait.
import { Listeners } from '../listeners.ts';
import type { Entry } from '../transcript.ts';
import type { UploadUnderWay } from '../wire.gen.ts';
import type { FileAccess } from './access.ts';
import { Upload } from './upload.ts';

const AT_ONCE = 2;
/** What the hub lets through (chatserver/adapters/file_kinds.py), as a file chooser wants it; it looks again by itself. */
export const ACCEPTED = 'image/jpeg,image/png,image/webp,.pdf,.ofd,.doc,.docx,.xls,.xlsx,.pptx,.txt,.csv';
/** What a disk or a screen could take for something else (domain/files.py); the longest name. */
const UNWANTED = /[\u0000-\u001f\u007f-\u009f/\\:*?"<>|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const LONGEST_NAME = 120;

export class Uploads {
  readonly access: FileAccess;
  readonly sessionId: string;
  #all: readonly Upload[] = [];
  readonly #listeners = new Listeners<void>();

  constructor(access: FileAccess, sessionId: string) {
    this.access = access;
    this.sessionId = sessionId;
  }

  get all(): readonly Upload[] {
    return this.#all;
  }

  /** Those that wait for the person to send them. */
  get chosen(): readonly Upload[] {
    return this.#all.filter(({ state }) => state === 'chosen');
  }

  /** Returns how to stop listening. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  choose(files: Iterable<File>): readonly Upload[] {
    const chosen = [...files].map((file) => new Upload(this.sessionId, file, nameOf(file), this.access, () => this.#next()));
    this.#all = [...this.#all, ...chosen];
    this.#next();
    return chosen;
  }

  /** Show again what was on its way when the page was left, of what is wanted here; nothing where the hub does not say. */
  async recall(isWanted: (fileId: string) => boolean = () => true): Promise<void> {
    const { uploads } = await this.access.underWay(this.sessionId).catch(() => ({ uploads: [] }));
    this.adopt(uploads.filter(({ file_id }) => isWanted(file_id)));
  }

  /** Take in what was on its way when the page was left, but for what is known here. */
  adopt(found: readonly UploadUnderWay[]): void {
    const known = new Set(this.#all.map(({ fileId }) => fileId));
    const left = found.filter(({ file_id }) => !known.has(file_id)).map((upload) => Upload.left(this.sessionId, upload, this.access, () => this.#next()));
    if (!left.length) return;
    this.#all = [...left, ...this.#all];
    this.#next();
  }

  /** Put another picture in its place: turned, or with black boxes. */
  replace(upload: Upload, content: Blob): void {
    upload.content = content;
    upload.name = upload.name.replace(/(\.\w{1,5})?$/, content.type === 'image/png' ? '.png' : '.jpg');
    this.#next();
  }

  sendAll(): void {
    for (const upload of this.chosen) upload.queue();
  }

  remove(upload: Upload): void {
    upload.cancel();
    this.#all = this.#all.filter((other) => other !== upload);
    this.#next();
  }

  /** The thread tells now what became of those that were being checked. */
  settle(entries: readonly Entry[]): void {
    const told = new Set(entries.flatMap((entry) => (entry.kind === 'file.shared' || entry.kind === 'file.refused' ? [entry.body.file_id] : [])));
    const rest = this.#all.filter(({ fileId }) => !fileId || !told.has(fileId));
    if (rest.length === this.#all.length) return;
    this.#all = rest;
    this.#next();
  }

  /** Nothing of it is wanted any more. */
  close(): void {
    for (const upload of this.#all) upload.pause();
    this.#all = [];
  }

  #next(): void {
    const sending = this.#all.filter(({ state }) => state === 'sending').length;
    const waiting = this.#all.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, AT_ONCE - sending));
    for (const upload of waiting) void upload.run();
    this.#listeners.tell();
  }
}

/** A pasted picture is called by when it was pasted; a name keeps its ending when it is too long. */
function nameOf(file: File): string {
  const name = file.name.normalize('NFC').replace(UNWANTED, '_').trim();
  if (!name.replaceAll(/[. ]/g, '')) return `${new Date().toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}.${file.type.split('/')[1] ?? 'bin'}`;
  if (name.length <= LONGEST_NAME) return name;
  const ending = /\.\w{1,5}$/.exec(name)?.[0] ?? '';
  return name.slice(0, LONGEST_NAME - ending.length) + ending;
}
