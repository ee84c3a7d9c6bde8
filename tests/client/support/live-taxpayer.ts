// A taxpayer on the real hub: opens a session, answers whatever the officer says, and at the end compares what it has
// gathered over all its lines with a fresh look. Takes the hub's address; exits 0 when both are the same.
import assert from 'node:assert/strict';
import { Connection, fold, Outbox, safeStorage, Sessions, SessionStore, type TaxpayerCommands } from '@daoban/client';
import { context } from './log.ts';

let tickets = 0;
const connection = new Connection<TaxpayerCommands>({
  hub: process.argv[2]!,
  namespace: '/taxpayer',
  auth: async () => ({ token: `tp1/pe1/live-${++tickets}`, protocol: 1, client_key: 'k'.repeat(22) }),
});
// waits are tested elsewhere
connection.onLine(({ nextTryAt }) => nextTryAt !== undefined && queueMicrotask(() => connection.retryNow()));
const outbox = new Outbox(safeStorage('local'), 'outbox', ({ sessionId, clientMsgId, text }) =>
  connection.send('message.post', { session_id: sessionId, client_msg_id: clientMsgId, text }),
);
const sessions = new Sessions(connection, 'taxpayer', outbox, fold);

function until(store: SessionStore, reached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.subscribe(() => reached() && resolve(stop()));
  });
}

/** Answers each message of the officer once. */
function converse(store: SessionStore): void {
  const answered = new Set<number>();
  store.subscribe(() => {
    for (const entry of store.entries) {
      if (entry.kind !== 'message' || entry.role !== 'officer' || answered.has(entry.seq)) continue;
      answered.add(entry.seq);
      outbox.post(store.sessionId, `answer to ${entry.text}`);
    }
  });
}

await new Promise<void>((resolve) => {
  const stop = connection.onReady(() => resolve(stop()));
  connection.start();
});
const opened = await connection.send('session.open', { context: context({ matter_id: 'vat-general' }) });
const store = sessions.open(opened.session!.session_id);
const ended = until(store, () => store.view?.ending !== null);
converse(store);
store.accept(opened);
await ended;

const fresh = new SessionStore(store.sessionId, 'taxpayer', (after_seq) => connection.send('session.resume', { session_id: store.sessionId, after_seq }), fold);
await fresh.catchUp();
await store.catchUp();
assert.deepEqual(store.view, fresh.view);
assert.deepEqual(store.entries, fresh.entries);
assert.deepEqual(outbox.pending(store.sessionId), []);
console.log(`${tickets} lines, ${store.entries.length} entries`);
connection.close();
