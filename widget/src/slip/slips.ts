// The person's slips: files to each paper, the confirmation, and those of earlier sessions. Fetched with the first one.
import { CommandError, type FoundSlip, type SessionView, type Slip, type SlipItem } from '@daoban/client/index.ts';
import type { Upload } from '@daoban/client/files/upload.ts';
import { Uploads } from '@daoban/client/files/uploads.ts';
import { fileWords } from '@daoban/client/files/words.ts';
import { withPurged } from '@daoban/client/purged.ts';
import { accessOf } from '../files/access.ts';
import type { GuideLine as Wire } from '../guide/answers.ts';
import { language } from '../locales/words.ts';
import type { Help } from '../session/help.ts';
import { destine, forget, paperOf } from './destined.ts';
import { isRunning, missingOf, type Shown } from './slip.ts';
import './slip-card.ts';
import './slip-history.ts';
import { slipWords } from './words.ts';

/** The slips of earlier sessions, as far as they were asked for. */
export interface Past {
  readonly slips: readonly FoundSlip[];
  readonly more: boolean;
  readonly state: 'loading' | 'ready' | 'failed';
}

export class Slips {
  readonly help: Help;
  readonly #wire: Wire;
  readonly #uploads = new Map<string, Uploads>();
  /** The files of an item as they will be, while the hub has not said so. */
  readonly #wanted = new Map<string, readonly string[]>();
  readonly #faults = new Map<string, string>();
  readonly #told = new Map<string, string>();
  /** Slips of all sessions, while they are shown. */
  past: Past | null = null;
  /** Ends the waiting for a line to ask for them again. */
  #stopWaiting: (() => void) | undefined;

  constructor(help: Help, wire: Wire) {
    this.help = help;
    this.#wire = wire;
    for (const slip of help.view?.slips ?? []) this.#tell(slip, Date.now() - Date.parse(slip.at) < JUST_NOW_MS);
    help.subscribe(() => this.#follow());
    void this.#recall();
  }

  /** The slip of the session that is open here, or undefined. */
  here(slipId: string): Shown | undefined {
    const { view } = this.help;
    const slip = view?.slips.find(({ slip_id }) => slip_id === slipId);
    return view && slip ? { slip, files: view.files, sessionId: view.session_id, ended: view.ending !== null } : undefined;
  }

  /** What is on its way to an item. */
  uploadsOf(slipId: string, itemId: string): Uploads | undefined {
    return this.#uploads.get(`${slipId} ${itemId}`);
  }

  /** Whether a file belongs to a paper: it stands there, and not in the thread once more. */
  holds(fileId: string): boolean {
    const waiting = [...this.#wanted.values()].some((fileIds) => fileIds.includes(fileId));
    return waiting || this.help.entries.some((entry) => entry.kind === 'slip.item_filled' && entry.body.file_ids.includes(fileId));
  }

  /** Why the last wish about the slip, or one of its items, came to nothing. */
  faultOf(slipId: string, itemId = ''): string | undefined {
    return this.#faults.get(`${slipId} ${itemId}`);
  }

  /** Send files to a paper, in place of what is there. */
  give({ slip_id }: Slip, { item_id }: SlipItem, files: readonly File[]): void {
    const { view } = this.help;
    if (!files.length || !view) return;
    const key = `${slip_id} ${item_id}`;
    this.#uploads.get(key)?.close();
    const uploads = this.#uploadsTo(key, view);
    this.#wanted.set(key, []);
    this.#faults.delete(key);
    this.#faults.delete(`${slip_id} `);
    uploads.choose(files);
    uploads.sendAll();
  }

  /** Take back what was on its way to a paper when the page was left. */
  takeBack(upload: Upload): void {
    const paper = upload.fileId && paperOf(upload.fileId);
    if (paper) this.#uploads.get(paper)?.remove(upload);
    if (upload.fileId) forget(upload.fileId);
  }

  /** Confirm; too early, say what is missing. */
  async confirm(slip: Slip): Promise<void> {
    const words = slipWords();
    const key = `${slip.slip_id} `;
    const missing = missingOf(slip).map(({ name }) => name);
    const busy = slip.items.some(({ item_id }) => this.uploadsOf(slip.slip_id, item_id)?.all.length);
    const fault = missing.length ? words.missing(missing.join(words.between)) : busy ? words.busy : '';
    this.#fault(key, fault || null);
    if (fault) return;
    const refused = await this.#send('slip.confirm', { session_id: this.#session, slip_id: slip.slip_id });
    if (refused) this.#fault(key, refused);
  }

  readonly openHistory = (): void => {
    this.past = { slips: [], more: false, state: 'loading' };
    this.help.changed();
    void this.look();
  };

  readonly closeHistory = (): void => {
    this.past = null;
    this.#stopWaiting?.();
    this.help.changed();
  };

  /** Ask for slips, or for older ones. */
  readonly look = async (): Promise<void> => {
    const known = this.past?.slips ?? [];
    const after_no = known.at(-1)?.slip.no ?? null;
    this.#stopWaiting?.();
    try {
      const { slips, more } = withPurged(await this.#wire.send('slip.look', { after_no }), slipWords().purged);
      if (this.past) this.past = { slips: [...known, ...slips], more, state: 'ready' };
    } catch {
      if (this.past) {
        this.past = { slips: known, more: known.length > 0, state: 'failed' };
        this.#stopWaiting = this.help.access.talk?.connection.onReady(this.#lookAgain);
      }
    }
    this.help.changed();
  };

  readonly #lookAgain = (): void => {
    this.#stopWaiting?.();
    if (this.past) void this.look();
  };

  get #session(): string {
    return this.help.view?.session_id ?? '';
  }

  #uploadsTo(key: string, { session_id }: SessionView): Uploads {
    const uploads = new Uploads(accessOf(this.help), session_id);
    this.#uploads.set(key, uploads);
    uploads.subscribe(() => {
      for (const { fileId } of uploads.all) if (fileId) destine(fileId, key);
      this.help.changed();
    });
    return uploads;
  }

  /** What was on its way to papers when the page was left stands at them again. */
  async #recall(): Promise<void> {
    const { view } = this.help;
    if (!view) return;
    const { uploads } = await accessOf(this.help).underWay(view.session_id).catch(() => ({ uploads: [] }));
    for (const upload of uploads) {
      const key = paperOf(upload.file_id);
      if (key) (this.#uploads.get(key) ?? this.#uploadsTo(key, view)).adopt([upload]);
    }
  }

  #follow(): void {
    const { view } = this.help;
    if (!view) return;
    for (const slip of view.slips) {
      this.#tell(slip, true);
      for (const item of slip.items) this.#attach(view, slip, item);
    }
  }

  /** Put to the item what has arrived of its files. */
  #attach(view: SessionView, slip: Slip, { item_id, name, file_ids }: SlipItem): void {
    const key = `${slip.slip_id} ${item_id}`;
    const uploads = this.#uploads.get(key);
    if (!uploads) return;
    const arrived = uploads.all.flatMap(({ fileId }) => (fileId && view.files.some(({ file_id }) => file_id === fileId) ? [fileId] : []));
    for (const entry of this.help.entries) {
      if (entry.kind !== 'file.refused' || !uploads.all.some(({ fileId }) => fileId === entry.body.file_id)) continue;
      const why = fileWords(language).reasons[entry.body.reason] ?? '';
      this.#faults.set(key, slipWords().refused(entry.body.name, why));
    }
    for (const fileId of arrived) forget(fileId);
    uploads.settle(this.help.entries);
    if (!arrived.length || !isRunning(slip)) return;
    const wanted = [...(this.#wanted.get(key) ?? file_ids), ...arrived];
    this.#wanted.set(key, wanted);
    this.help.speaker.tell(slipWords().saidFile(name));
    void this.#send('slip.fill_item', { session_id: view.session_id, slip_id: slip.slip_id, item_id, file_ids: wanted }).then((refused) => this.#fault(key, refused));
  }

  /** Says aloud, once, what the officer did to a slip. */
  #tell(slip: Slip, aloud: boolean): void {
    const words = slipWords();
    const told = (key: string, now: string, sentence: () => string): void => {
      if (this.#told.get(key) === now) return;
      this.#told.set(key, now);
      if (aloud && sentence()) this.help.speaker.tell(sentence());
    };
    const { slip_id, title, items, state, result } = slip;
    const ended = !isRunning(slip);
    told(slip_id, ended ? state : '', () => (ended ? words.saidEnd((words as unknown as Record<string, string>)[state] ?? '', result ?? '') : words.saidStarted(title, items.length)));
    for (const item of items) {
      const redo = item.state === 'redo';
      told(`${slip_id} ${item.item_id}`, redo ? `redo ${item.state_at}` : '', () => (redo ? words.saidRedo(item.name, item.reason ?? '') : ''));
    }
  }

  #fault(key: string, words: string | null): void {
    if (words === null) this.#faults.delete(key);
    else this.#faults.set(key, words);
    this.help.changed();
  }

  /** Returns why it was refused, in words; null when it was not. */
  async #send<N extends 'slip.confirm' | 'slip.fill_item'>(name: N, command: Parameters<Wire['send']>[1] & { slip_id: string }): Promise<string | null> {
    const words = slipWords();
    try {
      await this.#wire.send(name, command as never);
      return null;
    } catch (reason) {
      const code = reason instanceof CommandError ? reason.code : 'internal';
      if (code === 'offline' || code === 'timeout') return words.offline;
      return code === 'session_ended' ? words.ended : words.failed;
    }
  }
}

/** The first slip comes while this is fetched. */
const JUST_NOW_MS = 10_000;
