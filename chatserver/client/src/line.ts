// The state of the line to the hub, and how long to wait before trying again.

/**
 * `connecting`: first try. `online`. `slow`: an answer is more than 2 s late. `offline`: trying again by itself, now or
 * at `nextTryAt`. `refused`: the hub said no for good (`code`); only retryNow() tries again. Times in epoch ms; `since`
 * is when the line was lost, however often it was tried since.
 */
export interface LineState {
  readonly kind: 'connecting' | 'online' | 'slow' | 'offline' | 'refused';
  readonly since: number;
  readonly code?: string;
  readonly attempt?: number;
  readonly nextTryAt?: number;
}

const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/**
 * Full jitter: anywhere between at once and a bound that doubles, so that a restarted hub is not stormed; but never
 * longer than the trouble has lasted, so that a node that was away for 3 s is not away for 20 to the unlucky.
 */
export function waitBefore(attempt: number, troubledMs: number): number {
  return Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt, Math.max(FIRST_MS, troubledMs));
}
