// Reads walks made by Python from standard input, folds them, and prints the first difference of each; exits 1 if any.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { fold, type SessionView, type WireEvent } from '@daoban/client';

/** The views are those after each of the events; the first is after event 1. */
interface Walk {
  readonly events: readonly WireEvent[];
  readonly views: readonly SessionView[];
}

let walks = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const { events, views } = JSON.parse(line) as Walk;
  let view = views[0]!;
  walks += 1;
  for (const [index, event] of events.entries()) {
    if (index === 0) continue;
    view = fold(view, event);
    try {
      assert.deepEqual(view, views[index]);
    } catch (difference) {
      console.log(`walk ${walks}, event ${event.seq} ${event.type}: ${String(difference)}`);
      process.exitCode = 1;
      break;
    }
  }
}
console.log(`${walks} walks`);
