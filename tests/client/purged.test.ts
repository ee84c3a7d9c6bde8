// What was purged is read in words, wherever it stood, and nothing else is changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPurged } from '@daoban/client/purged.ts';

const MARK = '\u007Fpurged after 180 days';
const say = (days: number): string => `gone after ${days}`;

test('every purged text of an answer is put into words', () => {
  const answer = { session: { note: MARK, slips: [{ result: MARK, no: 'k-1' }] }, events: [{ seq: 7, body: { text: MARK, masked: [] } }] };
  assert.deepEqual(withPurged(answer, say), {
    session: { note: 'gone after 180', slips: [{ result: 'gone after 180', no: 'k-1' }] },
    events: [{ seq: 7, body: { text: 'gone after 180', masked: [] } }],
  });
});

test('what somebody wrote stays, also the same words without the mark', () => {
  const answer = { text: 'purged after 180 days', more: `${MARK} `, at: null, on: true, seq: 1 };
  assert.deepEqual(withPurged(answer, say), answer);
});
