// What is sent again after a broken line is the same thing; what was answered for sure is a new one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError } from '@daoban/client/index.ts';
import { KeptIds } from '../../agents/src/desk/kept-ids.ts';

function line() {
  const sent: string[] = [];
  let fails: CommandError | null = null;
  const send = async (id: string): Promise<string> => {
    sent.push(id);
    if (fails) throw fails;
    return id;
  };
  return { sent, send, answer: (error: CommandError | null) => void (fails = error) };
}

test('an answer that may be lost keeps the id, any other answer is done with it', async () => {
  const ids = new KeptIds();
  const { sent, send, answer } = line();
  for (const code of ['offline', 'timeout'] as const) {
    answer(new CommandError(code));
    await assert.rejects(ids.once('a', send));
  }
  answer(new CommandError('note_limit'));
  await assert.rejects(ids.once('a', send));
  answer(null);
  await ids.once('a', send);
  await ids.once('a', send);
  await ids.once('b', send);
  assert.equal(new Set(sent.slice(0, 3)).size, 1);
  assert.equal(new Set(sent.slice(2)).size, 4);
});

test('pressed twice before the answer is pressed once', async () => {
  const ids = new KeptIds();
  const { sent, send } = line();
  const [one, two] = await Promise.all([ids.once('a', send), ids.once('a', send)]);
  assert.equal(one, two);
  assert.equal(sent.length, 1);
});
