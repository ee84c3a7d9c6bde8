import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { CommandError, fold, type Resumed, SessionStore, type WireEvent } from '@daoban/client';
import { FakeClock } from './support/clock.ts';
import { hidden, logOf, message, resumed, SESSION, viewOf } from './support/log.ts';

const clock = new FakeClock();
const LOG = logOf(20);
const head = (length: number): WireEvent[] => LOG.slice(0, length);
const nth = (seq: number): WireEvent => LOG[seq - 1]!;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A store and the questions it asked; each is answered by hand. */
function aStore() {
  const asked: { after: number; answer: (value: Resumed) => void; refuse: (error: unknown) => void }[] = [];
  const store = new SessionStore(SESSION, 'taxpayer', (after) => {
    return new Promise((answer, refuse) => asked.push({ after, answer, refuse }));
  }, fold);
  return { store, asked };
}

function hasExactly(store: SessionStore, log: readonly WireEvent[]): void {
  assert.deepEqual(store.view, viewOf(log));
  const listed = log.filter(({ type }) => !['event.hidden', 'message.read', 'context.updated'].includes(type));
  assert.deepEqual(store.entries.map(({ seq }) => seq), listed.map(({ seq }) => seq));
}

beforeEach(() => clock.install());
afterEach(() => clock.uninstall());

test('the first answer brings view and transcript', () => {
  const { store } = aStore();
  store.accept(resumed(head(8), 0));
  hasExactly(store, head(8));
  assert.deepEqual(store.entries.at(-1), {
    kind: 'message', seq: 8, at: '2026-11-23T08:00:08.000Z', role: 'officer', actorId: 'o-1', clientMsgId: 'm-8', text: 'message 8', masked: [],
  });
  assert.equal(store.entries[0]?.kind, 'session.opened');
});

test('events in order are taken at once, and told', () => {
  const { store, asked } = aStore();
  store.accept(resumed(head(8), 0));
  let told = 0;
  const stop = store.subscribe(() => (told += 1));
  store.apply(nth(9));
  store.apply(nth(10));
  stop();
  store.apply(nth(11));
  hasExactly(store, head(11));
  assert.equal(told, 2);
  clock.advance(60_000);
  assert.equal(asked.length, 0);
});

test('an event that comes twice is taken once', () => {
  const { store } = aStore();
  store.accept(resumed(head(8), 0));
  for (const seq of [8, 9, 9, 3, 9]) store.apply(nth(seq));
  hasExactly(store, head(9));
});

test('events that overtake each other are held back, nothing is asked', () => {
  const { store, asked } = aStore();
  store.accept(resumed(head(8), 0));
  store.apply(nth(11));
  store.apply(nth(10));
  assert.equal(store.seq, 8);
  store.apply(nth(9));
  hasExactly(store, head(11));
  clock.advance(60_000);
  assert.equal(asked.length, 0);
});

test('a gap asks once, from the last known number', async () => {
  const { store, asked } = aStore();
  store.accept(resumed(head(8), 0));
  for (const seq of [11, 12, 14]) store.apply(nth(seq));
  assert.equal(asked.length, 0, 'not before events may have overtaken each other');
  clock.advance(100);
  store.apply(nth(15));
  clock.advance(100);
  assert.deepEqual(asked.map(({ after }) => after), [8]);
  asked[0]!.answer(resumed(head(14), 8));
  await settled();
  hasExactly(store, head(15));
});

test('a hidden event is not a gap', () => {
  const { store, asked } = aStore();
  store.accept(resumed(head(4), 0));
  store.apply(hidden(5));
  store.apply(nth(6));
  hasExactly(store, head(6));
  clock.advance(60_000);
  assert.equal(asked.length, 0);
});

test('events that come before the first answer wait for it', () => {
  const { store } = aStore();
  store.apply(nth(9));
  store.apply(nth(7));
  assert.equal(store.view, null);
  store.accept(resumed(head(8), 0));
  hasExactly(store, head(9));
});

test('live events and a resume may cross', async () => {
  const { store, asked } = aStore();
  store.accept(resumed(head(8), 0));
  const done = store.catchUp();
  store.apply(nth(9));
  store.apply(nth(10));
  asked[0]!.answer(resumed(head(9), 8));
  await done;
  hasExactly(store, head(10));
  const later = store.catchUp();
  store.apply(nth(11));
  asked[1]!.answer(resumed(head(14), 10));
  await later;
  store.apply(nth(13));
  hasExactly(store, head(14));
});

test('an answer that repeats what is known adds nothing', () => {
  const { store } = aStore();
  store.accept(resumed(head(9), 0));
  store.accept(resumed(head(9), 0));
  store.accept(resumed(head(12), 3));
  hasExactly(store, head(12));
});

test('calls to catch up share one question', async () => {
  const { store, asked } = aStore();
  const both = [store.catchUp(), store.catchUp()];
  assert.equal(asked.length, 1);
  asked[0]!.answer(resumed(head(7), 0));
  await Promise.all(both);
  hasExactly(store, head(7));
});

test('a promised event that does not come is asked for', async () => {
  const { store, asked } = aStore();
  store.accept(resumed(head(8), 0));
  store.expect(9);
  clock.advance(1_000);
  assert.deepEqual(asked.map(({ after }) => after), [8]);
  asked[0]!.answer(resumed(head(9), 8));
  await settled();
  hasExactly(store, head(9));
  clock.advance(60_000);
  assert.equal(asked.length, 1);
});

test('a promised event that comes is not asked for', () => {
  const { store, asked } = aStore();
  store.accept(resumed(head(8), 0));
  store.expect(9);
  store.apply(nth(9));
  clock.advance(60_000);
  assert.equal(asked.length, 0);
});

test('a busy hub is asked again, a refusal is not, a lost line waits for the next', async () => {
  const attempts: [error: CommandError, again: number][] = [
    [new CommandError('busy', 'busy', true), 2],
    [new CommandError('not_permitted', 'no', false), 1],
    [new CommandError('offline'), 1],
  ];
  for (const [error, times] of attempts) {
    const { store, asked } = aStore();
    store.accept(resumed(head(8), 0));
    store.apply(nth(10));
    clock.advance(100);
    asked[0]!.refuse(error);
    await settled();
    clock.advance(10_000);
    assert.equal(asked.length, times, error.code);
    store.close();
  }
});

test('whoever asks hears why it failed', async () => {
  const { store, asked } = aStore();
  const done = store.catchUp();
  asked[0]!.refuse(new CommandError('session_unknown', 'no such session', false));
  await assert.rejects(done, { code: 'session_unknown' });
});

test('a closed store asks no more by itself', () => {
  const { store, asked } = aStore();
  store.accept(resumed(head(8), 0));
  store.apply(nth(10));
  store.close();
  clock.advance(60_000);
  assert.equal(asked.length, 0);
});

test('other sessions leave it alone', () => {
  const { store } = aStore();
  store.accept(resumed(head(8), 0));
  store.apply({ ...message(9), session_id: 's-2' } as WireEvent);
  store.accept({ session: null, events: [], place: null, now: '' });
  hasExactly(store, head(8));
});

test('reports of the page are kept in order, however they came', () => {
  const { store } = aStore();
  store.accept(resumed(head(8), 0));
  store.apply(nth(10));
  store.apply(nth(9));
  assert.deepEqual(store.pages, [nth(2), nth(10)]);
});

test('it knows which messages have come back', () => {
  const { store } = aStore();
  store.accept(resumed(head(8), 0));
  assert.ok(store.has('m-8'));
  assert.ok(!store.has('m-9'));
  store.apply(nth(9));
  assert.ok(store.has('m-9'));
});
