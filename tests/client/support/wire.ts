// A hub and its pages joined by a wire on which everything that can go wrong does, as a seed says.
import { CommandError, fold, Outbox, type Resumed, Sessions, type TextStorage, type WireEvent } from '@daoban/client';
import type { FakeClock } from './clock.ts';
import { context, event, hidden, logOf, message, resumed, SESSION } from './log.ts';

export const OUTBOX = 'outbox.p-1';

/** A number of [0, below) that follows from the seed alone. */
export type Draw = (below: number) => number;

export function drawing(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Keeps the log, each send once. */
export class LoggingHub {
  readonly log: WireEvent[] = logOf(6);
  /** Sent over lines that are gone, and still to arrive. */
  readonly late: (() => unknown)[] = [];
  readonly #known = new Map<string, number>();

  post(id: string, text: string): number {
    const seq = this.#known.get(id) ?? this.log.push(message(this.log.length + 1, text, 'taxpayer', id));
    this.#known.set(id, seq);
    return seq;
  }

  /** Something of the other side, of the page, or what a taxpayer may not see. */
  add(kind: number): void {
    const seq = this.log.length + 1;
    const others = [
      () => message(seq, `officer's ${seq}`, 'officer'),
      () => hidden(seq),
      () => event(seq, 'message.read', { up_to_seq: seq - 1 }, 'officer'),
      () => event(seq, 'context.updated', { context: context({ seconds_on_step: seq }) }),
    ];
    this.log.push(others[kind % others.length]!());
  }
}

interface Call {
  readonly run: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: CommandError) => void;
  answer?: { readonly result: unknown };
}

/** One page: its line, its stores, its outbox. The storage outlives it and is shared with the other pages. */
export class Tab {
  readonly sessions: Sessions;
  readonly outbox: Outbox;
  isOnline = false;
  #calls: Call[] = [];
  #pushes: WireEvent[] = [];
  #isAlive = true;
  readonly #hub: LoggingHub;
  readonly #hears = { event: new Set<(event: WireEvent) => void>(), posted: new Set<(posted: { session_id: string; seq: number }) => void>(), ready: new Set<() => void>() };

  constructor(hub: LoggingHub, storage: TextStorage) {
    this.#hub = hub;
    this.outbox = new Outbox(this.#own(storage), OUTBOX, ({ clientMsgId, text }) => this.#say(clientMsgId, text));
    const add = <L>(listeners: Set<L>) => (listener: L) => (listeners.add(listener), () => void listeners.delete(listener));
    const line = {
      send: (_: 'session.resume', { after_seq }: { after_seq?: number }) =>
        this.#ask(() => resumed([...hub.log], after_seq ?? 0)) as Promise<Resumed>,
      onEvent: add(this.#hears.event),
      onPosted: add(this.#hears.posted),
      onReady: add(this.#hears.ready),
    };
    this.sessions = new Sessions(line, 'taxpayer', this.outbox, fold);
    this.sessions.open(SESSION);
  }

  /** A new line: first of all the page asks for what it missed. */
  connect(): void {
    if (this.isOnline) return;
    this.isOnline = true;
    for (const listener of this.#hears.ready) listener();
  }

  /** The line breaks: what is on its way in either direction is gone, or has arrived and nobody knows. */
  cut(draw: Draw): void {
    this.isOnline = false;
    this.#pushes = [];
    for (const call of this.#calls.splice(0)) {
      if (!call.answer) [call.run, () => this.#hub.late.push(call.run), () => undefined][draw(3)]!();
      call.reject(new CommandError('offline', 'the line broke', true, { sent: true }));
    }
  }

  /** The page is gone; what it sent may still arrive. */
  close(draw: Draw): void {
    this.#isAlive = false;
    for (const store of this.sessions.all) store.close();
    this.cut(draw);
  }

  /** The hub tells this page what has happened since it was told last. */
  push(events: readonly WireEvent[]): void {
    if (this.isOnline) this.#pushes.push(...events);
  }

  /** One of the pushes arrives; `fate` 0: never, 1: twice. */
  hear(draw: Draw, fate: number): void {
    const [taken] = this.#pushes.splice(draw(this.#pushes.length || 1), 1);
    if (!taken || fate === 0) return;
    if (fate === 1) this.#pushes.push(taken);
    for (const listener of this.#hears.event) listener(taken);
  }

  /** One of the commands under way gets on: to the hub, then back. `fate` 0: the hub is busy, 1: no answer in time. */
  progress(draw: Draw, fate: number): void {
    const call = this.#calls[draw(this.#calls.length || 1)];
    if (!call) return;
    if (fate === 1 && !call.answer) {
      call.run();
      return this.#overdue(call, draw);
    }
    if (!call.answer && fate !== 0) {
      call.answer = { result: call.run() };
      return;
    }
    this.#calls = this.#calls.filter((other) => other !== call);
    if (call.answer) call.resolve(call.answer.result);
    else call.reject(new CommandError('busy', 'busy', true, { retry_after_seconds: 1 }));
  }

  get isIdle(): boolean {
    return this.#calls.length === 0 && this.#pushes.length === 0;
  }

  /** Everything on its way arrives. */
  flushWire(draw: Draw): void {
    while (this.#pushes.length > 0) this.hear(draw, 2);
    for (const _ of [...this.#calls]) this.progress(() => 0, 2);
    for (const call of this.#calls.splice(0)) call.resolve((call.answer ?? { result: call.run() }).result);
  }

  #overdue(call: Call, draw: Draw): void {
    this.#calls = this.#calls.filter((other) => other !== call);
    call.reject(new CommandError('timeout'));
    this.cut(draw);
  }

  async #say(id: string, text: string): Promise<void> {
    const seq = (await this.#ask(() => this.#hub.post(id, text))) as number;
    for (const listener of this.#hears.posted) listener({ session_id: SESSION, seq });
  }

  #ask(run: () => unknown): Promise<unknown> {
    if (!this.isOnline) return Promise.reject(new CommandError('offline'));
    return new Promise((resolve, reject) => this.#calls.push({ run, resolve, reject }));
  }

  /** A page that is gone touches nothing any more. */
  #own(storage: TextStorage): TextStorage {
    return {
      getItem: (key) => (this.#isAlive ? storage.getItem(key) : null),
      setItem: (key, value) => void (this.#isAlive && storage.setItem(key, value)),
      removeItem: (key) => void (this.#isAlive && storage.removeItem(key)),
    };
  }
}

/** One or two pages of the same person, and all that may befall them. */
export class Desk {
  readonly hub = new LoggingHub();
  readonly kept = new Map<string, string>();
  readonly tabs: Tab[] = [];
  /** What the person wrote, in order, by the page on which they wrote it. */
  readonly written: string[][] = [];
  /** Messages that were shown as failed and that the person sent again, behind others. */
  failures = 0;
  readonly #draw: Draw;
  readonly #clock: FakeClock;
  #pushed = 0;

  constructor(draw: Draw, clock: FakeClock, tabs: number) {
    this.#draw = draw;
    this.#clock = clock;
    while (this.tabs.length < tabs) {
      this.tabs.push(this.#open());
      this.written.push([]);
    }
  }

  /** Something happens. */
  step(): void {
    const draw = this.#draw;
    const number = draw(this.tabs.length);
    const tab = this.tabs[number]!;
    const happenings: [weight: number, () => void][] = [
      [6, () => this.write(number)],
      [6, () => this.hub.add(draw(4))],
      [14, () => tab.hear(draw, draw(6))],
      [14, () => tab.progress(draw, draw(8))],
      [2, () => tab.cut(draw)],
      [5, () => tab.connect()],
      [4, () => this.#clock.advance([50, 120, 1_000, 2_500][draw(4)]!)],
      [1, () => this.#reload(number)],
      [3, () => this.hub.late.splice(draw(this.hub.late.length || 1), 1)[0]?.()],
      [1, () => this.#clock.jump(60_000)],
    ];
    let chosen = draw(happenings.reduce((sum, [weight]) => sum + weight, 0));
    happenings.find(([weight]) => (chosen -= weight) < 0)![1]();
    this.tell();
  }

  /** What has happened and was not told is lost to every page, whose lines go on. */
  lose(): void {
    this.#pushed = this.hub.log.length;
  }

  /** From now on nothing goes wrong. */
  heal(): void {
    for (const tab of this.tabs) {
      for (const { clientMsgId, state } of tab.outbox.pending(SESSION)) {
        if (state !== 'failed') continue;
        this.failures += 1;
        tab.outbox.retry(clientMsgId);
      }
      tab.connect();
      tab.flushWire(this.#draw);
    }
    this.tell();
    this.#clock.advance(2_500);
  }

  #open(): Tab {
    const storage: TextStorage = {
      getItem: (key) => this.kept.get(key) ?? null,
      setItem: (key, value) => void this.kept.set(key, value),
      removeItem: (key) => void this.kept.delete(key),
    };
    return new Tab(this.hub, storage);
  }

  /** The person writes on one of the pages. */
  write(number: number): void {
    const text = `${number}: ${this.written.flat().length}`;
    this.written[number]!.push(text);
    this.tabs[number]!.outbox.post(SESSION, text);
  }

  #reload(number: number): void {
    this.tabs[number]!.close(this.#draw);
    this.tabs[number] = this.#open();
  }

  /** Every page with a line is told what has happened since. */
  tell(): void {
    const news = this.hub.log.slice(this.#pushed);
    this.#pushed = this.hub.log.length;
    for (const tab of this.tabs) tab.push(news);
  }
}
