// However pushes are lost, doubled, delayed and swapped, and whenever the line breaks: the store ends as the log.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError, fold, type Resumed, SessionStore, type WireEvent } from '@daoban/client';
import { FakeClock } from './support/clock.ts';
import { logOf, resumed, SESSION, viewOf } from './support/log.ts';

const EVENTS = 60;
const clock = new FakeClock();
const LOG = logOf(EVENTS);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Mulberry32: the same walk for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** A hub whose log grows, and a line that does what lines do. */
class Walk {
  readonly #roll: (sides: number) => number;
  readonly store: SessionStore;
  #written = 6;
  #onTheWay: WireEvent[] = [];
  #questions: { answer: () => void; lose: () => void }[] = [];
  #isGood = false;

  constructor(seed: number) {
    this.#roll = dice(seed);
    this.store = new SessionStore(SESSION, 'taxpayer', (after) => this.#resume(after), fold);
    if (this.#roll(2)) this.store.accept(resumed(LOG.slice(0, this.#written), 0));
  }

  get isWritten(): boolean {
    return this.#written === EVENTS;
  }

  async step(): Promise<void> {
    const [write, deliver, answer, wait] = [4, 8, 11, 13];
    const rolled = this.#roll(14);
    if (rolled < write) this.#write();
    else if (rolled < deliver) this.#deliver();
    else if (rolled < answer) this.#questions.splice(this.#roll(this.#questions.length + 1), 1)[0]?.answer();
    else if (rolled < wait) clock.advance(150);
    else this.#breakLine();
    await settled();
    assert.deepEqual(this.store.view, this.store.seq ? viewOf(LOG.slice(0, this.store.seq)) : null);
  }

  /** The line is good from now on: what was under way ends, then one question is answered. */
  async finish(): Promise<void> {
    this.#isGood = true;
    this.#breakLine();
    await settled();
    await this.store.catchUp();
  }

  #write(): void {
    for (let many = this.#roll(3); many >= 0 && !this.isWritten; many -= 1) {
      const event = LOG[this.#written++]!;
      const copies = [0, 1, 1, 1, 2][this.#roll(5)]!;
      for (let copy = 0; copy < copies; copy += 1) this.#onTheWay.push(event);
      if (this.#roll(8) === 0) this.store.expect(event.seq);
    }
  }

  #deliver(): void {
    const overtakes = this.#roll(3) === 0 ? this.#roll(this.#onTheWay.length + 1) : 0;
    const [event] = this.#onTheWay.splice(overtakes, 1);
    if (event) this.store.apply(event);
  }

  /** Pushes under way are lost; so is each question or its answer, which whoever asked is told. */
  #breakLine(): void {
    this.#onTheWay = [];
    for (const { lose } of this.#questions.splice(0)) lose();
    this.store.catchUp().catch(() => undefined);
  }

  /** Answers from the log as it was when asked, however much later. */
  #resume(after: number): Promise<Resumed> {
    const answer = resumed(LOG.slice(0, this.#written), after);
    if (this.#isGood) return Promise.resolve(answer);
    return new Promise((resolve, reject) => {
      this.#questions.push({ answer: () => resolve(answer), lose: () => reject(new CommandError('offline')) });
    });
  }
}

test('no pattern of loss, doubling and swapping leaves a difference', async () => {
  clock.install();
  for (let seed = 1; seed <= 200; seed += 1) {
    const walk = new Walk(seed);
    while (!walk.isWritten) await walk.step();
    for (let more = 0; more < 20; more += 1) await walk.step();
    await walk.finish();
    assert.deepEqual(walk.store.view, viewOf(LOG), `seed ${seed}`);
    const whole = new SessionStore(SESSION, 'taxpayer', () => Promise.reject(new CommandError('offline')), fold);
    whole.accept(resumed(LOG, 0));
    assert.deepEqual(walk.store.entries, whole.entries, `seed ${seed}`);
    walk.store.close();
  }
  clock.uninstall();
});
