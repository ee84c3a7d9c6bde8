import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { CommandError, Outbox, type OutgoingMessage, type TextStorage } from '@daoban/client';
import { FakeClock } from './support/clock.ts';

const clock = new FakeClock();
const KEY = 'outbox.p-1';
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Shelf implements TextStorage {
  readonly kept = new Map<string, string>();
  touched = 0;

  getItem(key: string): string | null {
    this.touched += 1;
    return this.kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.touched += 1;
    this.kept.set(key, value);
  }

  removeItem(key: string): void {
    this.touched += 1;
    this.kept.delete(key);
  }
}

/** An outbox and what it sent; each send is answered by hand. */
function anOutbox(shelf: TextStorage = new Shelf()) {
  const sent: { message: OutgoingMessage; done: () => Promise<void>; fail: (error: unknown) => Promise<void> }[] = [];
  const outbox = new Outbox(shelf, KEY, (message) => {
    return new Promise<void>((resolve, reject) => {
      const then = (end: () => void) => (end(), settled());
      sent.push({ message, done: () => then(resolve), fail: (error) => then(() => reject(error)) });
    });
  });
  const texts = () => sent.map(({ message }) => message.text);
  const waiting = () => outbox.pending('s-1').map(({ text, state }) => `${text} ${state}`);
  return { outbox, sent, texts, waiting };
}

beforeEach(() => clock.install());
afterEach(() => clock.uninstall());

test('nothing is touched before the first use', () => {
  const shelf = new Shelf();
  anOutbox(shelf);
  assert.equal(shelf.touched, 0);
});

test('messages go out in order, one at a time', async () => {
  const { outbox, sent, texts } = anOutbox();
  for (const text of ['a', 'b', 'c']) outbox.post('s-1', text);
  await settled();
  assert.deepEqual(texts(), ['a']);
  await sent[0]!.done();
  assert.deepEqual(texts(), ['a', 'b']);
  await sent[1]!.done();
  await sent[2]!.done();
  assert.deepEqual(texts(), ['a', 'b', 'c']);
});

test('an acknowledged message stays in sight until it is in the log', async () => {
  const { outbox, sent, waiting } = anOutbox();
  const { clientMsgId } = outbox.post('s-1', 'a');
  await settled();
  await sent[0]!.done();
  assert.deepEqual(waiting(), ['a waiting']);
  await outbox.flush();
  assert.equal(sent.length, 1, 'it is not sent again');
  outbox.settle(clientMsgId);
  assert.deepEqual(waiting(), []);
});

test('a message that comes back before its acknowledgement is not sent again', async () => {
  const { outbox, sent, waiting } = anOutbox();
  const { clientMsgId } = outbox.post('s-1', 'a');
  await settled();
  outbox.settle(clientMsgId);
  await sent[0]!.fail(new CommandError('offline'));
  await outbox.flush();
  assert.equal(sent.length, 1);
  assert.deepEqual(waiting(), []);
});

test('after a lost line the same id is used again, the rest waits in order', async () => {
  const { outbox, sent, texts, waiting } = anOutbox();
  const first = outbox.post('s-1', 'a');
  outbox.post('s-1', 'b');
  await settled();
  await sent[0]!.fail(new CommandError('offline'));
  clock.advance(60_000);
  assert.deepEqual(texts(), ['a'], 'the next line flushes, not a timer');
  assert.deepEqual(waiting(), ['a waiting', 'b waiting']);
  void outbox.flush();
  await settled();
  assert.equal(sent[1]!.message.clientMsgId, first.clientMsgId);
  await sent[1]!.done();
  assert.deepEqual(texts(), ['a', 'a', 'b']);
});

test('a busy hub is tried again when it asks to', async () => {
  const { outbox, sent, texts } = anOutbox();
  outbox.post('s-1', 'a');
  await settled();
  await sent[0]!.fail(new CommandError('rate_limited', 'slowly', true, { retry_after_seconds: 7 }));
  clock.advance(6_999);
  await settled();
  assert.deepEqual(texts(), ['a']);
  clock.advance(1);
  await settled();
  assert.deepEqual(texts(), ['a', 'a']);
});

for (const poison of [new CommandError('internal', 'a bug', true), new CommandError('offline', 'broke', true, { sent: true }), new CommandError('timeout')]) {
  test(`a message that ends in ${poison.code} each time does not hold up the others for ever`, async () => {
    const { outbox, sent, texts, waiting } = anOutbox();
    outbox.post('s-1', 'poison');
    outbox.post('s-1', 'b');
    await settled();
    for (let tries = 0; tries < 5; tries += 1) {
      await sent[tries]!.fail(poison);
      clock.advance(16_000);
      await settled();
    }
    assert.deepEqual(texts().slice(-2), ['poison', 'b']);
    assert.deepEqual(waiting(), ['poison failed', 'b waiting']);
  });
}

test('a refused message fails with its reason and lets the next ones pass', async () => {
  const { outbox, sent, texts, waiting } = anOutbox();
  const { clientMsgId } = outbox.post('s-1', 'a');
  outbox.post('s-1', 'b');
  await settled();
  await sent[0]!.fail(new CommandError('message_too_long', 'too long', false));
  assert.deepEqual(texts(), ['a', 'b']);
  assert.equal(outbox.pending('s-1')[0]!.error, 'message_too_long');
  await sent[1]!.done();
  outbox.retry(clientMsgId);
  assert.equal(outbox.pending('s-1')[0]!.error, undefined);
  await settled();
  assert.deepEqual(texts(), ['a', 'b', 'a']);
  await sent[2]!.fail(new CommandError('message_too_long', 'too long', false));
  outbox.discard(clientMsgId);
  assert.deepEqual(waiting(), ['b waiting']);
});

test('a broken sender does not send for ever', async () => {
  const { outbox, sent } = anOutbox();
  outbox.post('s-1', 'a');
  await settled();
  await sent[0]!.fail(new TypeError('a bug'));
  assert.deepEqual(outbox.pending('s-1').map(({ state, error }) => [state, error]), [['failed', 'internal']]);
});

test('a message posted the moment a flush ends is sent', async () => {
  const { outbox, sent, texts } = anOutbox();
  outbox.post('s-1', 'a');
  await settled();
  void outbox.flush().then(() => outbox.post('s-1', 'b'));
  await sent[0]!.done();
  await settled();
  assert.deepEqual(texts(), ['a', 'b']);
});

test('what waits survives a reload, what was acknowledged is not said twice', async () => {
  const shelf = new Shelf();
  const before = anOutbox(shelf);
  before.outbox.post('s-1', 'a');
  const b = before.outbox.post('s-1', 'b');
  await settled();
  await before.sent[0]!.done();
  const after = anOutbox(shelf);
  assert.deepEqual(after.waiting(), ['b waiting']);
  void after.outbox.flush();
  await settled();
  assert.deepEqual(after.sent.map(({ message }) => message.clientMsgId), [b.clientMsgId]);
  await after.sent[0]!.done();
  assert.equal(shelf.kept.size, 0);
});

test('two tabs leave each other their messages', async () => {
  const shelf = new Shelf();
  const [one, two] = [anOutbox(shelf), anOutbox(shelf)];
  one.outbox.post('s-1', 'a');
  const b = two.outbox.post('s-1', 'b');
  assert.deepEqual(one.waiting(), ['a waiting']);
  assert.deepEqual(anOutbox(shelf).waiting(), ['a waiting', 'b waiting']);
  two.outbox.discard(b.clientMsgId);
  assert.deepEqual(anOutbox(shelf).waiting(), ['a waiting']);
});

test('what two tabs found alike is sent or given up by one of them, and does not come back', async () => {
  const shelf = new Shelf();
  const left = anOutbox(shelf).outbox;
  const [a, b] = ['a', 'b'].map((text) => left.post('s-1', text));
  const [one, two] = [anOutbox(shelf), anOutbox(shelf)];
  assert.deepEqual(one.waiting(), two.waiting());
  void one.outbox.flush();
  await settled();
  await one.sent[0]!.done();
  one.outbox.discard(b!.clientMsgId);
  await one.sent[1]!.done();
  two.outbox.post('s-1', 'c');
  await settled();
  assert.deepEqual(one.texts(), ['a', 'b']);
  assert.deepEqual(two.texts(), ['c']);
  assert.deepEqual(two.waiting(), ['c waiting']);
  assert.deepEqual(anOutbox(shelf).waiting(), ['c waiting']);
  assert.equal(one.outbox.pending('s-1')[0]?.clientMsgId, a!.clientMsgId);
});

test('a message is its writer\'s to keep, whatever becomes of the shelf', async () => {
  const shelf = new Shelf();
  const { outbox, texts, waiting } = anOutbox(shelf);
  outbox.post('s-1', 'a');
  shelf.kept.clear();
  await settled();
  outbox.post('s-1', 'b');
  assert.deepEqual(waiting(), ['a waiting', 'b waiting']);
  assert.deepEqual(anOutbox(shelf).waiting(), ['a waiting', 'b waiting']);
  assert.deepEqual(texts(), ['a']);
});

test('sessions are told apart', () => {
  const { outbox } = anOutbox();
  outbox.post('s-1', 'a');
  outbox.post('s-2', 'b');
  assert.deepEqual(outbox.pending('s-2').map(({ text }) => text), ['b']);
});

test('what was left a day ago, or is unreadable, is forgotten', () => {
  const shelf = new Shelf();
  const old = { sessionId: 's-1', clientMsgId: 'm', text: 'a', at: Date.now() - 25 * 3_600_000, state: 'waiting' };
  shelf.kept.set(KEY, JSON.stringify([old]));
  assert.deepEqual(anOutbox(shelf).waiting(), []);
  shelf.kept.set(KEY, '{');
  assert.deepEqual(anOutbox(shelf).waiting(), []);
});

test('every change is told', async () => {
  const { outbox, sent } = anOutbox();
  let told = 0;
  outbox.subscribe(() => (told += 1));
  const { clientMsgId } = outbox.post('s-1', 'a');
  await settled();
  await sent[0]!.fail(new CommandError('session_ended', 'over', false));
  outbox.discard(clientMsgId);
  assert.equal(told, 3);
});
