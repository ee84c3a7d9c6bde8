// Whether somebody reads a thread at its end, where what is said next has to be brought into sight.

/** How many pixels of a thread are below what is in sight. */
export function below({ scrollHeight, scrollTop, clientHeight }: Element): number {
  return scrollHeight - scrollTop - clientHeight;
}

/**
 * Whether the reader is within so many pixels of the end, or reads along still: only a hand scrolls up; what grows below
 * or takes room there moves the end away from a thread that stands still. `before`: did, when it stood at `top`.
 */
export function readsAlong(thread: Element, before: boolean, top: number, within: number): boolean {
  return below(thread) < within || (before && thread.scrollTop >= top);
}
