import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError, Connection, type LineState, type OfficerCommands, serverNow, type WireEvent } from '@daoban/client';
import { SILENCE } from './support/hub.ts';
import { logOf, message, resumed } from './support/log.ts';
import { aConnection, aHub, endLater } from './support/rig.ts';

const typing = { session_id: 's-1', typing: true };

test('it connects by websocket with what auth gives, and asks', async () => {
  const { hub, address } = await aHub();
  hub.answers.set('session.resume', () => ({ ok: true, result: resumed(logOf(8), 0) }));
  const { connection, lines, until } = aConnection(address);
  connection.start();
  connection.start();
  await until('online');
  const answer = await connection.send('session.resume', { session_id: 's-1', after_seq: 0 });
  assert.equal(answer.session?.seq, 8);
  assert.deepEqual(hub.handshakes, [{ token: 't', protocol: 1 }]);
  assert.deepEqual(hub.transports, ['websocket']);
  assert.deepEqual(hub.heard[0], { name: 'session.resume', command: { session_id: 's-1', after_seq: 0 } });
  assert.deepEqual(lines.map(({ kind }) => kind), ['connecting', 'online']);
});

test('the hub may live under a path', async () => {
  const { address } = await aHub({ path: '/help/socket.io/' });
  const { connection, until } = aConnection(`${address}/help/`);
  connection.start();
  await until('online');
});

test('where websockets are refused it polls', async () => {
  const { hub, address } = await aHub({ transports: ['polling'] });
  const { connection, until } = aConnection(address);
  connection.start();
  await until('online');
  assert.deepEqual(hub.transports, ['polling']);
  assert.equal(await connection.send('typing.set', typing), null);
});

test('a refused command says why', async () => {
  const { hub, address } = await aHub();
  const error = { code: 'session_ended', message: 'the session is over', retryable: false, details: { session_id: 's-1' } };
  hub.answers.set('typing.set', () => ({ ok: false, error }));
  const { connection, until } = aConnection(address);
  connection.start();
  await until('online');
  const refused = await connection.send('typing.set', typing).catch((reason: unknown) => reason);
  assert.ok(refused instanceof CommandError);
  assert.deepEqual({ ...refused, message: refused.message }, error);
  assert.equal(connection.line.kind, 'online');
});

test('without a line nothing is kept to be sent later', async () => {
  const { hub, address } = await aHub();
  const { connection, until } = aConnection(address);
  await assert.rejects(connection.send('typing.set', typing), { code: 'offline', retryable: true });
  connection.start();
  await assert.rejects(connection.send('typing.set', typing), { code: 'offline' });
  await until('online');
  await connection.send('typing.set', { ...typing, typing: false });
  assert.deepEqual(hub.heard.map(({ command }) => command['typing']), [false]);
});

test('a cut line rejects what waits, is made anew with a new ticket, and says so', async () => {
  const { hub, address } = await aHub();
  hub.answers.set('typing.set', () => SILENCE);
  let tickets = 0;
  let ready = 0;
  const { connection, lines, until } = aConnection(address, async () => ({ token: `t-${++tickets}` }));
  connection.onReady(() => (ready += 1));
  connection.start();
  await until('online');
  const unanswered = connection.send('typing.set', typing);
  hub.cut();
  await assert.rejects(unanswered, { code: 'offline', details: { sent: true } });
  const offline = await until('offline');
  assert.equal(offline.attempt, 1);
  assert.ok(offline.nextTryAt! - Date.now() <= 500);
  await until('online');
  assert.deepEqual(hub.handshakes, [{ token: 't-1' }, { token: 't-2' }]);
  assert.equal(ready, 2);
  assert.equal(lines.filter(({ kind }) => kind === 'offline').at(-1)!.since, offline.since, 'tries do not make it younger');
});

test('a line that answers nothing is dropped for a new one', async () => {
  const { hub, address } = await aHub();
  hub.answers.set('typing.set', () => SILENCE);
  const { connection, until } = aConnection(address);
  connection.start();
  await until('online');
  await assert.rejects(connection.send('typing.set', typing, { timeoutMs: 20 }), { code: 'timeout', retryable: true });
  assert.equal(connection.line.kind, 'offline');
  await until('online');
  assert.equal(hub.sockets.length, 2);
});

test('it comes back when the hub does', async () => {
  const first = await aHub();
  const { connection, until } = aConnection(first.address);
  connection.start();
  await until('online');
  await first.hub.close();
  await until('offline');
  const { hub: second } = await aHub({}, Number(new URL(first.address).port));
  connection.retryNow();
  await until('online');
  assert.equal(second.sockets.length, 1);
});

test('a refusal for good is not repeated by itself', async () => {
  const { hub, address } = await aHub();
  const refusal = { code: 'client_outdated', message: 'reload the page', retryable: false, details: {} };
  hub.admit = () => refusal;
  const { connection, until } = aConnection(address);
  connection.start();
  assert.equal((await until('refused')).code, 'client_outdated');
  hub.admit = () => undefined;
  connection.retryNow();
  await until('online');
  assert.equal(hub.handshakes.length, 2);
});

test('a refusal for now is repeated after a wait', async () => {
  const { hub, address } = await aHub();
  hub.admit = () => (hub.handshakes.length < 3 ? { code: 'busy', message: 'later', retryable: true, details: {} } : undefined);
  const { connection, lines, until } = aConnection(address);
  connection.start();
  assert.equal((await until('offline')).code, 'busy');
  while (connection.line.kind !== 'online') connection.retryNow(), await until('online');
  assert.equal(hub.handshakes.length, 3);
  assert.ok(!lines.some(({ kind }) => kind === 'refused'));
});

test('a hub that asks for time is given it', async () => {
  const { hub, address } = await aHub();
  hub.admit = () => ({ code: 'busy', message: 'later', retryable: true, details: { retry_after_seconds: 30 } });
  const { connection, until } = aConnection(address);
  connection.start();
  const { nextTryAt } = await until('offline');
  assert.ok(Math.abs(nextTryAt! - Date.now() - 30_000) < 1_000);
});

test('an expired ticket is replaced by itself, once', async () => {
  const { hub, address } = await aHub();
  const expired = { code: 'ticket_expired', message: 'expired', retryable: true, details: {} };
  let tickets = 0;
  hub.admit = ({ token }) => (token === 't-1' ? expired : undefined);
  const { connection, lines, until } = aConnection(address, async () => ({ token: `t-${++tickets}` }));
  connection.start();
  await until('online');
  assert.deepEqual(lines.map(({ kind }) => kind), ['connecting', 'online'], 'nobody needs to see it');
  connection.close();
  hub.admit = () => expired;
  connection.start();
  assert.equal((await until('offline')).code, 'ticket_expired');
  assert.equal(hub.handshakes.length, 4);
});

test('a command that finds the login gone asks at the door again', async () => {
  const { hub, address } = await aHub();
  const gone = { code: 'login_required', message: 'sign in', retryable: false, details: {} };
  const connection = new Connection<OfficerCommands>({ hub: address, namespace: '/officer', auth: async () => ({ protocol: 1 }) });
  endLater(() => connection.close());
  const refused = new Promise<LineState>((resolve) => {
    connection.onLine((line) => line.kind === 'refused' && resolve(line));
  });
  const online = new Promise<void>((resolve) => connection.onReady(resolve));
  connection.start();
  await online;
  hub.admit = () => gone;
  hub.answers.set('desk.snapshot', () => ({ ok: false, error: gone }));
  await assert.rejects(connection.send('desk.snapshot', {}), { code: 'login_required' });
  assert.equal((await refused).code, 'login_required');
});

test('a ticket that cannot be had is tried again, one that is denied is not', async () => {
  const { address } = await aHub();
  const unreachable = aConnection(address, () => Promise.reject(new TypeError('failed to fetch')));
  unreachable.connection.start();
  await unreachable.until('offline');
  const denied = aConnection(address, () => Promise.reject(new CommandError('login_required', 'sign in at the bureau', false)));
  denied.connection.start();
  assert.equal((await denied.until('refused')).code, 'login_required');
});

test('a ticket about to expire is replaced on the open line', async () => {
  const { hub, address } = await aHub();
  let tickets = 0;
  const { connection, until } = aConnection(address, async () => ({ token: `t-${++tickets}` }));
  connection.start();
  await until('online');
  const refreshed = new Promise<unknown>((resolve) => hub.answers.set('ticket.refresh', resolve as () => void));
  hub.sockets[0]!.emit('ticket.expiring', { seconds: 60 });
  assert.deepEqual(await refreshed, { token: 't-2' });
  assert.equal(hub.sockets.length, 1);
});

test('a node that leaves is left for another one, behind the answers, and nobody sees it', async () => {
  const { hub, address } = await aHub();
  const { connection, until } = aConnection(address);
  const lines: string[] = [];
  connection.start();
  await until('online');
  connection.onLine(({ kind }) => lines.push(kind));
  const ready = new Promise<void>((resolve) => connection.onReady(resolve));
  let answer = (_: object): void => undefined;
  hub.answers.set('typing.set', () => new Promise((resolve) => (answer = resolve)));
  const asked = connection.send('typing.set', typing);
  hub.sockets[0]!.emit('node.leaving', { seconds: 0.01 });
  setTimeout(() => answer({ ok: true, result: null }), 50);
  await asked;
  await ready;
  assert.equal(hub.sockets.length, 2);
  assert.deepEqual(new Set(lines), new Set(['online']));
});

test('numbered events and signals of the same name are told apart', async () => {
  const { hub, address } = await aHub();
  const { connection, until } = aConnection(address);
  const events: WireEvent[] = [];
  const offers: string[] = [];
  connection.onEvent((event) => events.push(event));
  connection.onSignal('offer.withdrawn', ({ offer_id }) => offers.push(offer_id));
  connection.start();
  await until('online');
  const socket = hub.sockets[0]!;
  socket.emit('offer.withdrawn', { session_id: 's-1', offer_id: 'f-1', reason: 'expired' });
  socket.emit('event.hidden', { session_id: 's-1', seq: 8, type: 'event.hidden' });
  socket.emit('message.posted', message(9));
  await connection.send('typing.set', typing);
  assert.deepEqual(events.map(({ seq }) => seq), [8, 9]);
  assert.deepEqual(offers, ['f-1']);
});

test('the acknowledged number of a change is told', async () => {
  const { hub, address } = await aHub();
  hub.answers.set('session.end', () => ({ ok: true, result: { seq: 12 } }));
  const { connection, until } = aConnection(address);
  const posted: unknown[] = [];
  connection.onPosted((news) => posted.push(news));
  connection.start();
  await until('online');
  await connection.send('session.end', { session_id: 's-1' });
  assert.deepEqual(posted, [{ session_id: 's-1', seq: 12 }]);
});

test("the hub's clock is learnt from its answers", async () => {
  const { hub, address } = await aHub();
  const ahead = 3_600_000;
  const now = () => new Date(Date.now() + ahead).toISOString();
  hub.answers.set('session.resume', () => ({ ok: true, result: { session: null, events: [], place: null, now: now() } }));
  const { connection, until } = aConnection(address);
  connection.start();
  await until('online');
  await connection.send('session.resume', {});
  assert.ok(Math.abs(serverNow() - Date.now() - ahead) < 1_000);
});

test('closing ends the line and what waits on it', async () => {
  const { hub, address } = await aHub();
  hub.answers.set('typing.set', () => SILENCE);
  const { connection, until } = aConnection(address);
  connection.start();
  await until('online');
  const gone = new Promise((resolve) => hub.sockets[0]!.on('disconnect', resolve));
  const unanswered = connection.send('typing.set', typing);
  connection.close();
  await assert.rejects(unanswered, { code: 'offline' });
  await gone;
  connection.retryNow();
  assert.equal(connection.line.kind, 'offline');
});
