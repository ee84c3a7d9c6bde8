// The hub's clock, seen from here: countdowns and waits must not depend on how this computer's clock is set.

let offset = 0;

/** Takes the hub's `now` (ISO) of an answer; half the way there and back is its age. Times in local epoch ms. */
export function syncClock(now: string, sentAt: number, receivedAt: number): void {
  const there = Date.parse(now);
  if (!Number.isNaN(there)) offset = there - (sentAt + receivedAt) / 2;
}

/** The hub's time in epoch ms; this computer's own until the hub has spoken. */
export function serverNow(): number {
  return Date.now() + offset;
}
