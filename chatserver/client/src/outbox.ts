// Messages written and not yet seen in the log. They survive a lost line and a reload, and are said once.
import { CommandError } from './errors.ts';
import { newId } from './ids.ts';
import { Listeners } from './listeners.ts';
import type { TextStorage } from './storage.ts';

/** `waiting`: will be sent, or is sent and not yet back. `failed`: refused, with the reason in `error` (a code). */
export interface OutgoingMessage {
  readonly sessionId: string;
  readonly clientMsgId: string;
  readonly text: string;
  readonly at: number;
  readonly state: 'waiting' | 'failed';
  readonly error?: string;
}

/** What was left behind longer ago than this is not said any more: nobody waits for it. */
const FORGET_MS = 24 * 3_600_000;
/** A message that fails this often in a row is shown as failed: it may be the message itself that breaks the line. */
const MOST_TRIES = 5;

/**
 * The same `clientMsgId` is used for every try, so the hub stores a message once however often it is sent.
 *
 * Tabs share one key. What a tab wrote is its own to keep; what it found there on load may have been found by another
 * tab, too, and is gone as soon as any of them has sent it or given it up.
 */
export class Outbox {
  readonly #storage: TextStorage;
  readonly #key: string;
  readonly #send: (message: OutgoingMessage) => Promise<unknown>;
  readonly #listeners = new Listeners<void>();
  readonly #known = new Set<string>();
  readonly #acknowledged = new Set<string>();
  /** Messages found on load. */
  readonly #found = new Set<string>();
  #messages: OutgoingMessage[] | null = null;
  #flushing: Promise<void> | null = null;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `key` must name the person. `send` rejects with CommandError; it is called for one message at a time, in order. */
  constructor(storage: TextStorage, key: string, send: (message: OutgoingMessage) => Promise<unknown>) {
    this.#storage = storage;
    this.#key = key;
    this.#send = send;
  }

  /** Puts a message in line and starts sending. */
  post(sessionId: string, text: string): OutgoingMessage {
    const message: OutgoingMessage = { sessionId, clientMsgId: newId(), text, at: Date.now(), state: 'waiting' };
    this.#set([...this.#all(), message]);
    void this.flush();
    return message;
  }

  /** Messages of a session that are not yet in its log, in the order written. */
  pending(sessionId: string): readonly OutgoingMessage[] {
    return this.#all().filter((message) => message.sessionId === sessionId);
  }

  /** Sends what waits, one at a time; stops at the first that must wait for a better moment. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flushing ??= this.#sendAll();
    return this.#flushing;
  }

  /** Tries a failed message again. */
  retry(clientMsgId: string): void {
    this.#mark(clientMsgId, 'waiting');
    void this.flush();
  }

  /** Gives a message up. */
  discard(clientMsgId: string): void {
    this.#acknowledged.delete(clientMsgId);
    this.#set(this.#all().filter((message) => message.clientMsgId !== clientMsgId));
  }

  /** The message is in the log: forget it here. */
  settle(clientMsgId: string): void {
    if (this.#all().some((message) => message.clientMsgId === clientMsgId)) this.discard(clientMsgId);
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  async #sendAll(): Promise<void> {
    await null; // whoever called has remembered this flush before it can end
    for (let next; (next = this.#next()); ) {
      try {
        await this.#send(next);
        this.#tries = 0;
        this.#acknowledged.add(next.clientMsgId);
        this.#keep();
      } catch (error) {
        const reason = error instanceof CommandError ? error : new CommandError('internal', String(error), false);
        if (this.#triesLater(reason)) break;
        this.#tries = 0;
        this.#mark(next.clientMsgId, 'failed', reason.code);
      }
    }
    // in the same breath as finding nothing more to send: a message posted next starts a flush of its own
    this.#flushing = null;
  }

  #next(): OutgoingMessage | undefined {
    this.#heedOthers();
    return this.#all().find(({ state, clientMsgId }) => state === 'waiting' && !this.#acknowledged.has(clientMsgId));
  }

  /** Without a line nothing was tried; the next line flushes. */
  #triesLater(reason: CommandError): boolean {
    if (reason.code === 'offline' && !reason.details['sent']) return true;
    if (!reason.retryable || ++this.#tries >= MOST_TRIES) return false;
    this.#timer = setTimeout(() => void this.flush(), reason.retryAfterMs || 1_000 * 2 ** this.#tries);
    return true;
  }

  #mark(clientMsgId: string, state: OutgoingMessage['state'], code?: string): void {
    const change = (message: OutgoingMessage): OutgoingMessage => {
      if (message.clientMsgId !== clientMsgId) return message;
      const { error: _, ...rest } = message;
      return code === undefined ? { ...rest, state } : { ...rest, state, error: code };
    };
    this.#set(this.#all().map(change));
  }

  #all(): OutgoingMessage[] {
    if (this.#messages) return this.#messages;
    const left = this.#read().filter(({ at }) => Date.now() - at < FORGET_MS);
    for (const { clientMsgId } of left) this.#found.add(clientMsgId);
    return this.#remember(left);
  }

  /** Forgets what another tab that found the same has sent or given up meanwhile, so that it neither comes back nor goes. */
  #heedOthers(): void {
    const mine = this.#all();
    if (!this.#found.size) return;
    const kept = new Set(this.#read().map(({ clientMsgId }) => clientMsgId));
    const gone = ({ clientMsgId: id }: OutgoingMessage): boolean => this.#found.has(id) && !this.#acknowledged.has(id) && !kept.has(id);
    if (!mine.some(gone)) return;
    this.#remember(mine.filter((message) => !gone(message)));
    this.#listeners.tell();
  }

  #set(messages: OutgoingMessage[]): void {
    this.#remember(messages);
    this.#keep();
    this.#listeners.tell();
  }

  #remember(messages: OutgoingMessage[]): OutgoingMessage[] {
    for (const { clientMsgId } of messages) this.#known.add(clientMsgId);
    this.#messages = messages;
    return messages;
  }

  /** Another tab may keep its messages under the same key: those are left as they are. */
  #keep(): void {
    this.#heedOthers();
    const others = this.#read().filter(({ clientMsgId }) => !this.#known.has(clientMsgId));
    const open = [...others, ...this.#all().filter(({ clientMsgId }) => !this.#acknowledged.has(clientMsgId))];
    if (open.length > 0) this.#storage.setItem(this.#key, JSON.stringify(open));
    else this.#storage.removeItem(this.#key);
  }

  #read(): OutgoingMessage[] {
    try {
      return JSON.parse(this.#storage.getItem(this.#key) ?? '[]') as OutgoingMessage[];
    } catch {
      return [];
    }
  }
}
