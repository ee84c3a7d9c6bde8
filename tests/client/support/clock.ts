// Time set by hand. Not node:test's own mock timers: on Node 20 they break when a timer is cleared out of order.

interface Timer {
  at: number;
  readonly delay: number;
  readonly repeats: boolean;
  readonly run: () => void;
}

const START = Date.parse('2026-11-23T08:00:00Z');
const real = { setTimeout, clearTimeout, setInterval, clearInterval, now: Date.now };

export class FakeClock {
  readonly #timers = new Set<Timer>();
  #now = START;

  /** Takes the place of the real clock and timers for everything in this process. */
  install(): void {
    const stop = (timer: Timer | undefined): void => void (timer && this.#timers.delete(timer));
    Date.now = () => this.#now;
    Object.assign(globalThis, {
      setTimeout: (run: () => void, delay = 0) => this.#set(run, delay, false),
      setInterval: (run: () => void, delay = 0) => this.#set(run, delay, true),
      clearTimeout: stop,
      clearInterval: stop,
    });
  }

  uninstall(): void {
    const { now, ...timers } = real;
    Date.now = now;
    Object.assign(globalThis, timers);
  }

  /** Lets time pass: what is due runs, each at its time. */
  advance(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (let next; (next = this.#due(until)); ) {
      this.#now = Math.max(this.#now, next.at);
      if (next.repeats) next.at = this.#now + Math.max(1, next.delay);
      else this.#timers.delete(next);
      next.run();
    }
    this.#now = until;
  }

  /** The computer sleeps: the clock moves on, nothing runs. */
  jump(milliseconds: number): void {
    this.#now += milliseconds;
  }

  #set(run: () => void, delay: number, repeats: boolean): object {
    const timer: Timer = { at: this.#now + delay, delay, repeats, run };
    const refresh = (): void => {
      timer.at = this.#now + delay;
      this.#timers.add(timer);
    };
    this.#timers.add(timer);
    // what Node's own timers offer and Socket.IO's server uses
    return Object.assign(timer, { refresh, ref: () => timer, unref: () => timer });
  }

  #due(until: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
  }
}
