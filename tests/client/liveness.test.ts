// What happens by the clock: slow answers, silent networks, sleeping laptops. Time is set by hand, the sockets are real.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { FakeClock } from './support/clock.ts';
import { SILENCE } from './support/hub.ts';
import { aConnection, aHub } from './support/rig.ts';

const clock = new FakeClock();
const typing = { session_id: 's-1', typing: true };
const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const arrived = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  Object.assign(globalThis, { window: page, document: page });
  page.visibilityState = 'visible';
  clock.install();
});

afterEach(() => {
  clock.uninstall();
  Reflect.deleteProperty(globalThis, 'window');
  Reflect.deleteProperty(globalThis, 'document');
});

/** A connected line whose `typing.set` is answered by hand. */
async function aSilentLine() {
  const { hub, address } = await aHub();
  hub.answers.set('typing.set', () => SILENCE);
  const rig = aConnection(address);
  rig.connection.start();
  await rig.until('online');
  return { hub, ...rig };
}

test('an answer two seconds late makes the line slow, the answer mends it', async () => {
  const { address, hub } = await aHub();
  const { connection, until, lines } = aConnection(address);
  connection.start();
  await until('online');
  const asked = connection.send('typing.set', typing);
  clock.advance(2_000);
  assert.equal(connection.line.kind, 'slow');
  await asked;
  assert.deepEqual(lines.map(({ kind }) => kind), ['connecting', 'online', 'slow', 'online']);
  assert.equal(hub.sockets.length, 1);
});

test('twelve seconds without an answer end the line', async () => {
  const { connection, hub, lines, until } = await aSilentLine();
  const asked = connection.send('typing.set', typing);
  clock.advance(2_000);
  clock.advance(10_000);
  await assert.rejects(asked, { code: 'timeout' });
  assert.deepEqual(lines.map(({ kind }) => kind), ['connecting', 'online', 'slow', 'offline']);
  assert.equal(connection.line.kind, 'offline');
  clock.advance(500);
  await until('online');
  assert.equal(hub.sockets.length, 2);
});

test('a network that swallows websockets is reached by polling from the second try on', async () => {
  const { hub, address } = await aHub();
  hub.swallowWebsockets();
  const { connection, until } = aConnection(address);
  connection.start();
  await arrived();
  clock.advance(10_000);
  assert.equal(connection.line.kind, 'offline');
  clock.uninstall(); // polling itself takes timers
  connection.retryNow();
  await until('online');
  assert.deepEqual(hub.transports, ['polling']);
});

test('waits between tries grow and stay below twenty seconds', async () => {
  const { hub, address } = await aHub();
  hub.admit = () => ({ code: 'busy', message: 'later', retryable: true, details: {} });
  const { connection, until } = aConnection(address);
  mock.method(Math, 'random', () => 0.999);
  const waits: number[] = [];
  connection.start();
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    const { nextTryAt } = await until('offline');
    const wait = nextTryAt! - Date.now();
    waits.push(Math.ceil(wait / 500) / 2);
    clock.advance(wait);
    assert.equal(connection.line.nextTryAt, undefined, 'trying now');
    await new Promise<void>((resolve) => {
      const stop = connection.onLine(() => resolve(stop()));
    });
  }
  mock.restoreAll();
  assert.deepEqual(waits, [0.5, 0.5, 1, 2, 4, 8, 16, 20]); // each at most as long as all before it
});

test('only a line that held starts the waits anew', async () => {
  const { connection, hub, until } = await aSilentLine();
  const cutAfter = async (milliseconds: number): Promise<number | undefined> => {
    clock.advance(milliseconds);
    hub.cut();
    const { attempt } = await until('offline');
    connection.retryNow();
    await until('online');
    return attempt;
  };
  assert.deepEqual([await cutAfter(1_000), await cutAfter(9_000), await cutAfter(11_000), await cutAfter(0)], [1, 2, 1, 2]);
});

test('waking asks what was missed, and gives a dead line four seconds', async () => {
  const { connection, hub } = await aSilentLine();
  let ready = 0;
  connection.onReady(() => {
    ready += 1;
    if (ready === 1) connection.send('typing.set', typing).catch(() => undefined);
  });
  page.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(new Event('pageshow'));
  assert.equal(ready, 1, 'one waking, however many events it makes');
  clock.advance(4_000);
  assert.equal(connection.line.kind, 'offline');
  assert.equal(hub.sockets.length, 1);
});

test('a hidden page is left asleep', async () => {
  const { connection } = await aSilentLine();
  let ready = 0;
  connection.onReady(() => (ready += 1));
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(new Event('online'));
  assert.equal(ready, 0);
});

test('a page that is waiting to try again tries at once when the network is back', async () => {
  const { hub, address } = await aHub();
  hub.admit = () => (hub.handshakes.length < 2 ? { code: 'busy', message: 'later', retryable: true, details: {} } : undefined);
  const { connection, until } = aConnection(address);
  connection.start();
  await until('offline');
  page.dispatchEvent(new Event('online'));
  await until('online');
  assert.equal(hub.handshakes.length, 2);
});

test('a try just begun is not begun again', async () => {
  const { hub, address } = await aHub();
  const { connection, until } = aConnection(address);
  connection.start();
  page.dispatchEvent(new Event('pageshow'));
  await until('online');
  assert.equal(hub.handshakes.length, 1);
});

test('a jump of the clock is a waking, too', async () => {
  const { connection } = await aSilentLine();
  let ready = 0;
  connection.onReady(() => (ready += 1));
  clock.advance(15_000);
  assert.equal(ready, 0, 'ordinary time is not');
  clock.jump(3_600_000);
  clock.advance(5_000);
  assert.equal(ready, 1);
});

test('after close() nobody looks any more', async () => {
  const { connection, hub } = await aSilentLine();
  connection.close();
  page.dispatchEvent(new Event('online'));
  clock.advance(60_000);
  assert.equal(hub.handshakes.length, 1);
});
