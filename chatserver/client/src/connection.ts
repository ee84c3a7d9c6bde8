// One line to the hub: asks, hears, notices when the line is dead, comes back by itself. Keeps nothing to send later.
import type { Socket } from 'socket.io-client';
import { Calls } from './calls.ts';
import { syncClock } from './clock.ts';
import { CommandError } from './errors.ts';
import { type LineState, waitBefore } from './line.ts';
import { Listeners } from './listeners.ts';
import { openSocket, type Place } from './socket.ts';
import { watchForWaking } from './wake.ts';
import type { ErrorBody, Signals, WireEvent } from './wire.gen.ts';

/** `auth` is asked anew at every try, so it can bring a fresh ticket; a CommandError from it is taken as the hub's. */
export interface ConnectOptions extends Place {
  readonly auth: () => Promise<Record<string, unknown>>;
}

type CommandTable<C> = { [N in keyof C]: { command: object; result: unknown } };

const CONNECT_MS = 10_000;
/** The hub answers `busy` after 10 s: its own word comes first. */
const ACK_MS = 12_000;
/** After waking the line is suspect: a command that is not answered this soon means a new line. */
const SUSPECT_ACK_MS = 4_000;
const SUSPECT_FOR_MS = 5_000;
/** Before a line is left, what was asked over it is answered; most of it this soon. */
const ANSWER_MS = 100;
/** A line that lived this long was a good one: the next try starts with the shortest wait again. */
const STABLE_MS = 10_000;
/** A try younger than this is not given up for a new one when the page wakes. */
const FRESH_TRY_MS = 3_000;
/** A new ticket cures these, once. */
const CURED_BY_NEW_TICKET = new Set<string>(['ticket_expired', 'ticket_replayed']);
/** Said by the hub to a command: this connection's principal is no longer good. */
const NEEDS_NEW_LINE = new Set<string>(['ticket_expired', 'login_required']);

/** A connection that opens once started and stays until closed. `C` is TaxpayerCommands or OfficerCommands. */
export class Connection<C extends CommandTable<C>> {
  readonly #options: ConnectOptions;
  readonly #lines = new Listeners<LineState>();
  readonly #events = new Listeners<WireEvent>();
  readonly #signals = new Listeners<{ name: string; signal: unknown }>();
  readonly #ready = new Listeners<void>();
  readonly #posted = new Listeners<{ session_id: string; seq: number }>();
  readonly #calls = new Calls((isSlow) => this.#slow(isSlow));
  #line: LineState = { kind: 'connecting', since: Date.now() };
  #socket: Socket | null = null;
  #stopWatching: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  /** When the last good line was lost, or the first one was wanted. */
  #troubledSince = 0;
  #triedAt = 0;
  #upAt = Infinity;
  #wokenAt = 0;
  #pollFirst = false;
  #renewed = false;

  constructor(options: ConnectOptions) {
    this.#options = options;
  }

  get line(): LineState {
    return this.#line;
  }

  /** Opens the line; a second call changes nothing. */
  start(): void {
    if (this.#stopWatching) return;
    this.#stopWatching = watchForWaking(() => this.#wake());
    this.#troubledSince = Date.now();
    this.#say({ kind: 'connecting', since: Date.now() });
    this.#open();
  }

  /** Ends it for good, or until start(). Commands not yet answered are rejected as `offline`. */
  close(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
    this.#discard();
    this.#say({ kind: 'offline', since: Date.now() });
  }

  /** Tries now instead of at `nextTryAt`, also after a refusal. */
  retryNow(): void {
    if (!this.#stopWatching || this.#socket?.connected) return;
    if (this.#line.kind === 'refused') this.#say({ kind: 'connecting', since: Date.now() });
    this.#open();
  }

  /** Sends a command. Rejects with CommandError; `offline` at once when there is no line: nothing is kept. */
  async send<N extends keyof C & string>(
    name: N,
    command: C[N]['command'],
    { timeoutMs = this.#patience() }: { timeoutMs?: number } = {},
  ): Promise<C[N]['result']> {
    const socket = this.#socket;
    if (!socket?.connected) throw new CommandError('offline');
    const sentAt = Date.now();
    const drop = (): void => {
      if (socket === this.#socket) this.#lose();
    };
    // a line that takes commands and answers none has lost one direction; the browser would notice far later
    const ack = await this.#calls.ask(socket, name, command, timeoutMs, drop);
    if (ack.ok) {
      this.#learn(command, ack.result, sentAt);
      return ack.result as C[N]['result'];
    }
    if (NEEDS_NEW_LINE.has(ack.error.code)) drop();
    throw CommandError.from(ack.error);
  }

  /** Numbered session events, in the order in which they arrive: give them to the session's store. */
  onEvent(listener: (event: WireEvent) => void): () => void {
    return this.#events.add(listener);
  }

  /** News without a number, which may be lost. */
  onSignal<S extends keyof Signals>(name: S, listener: (signal: Signals[S]) => void): () => void {
    return this.#signals.add((heard) => {
      if (heard.name === name) listener(heard.signal as Signals[S]);
    });
  }

  onLine(listener: (line: LineState) => void): () => void {
    return this.#lines.add(listener);
  }

  /** After each connect, and when the page wakes: ask for what may have been missed. That also proves the line. */
  onReady(listener: () => void): () => void {
    return this.#ready.add(listener);
  }

  /** The hub acknowledged a change as event `seq` of a session: that event must come. */
  onPosted(listener: (posted: { session_id: string; seq: number }) => void): () => void {
    return this.#posted.add(listener);
  }

  #open(): void {
    this.#discard();
    this.#triedAt = Date.now();
    if (this.#line.nextTryAt !== undefined) this.#say({ kind: 'offline', since: this.#line.since, attempt: this.#attempt });
    const auth = Promise.resolve().then(this.#options.auth);
    const socket = openSocket(this.#options, this.#pollFirst, auth);
    this.#socket = socket;
    const lose = (error?: CommandError): void => {
      if (socket === this.#socket) this.#lose(error);
    };
    const loseToNetwork = (): void => {
      if (socket === this.#socket && !socket.connected) this.#pollFirst = true;
      lose();
    };
    this.#timer = setTimeout(loseToNetwork, CONNECT_MS);
    // a websocket that is let through and cut before the first word ends without an error: only the engine knows.
    // Afterwards, because a refusal closes the engine first and says why second.
    socket.io.engine.on('close', () => queueMicrotask(loseToNetwork));
    auth.catch((reason: unknown) => lose(reason instanceof CommandError ? reason : undefined));
    socket.on('connect', () => this.#up());
    socket.on('disconnect', () => lose());
    socket.on('connect_error', (error: Error & { data?: Partial<ErrorBody> }) => {
      lose(error.data?.code ? CommandError.from(error.data) : undefined);
    });
    socket.onAny((name: string, news: WireEvent | Signals[keyof Signals]) => {
      if ('seq' in news) this.#events.tell(news);
      else this.#hear(name, news);
    });
  }

  #up(): void {
    clearTimeout(this.#timer);
    this.#upAt = Date.now();
    this.#renewed = false;
    this.#say({ kind: 'online', since: Date.now() });
    this.#ready.tell();
  }

  #lose(error?: CommandError): void {
    if (Date.now() - this.#upAt > STABLE_MS) {
      this.#attempt = 0;
      this.#troubledSince = Date.now();
    }
    this.#upAt = Infinity;
    this.#discard();
    if (error && CURED_BY_NEW_TICKET.has(error.code) && !this.#renewed) {
      this.#renewed = true;
      this.#open();
    } else if (error && !error.retryable) {
      this.#say({ kind: 'refused', since: Date.now(), code: error.code });
    } else {
      this.#tryLater(error);
    }
  }

  #tryLater(error: CommandError | undefined): void {
    const { kind, since } = this.#line;
    const wasUp = kind === 'online' || kind === 'slow';
    const wait = Math.max(waitBefore(this.#attempt++, Date.now() - this.#troubledSince), error?.retryAfterMs ?? 0);
    this.#timer = setTimeout(() => this.#open(), wait);
    this.#say({
      kind: 'offline',
      since: wasUp ? Date.now() : since,
      attempt: this.#attempt,
      nextTryAt: Date.now() + wait,
      ...(error && { code: error.code }),
    });
  }

  /** Leaves the present socket, if any, and everything that waits on it. */
  #discard(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.off();
    socket?.offAny();
    socket?.disconnect();
    this.#calls.lose();
  }

  #wake(): void {
    if (this.#socket?.connected) {
      this.#wokenAt = Date.now();
      this.#ready.tell();
    } else if (this.#line.kind !== 'refused' && !(this.#socket && Date.now() - this.#triedAt < FRESH_TRY_MS)) {
      this.retryNow();
    }
  }

  #hear(name: string, signal: unknown): void {
    if (name === 'ticket.expiring') void this.#renewTicket();
    if (name === 'node.leaving') this.#moveIn((signal as Signals['node.leaving']).seconds * 1000);
    this.#signals.tell({ name, signal });
  }

  /** The node is about to stop and has spread its people over some seconds; nobody need see that the line changes. */
  #moveIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#calls.areOpen ? this.#moveIn(ANSWER_MS) : this.#open()), ms);
  }

  /** Failing is no harm: the hub then ends the line, and the next try brings a fresh ticket. */
  async #renewTicket(): Promise<void> {
    try {
      const { token } = await this.#options.auth();
      await this.send('ticket.refresh' as keyof C & string, { token });
    } catch {
      return;
    }
  }

  #learn(command: object, result: unknown, sentAt: number): void {
    const { now, seq } = (result ?? {}) as { now?: string; seq?: number };
    if (now !== undefined) syncClock(now, sentAt, Date.now());
    const { session_id } = command as { session_id?: string };
    if (seq !== undefined && session_id !== undefined) this.#posted.tell({ session_id, seq });
  }

  #patience(): number {
    return Date.now() - this.#wokenAt < SUSPECT_FOR_MS ? SUSPECT_ACK_MS : ACK_MS;
  }

  #slow(isSlow: boolean): void {
    if (this.#socket?.connected) this.#say({ kind: isSlow ? 'slow' : 'online', since: Date.now() });
  }

  #say(line: LineState): void {
    this.#line = line;
    this.#lines.tell(line);
  }
}
