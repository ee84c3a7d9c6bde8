// The whole client against a real Socket.IO server that keeps a log.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold, Outbox, type OutgoingMessage, safeStorage, Sessions, type WireEvent } from '@daoban/client';
import { SILENCE } from './support/hub.ts';
import { logOf, message, resumed, SESSION, viewOf } from './support/log.ts';
import { aConnection, aHub } from './support/rig.ts';

/** A hub that logs what is posted, once per id, and a client that shows it. */
async function aTalk() {
  const { hub, address } = await aHub();
  const log: WireEvent[] = logOf(8);
  const known = new Map<string, number>();
  const rig = aConnection(address);
  const outbox = new Outbox(safeStorage('local'), 'outbox', ({ sessionId, clientMsgId, text }) =>
    rig.connection.send('message.post', { session_id: sessionId, client_msg_id: clientMsgId, text }),
  );
  const sessions = new Sessions(rig.connection, 'taxpayer', outbox, fold);
  const push = (event: WireEvent): void => void hub.sockets.at(-1)!.emit(event.type, event);
  const store = (id: string, text: string): number => {
    const seq = known.get(id) ?? log.push(message(log.length + 1, text, 'taxpayer', id));
    known.set(id, seq);
    return seq;
  };
  hub.answers.set('session.resume', ({ after_seq }) => ({ ok: true, result: resumed(log, Number(after_seq)) }));
  hub.answers.set('message.post', ({ client_msg_id, text }) => {
    const seq = store(String(client_msg_id), String(text));
    push(log[seq - 1]!);
    return { ok: true, result: { seq } };
  });
  rig.connection.start();
  await rig.until('online');
  /** The session's store, once it contains the event. */
  const until = (seq: number): Promise<void> => {
    const shown = sessions.open(SESSION);
    return new Promise((resolve) => {
      if (shown.seq >= seq) return resolve();
      const stop = shown.subscribe(() => shown.seq >= seq && resolve(stop()));
    });
  };
  const texts = () => sessions.open(SESSION).entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
  return { hub, log, outbox, sessions, push, store, until, texts, line: rig };
}

test('what is posted comes back as an entry and leaves the outbox', async () => {
  const { sessions, outbox, log, until, texts } = await aTalk();
  sessions.open(SESSION).accept(resumed(log, 0));
  outbox.post(SESSION, '您好');
  outbox.post(SESSION, '在吗');
  await until(10);
  assert.deepEqual(texts().slice(-2), ['您好', '在吗']);
  assert.deepEqual(outbox.pending(SESSION), []);
});

test('events that came before their store are not lost', async () => {
  const { sessions, log, push, line } = await aTalk();
  const early = resumed(log, 0);
  log.push(message(9), message(10));
  push(log[8]!);
  push(log[9]!);
  await line.connection.send('typing.set', { session_id: SESSION, typing: true });
  sessions.open(SESSION).accept(early);
  assert.deepEqual(sessions.open(SESSION).view, viewOf(log));
});

test('a line cut before the acknowledgement neither loses nor doubles a message', async () => {
  const { hub, sessions, outbox, log, store, until, texts, line } = await aTalk();
  sessions.open(SESSION).accept(resumed(log, 0));
  const posts = hub.answers.get('message.post')!;
  hub.answers.set('message.post', ({ client_msg_id, text }) => {
    store(String(client_msg_id), String(text));
    hub.answers.set('message.post', posts);
    hub.cut();
    return SILENCE;
  });
  outbox.post(SESSION, 'said once');
  outbox.post(SESSION, 'said next');
  await line.until('offline');
  line.connection.retryNow();
  await until(10);
  assert.deepEqual(texts().slice(-2), ['said once', 'said next']);
  assert.equal(log.length, 10);
  const posted = hub.heard.filter(({ name }) => name === 'message.post').map(({ command }) => command['text']);
  assert.deepEqual(posted, ['said once', 'said next'], 'the resume settled the first, it is not even sent again');
});

test('what is written without a line is sent by the next one, after catching up', async () => {
  const { hub, sessions, outbox, log, until, texts, line } = await aTalk();
  sessions.open(SESSION).accept(resumed(log, 0));
  hub.cut();
  await line.until('offline');
  log.push(message(9, 'said meanwhile', 'officer'));
  outbox.post(SESSION, 'written offline');
  line.connection.retryNow();
  await until(10);
  assert.deepEqual(texts().slice(-2), ['said meanwhile', 'written offline']);
  assert.deepEqual(hub.heard.map(({ name }) => name).slice(-2), ['session.resume', 'message.post']);
});

test('an acknowledged message whose event is lost is fetched', async () => {
  const { hub, sessions, outbox, log, store, until } = await aTalk();
  sessions.open(SESSION).accept(resumed(log, 0));
  hub.answers.set('message.post', ({ client_msg_id, text }) => ({ ok: true, result: { seq: store(String(client_msg_id), String(text)) } }));
  outbox.post(SESSION, 'no event for this');
  await until(9);
  assert.deepEqual(outbox.pending(SESSION), []);
});

test('a session no longer shown is forgotten', async () => {
  const { hub, sessions, log } = await aTalk();
  sessions.open(SESSION).accept(resumed(log, 0));
  sessions.drop(SESSION);
  await sessions.catchUp();
  assert.deepEqual(hub.heard, []);
  assert.deepEqual(sessions.all, []);
});

test('a message keeps its id from the outbox to the log', async () => {
  const { sessions, outbox, log, until } = await aTalk();
  sessions.open(SESSION).accept(resumed(log, 0));
  const { clientMsgId }: OutgoingMessage = outbox.post(SESSION, 'mine');
  assert.match(clientMsgId, /^[0-9a-f]{32}$/);
  await until(9);
  assert.ok(sessions.open(SESSION).has(clientMsgId));
});
