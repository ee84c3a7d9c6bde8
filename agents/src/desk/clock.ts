// One beat a second for every running clock, on the hub's whole seconds, so that all of them step together.
import { serverNow } from '@daoban/client/index.ts';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Calls `listener` once a second; returns how to stop. No timer runs while nobody listens. */
export function onSecond(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setTimeout(beat, untilNext());
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
}

function beat(): void {
  timer = setTimeout(beat, untilNext());
  for (const listener of [...listeners]) listener();
}

/** Milliseconds to just after the next whole second: a beat that came early would show the same second twice. */
function untilNext(): number {
  return 1005 - (serverNow() % 1000);
}
