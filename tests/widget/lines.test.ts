import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, OutgoingMessage, Question, SessionView } from '@daoban/client';
import { linesOf, type MessageLine } from '../../widget/src/components/lines.ts';

const officer = { officer_id: 'of1', name: '导办01', tier: 1 };
const question: Question = { question_id: 'q1', number: 1, matter_id: 'm', step_id: 's6', error_id: null, text: null, opened_at: '', disposition: null, resolved_at: null, solved: null };
const view = { officer_read: 0, questions: [question], ending: null } as unknown as SessionView;
const names = { name: () => '票表比对', step: () => 6 };
const at = (minute: number): string => new Date(2026, 9, 31, 14, minute).toISOString();
const said = (seq: number, role: string, minute: number): Entry => ({
  kind: 'message', seq, at: at(minute), role, actorId: role, clientMsgId: `m${seq}`, text: `t${seq}`, masked: [],
});
const event = (kind: string, seq: number, body: object, minute = 0): Entry =>
  ({ kind, seq, at: at(minute), role: 'hub', actorId: 'n', body }) as unknown as Entry;
const lines = (entries: Entry[], outgoing: OutgoingMessage[] = [], more: Partial<SessionView> = {}) => linesOf({ ...view, ...more }, entries, outgoing, names);
const messages = (...given: Parameters<typeof lines>): MessageLine[] => lines(...given).filter((line) => line.kind === 'message');
const waiting = (id: string, state: OutgoingMessage['state'] = 'waiting'): OutgoingMessage => ({ sessionId: 's', clientMsgId: id, text: id, at: Date.parse(at(9)), state });

test('messages of one side in one minute share the line below the last', () => {
  const entries = [said(1, 'officer', 3), said(2, 'officer', 3), said(3, 'taxpayer', 3), said(4, 'taxpayer', 4)];
  assert.deepEqual(messages(entries).map(({ meta }) => meta), [false, true, true, true]);
});

test('a mark is read up to where the officer has read', () => {
  const marks = messages([said(3, 'taxpayer', 1), said(5, 'taxpayer', 1), said(6, 'officer', 1)], [], { officer_read: 4 });
  assert.deepEqual(marks.map(({ mark }) => mark), ['read', 'delivered', null]);
  assert.deepEqual(marks.map(({ meta }) => meta), [true, true, true], 'different marks do not share a line');
});

test('what waits stands last and leaves once it is in the log', () => {
  const drawn = messages([said(1, 'taxpayer', 1)], [waiting('m1'), waiting('m9'), waiting('x', 'failed')]);
  assert.deepEqual(drawn.map(({ id, mark }) => [id, mark]), [['m1', 'delivered'], ['m9', 'pending'], ['x', 'failed']]);
});

test('what happened is said in lines of its own', () => {
  const drawn = lines([
    event('session.opened', 1, {}),
    event('session.queued', 2, { reason: 'opened' }),
    event('session.assigned', 3, { officer }, 2),
    event('session.ended', 4, { reason: 'finished' }, 9),
  ]);
  assert.deepEqual(drawn.map((line) => (line.kind === 'system' ? line.text.replace(/^.*(\d\d:\d\d)/, '$1') : line.kind)), [
    '14:00 您请求导办',
    '14:02 导办01 接入，已看到第 6 步',
    '14:09 这次导办已结束',
  ]);
});

test('a question is asked about in place, but not once all is over', () => {
  const resolved = event('question.resolved', 7, { question_id: 'q1', disposition: 'resolved' }, 8);
  assert.deepEqual(lines([resolved]).map(({ kind }) => kind), ['confirm']);
  assert.deepEqual(lines([resolved], [], { ending: { at: at(7), by: 'officer', reason: 'finished' } }), []);
});

test('the log is gone through once for all its messages, not once for each', () => {
  let asked = 0;
  const counted = (seq: number): Entry => {
    const entry = said(seq, 'officer', 1);
    return { ...entry, get kind() { asked++; return 'message' as const; } } as Entry;
  };
  const drawn = messages([event('session.assigned', 1, { officer: { ...officer, officer_id: 'officer' } }), ...Array.from({ length: 500 }, (_, at) => counted(at + 2))]);
  assert.equal(drawn.at(-1)?.who, '导办01');
  const reads = new Proxy(said(2, 'officer', 1), { has: (entry, key) => (asked++, key in entry) });
  asked = 0;
  messages(Array.from({ length: 500 }, () => reads));
  assert.ok(asked <= 1_000, `${asked} looks for an officer in 500 messages`);
});
