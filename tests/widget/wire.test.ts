// The widget's own Socket.IO client against the real server; the connection on top of it is tested in a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Manager, type Socket } from '../../widget/src/wire/socket-io.ts';
import { SILENCE } from '../client/support/hub.ts';
import { aHub, endLater } from '../client/support/rig.ts';

/** A socket that polls: Node 20 has no WebSocket. */
function aSocket(address: string, auth: object = { token: 't' }): Socket {
  const manager = new Manager(address, { path: '/socket.io/', transports: ['polling', 'websocket'] });
  const socket = manager.socket('/taxpayer', { auth: (give) => give({ ...auth }) });
  endLater(() => socket.disconnect());
  return socket;
}

function heard(socket: Socket, name: string): Promise<unknown> {
  return new Promise((resolve) => socket.on(name, (news?: unknown) => resolve(news)));
}

function asked(socket: Socket, name: string, command: object): Promise<unknown> {
  return new Promise((resolve) => socket.emit(name, command, resolve as (answer: never) => void));
}

test('it brings its auth, asks and is answered', async () => {
  const { hub, address } = await aHub();
  hub.answers.set('typing.set', (command) => ({ ok: true, result: command }));
  const socket = aSocket(address).connect();
  await heard(socket, 'connect');
  assert.equal(socket.connected, true);
  assert.deepEqual(await asked(socket, 'typing.set', { text: '中文 "引号" \u2028 😀' }), { ok: true, result: { text: '中文 "引号" \u2028 😀' } });
  assert.deepEqual(hub.handshakes, [{ token: 't' }]);
});

test('many at once are answered each with its own', async () => {
  const { hub, address } = await aHub();
  hub.answers.set('message.post', ({ text }) => ({ ok: true, result: text }));
  const socket = aSocket(address).connect();
  await heard(socket, 'connect');
  const answers = await Promise.all(Array.from({ length: 50 }, (_, number) => asked(socket, 'message.post', { text: number })));
  assert.deepEqual(answers, Array.from({ length: 50 }, (_, number) => ({ ok: true, result: number })));
});

test('what the hub says by itself is heard in order', async () => {
  const { hub, address } = await aHub();
  const socket = aSocket(address).connect();
  const news: unknown[] = [];
  const all = new Promise<void>((resolve) => {
    socket.onAny((name: string, body: unknown) => {
      news.push([name, body]);
      if (news.length === 3) resolve();
    });
  });
  await heard(socket, 'connect');
  for (const seq of [1, 2, 3]) hub.sockets[0]?.emit('message.posted', { seq });
  await all;
  assert.deepEqual(news, [1, 2, 3].map((seq) => ['message.posted', { seq }]));
});

test('a refusal says why', async () => {
  const { hub, address } = await aHub();
  hub.admit = () => ({ code: 'ticket_expired', retryable: true });
  const socket = aSocket(address).connect();
  const refusal = (await heard(socket, 'connect_error')) as Error & { data: { code: string } };
  assert.equal(refusal.data.code, 'ticket_expired');
  assert.equal(socket.connected, false);
});

test('a line that is cut ends, and leaves what was asked unanswered', async () => {
  const { hub, address } = await aHub();
  hub.answers.set('typing.set', () => SILENCE);
  const socket = aSocket(address).connect();
  await heard(socket, 'connect');
  let answered = false;
  socket.emit('typing.set', {}, () => (answered = true));
  const over = heard(socket, 'disconnect');
  hub.cut();
  await over;
  assert.deepEqual([socket.connected, answered], [false, false]);
});

test('without a hub there is no way', async () => {
  const socket = aSocket('http://127.0.0.1:1');
  const closed = heard(socket, 'engine');
  const failed = heard(socket.connect(), 'connect_error');
  assert.ok((await failed) instanceof Error);
  await closed;
});

test('the hub hears at once of a line that was put down', async () => {
  const { hub, address } = await aHub();
  const socket = aSocket(address).connect();
  await heard(socket, 'connect');
  const told = new Promise((resolve) => hub.sockets[0]?.on('disconnect', resolve));
  socket.disconnect();
  await told;
});

test('after disconnect nothing is heard any more', async () => {
  const { hub, address } = await aHub();
  const socket = aSocket(address).connect();
  await heard(socket, 'connect');
  let news = 0;
  socket.onAny(() => news++);
  socket.disconnect();
  hub.sockets[0]?.emit('message.posted', { seq: 1 });
  const other = aSocket(address).connect();
  await heard(other, 'connect');
  await asked(other, 'typing.set', {});
  assert.equal(news, 0);
});
