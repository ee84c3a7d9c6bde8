/** A page that waits before it asks its server has begun by then. */
const QUIET_MS = 800;
/** A page that says when it is busy is believed when it says that it no longer is. */
const QUIET_AFTER_BUSY_MS = 120;
/** However busy: a person waits for the answer. */
const MOST_MS = 6_000;
const LOOK_EVERY_MS = 60;

/** What the page looks like now, for telling whether it still moves; and whether it says that it is at work. */
export interface Activity {
  shape(): string;
  isBusy(): boolean;
}

/**
 * Wait until the page has worked out what follows from the last entry: it says so by `data-daoban-busy` or
 * `aria-busy`, or nothing that is watched has changed for a while. Never longer than six seconds.
 */
export function settle(page: Activity, now: () => number = () => Date.now()): Promise<void> {
  const started = now();
  let shape = page.shape();
  let movedAt = started;
  let wasBusy = false;
  return new Promise((resolve) => {
    const look = (): void => {
      const time = now();
      const busy = page.isBusy();
      const latest = page.shape();
      if (busy || latest !== shape) movedAt = time;
      shape = latest;
      wasBusy ||= busy;
      const quiet = time - movedAt >= (wasBusy ? QUIET_AFTER_BUSY_MS : QUIET_MS);
      if (quiet || time - started >= MOST_MS) resolve();
      else setTimeout(look, LOOK_EVERY_MS);
    };
    look();
  });
}
