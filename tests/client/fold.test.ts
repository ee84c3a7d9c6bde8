import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold, mergeContext, type SessionView, type WireEvent } from '@daoban/client';
import { context, event, hidden, message, opening, viewOf } from './support/log.ts';

const OFFICER = { officer_id: 'o-1', name: '李导办', tier: 1, name_en: null };
const QUEUED = viewOf(opening());
const ACTIVE = fold(QUEUED, event(5, 'session.assigned', { offer_id: 'f-1', officer: OFFICER, slot: 1 }, 'officer'));
const ENDED = fold(ACTIVE, event(6, 'session.ended', { reason: 'finished' }, 'officer'));
const at = (seq: number): string => new Date(Date.parse('2026-11-23T08:00:00Z') + seq * 1_000).toISOString();

const OFFER = {
  offer_id: 'f-1',
  officer: OFFICER,
  slot: 1,
  expires_at: at(30),
  seconds: 25,
  taxpayer_name: '云岭商贸有限公司',
  credit_grade: null,
  matter_id: 'vat-general',
  step_id: null,
  error_id: null,
  deadline: null,
  queued_at: at(4),
  origin: null,
};

const requeued = { queue_id: 'vat-general', rank: 1, boost_seconds: 86_400, boost_reason: 'officer_lost', reason: 'officer_lost' };
const withdrawn = { offer_id: 'f-1', officer_id: 'o-1', reason: 'expired', decline_reason: null };
const question = { question_id: 'q-2', number: 2, matter_id: 'vat-general', step_id: null, error_id: 'e-1', text: '第二个问题' };
const rating = { score: 2, reasons: ['slow'], achieved: false, comment: null };

const TABLE: [name: string, before: SessionView, next: WireEvent, changed: Partial<SessionView>][] = [
  ['a session waits from its queued event', viewOf(opening().slice(0, 3)), opening()[3]!, { state: 'queued', queued_at: at(4), boost_reason: 'deadline_today', queue_reason: 'opened' }],
  ['an offer leaves the place in the queue', QUEUED, event(5, 'offer.made', OFFER, 'hub'), { state: 'offered' }],
  ['a withdrawn offer is waiting again', { ...QUEUED, state: 'offered' }, event(5, 'offer.withdrawn', withdrawn, 'hub'), { state: 'queued' }],
  ['a hidden event only counts', QUEUED, hidden(5), {}],
  ['assignment ends the waiting', QUEUED, event(5, 'session.assigned', { offer_id: 'f-1', officer: OFFICER, slot: 1 }, 'officer'), { state: 'active', officer: OFFICER, assigned_at: at(5), boost_reason: null, queue_reason: null }],
  ['a lost officer puts it back, waiting since the first time', ACTIVE, event(6, 'session.queued', requeued, 'hub'), { state: 'queued', officer: null, assigned_at: null, queued_at: at(4), boost_reason: 'officer_lost', queue_reason: 'officer_lost' }],
  ['a question is added without outcome', ACTIVE, event(6, 'question.opened', question), { questions: [...ACTIVE.questions, { ...question, opened_at: at(6), disposition: null, resolved_at: null, solved: null }] }],
  ['an outcome stands with its question', ACTIVE, event(6, 'question.resolved', { question_id: 'q-1', disposition: 'solved' }, 'officer'), { questions: [{ ...ACTIVE.questions[0]!, disposition: 'solved', resolved_at: at(6) }] }],
  ['an outcome of an unknown question changes none', ACTIVE, event(6, 'question.resolved', { question_id: 'q-9', disposition: 'solved' }, 'officer'), {}],
  ['the taxpayer may find it unsolved', ACTIVE, event(6, 'question.confirmed', { question_id: 'q-1', solved: false }), { questions: [{ ...ACTIVE.questions[0]!, solved: false }] }],
  ['who writes has read: the officer', ACTIVE, message(6, '您好', 'officer'), { officer_read: 6, last_message_seq: 6 }],
  ['who writes has read: the taxpayer', ACTIVE, message(6), { taxpayer_read: 6, last_message_seq: 6 }],
  ['a read mark moves forward', ACTIVE, event(6, 'message.read', { up_to_seq: 5 }, 'officer'), { officer_read: 5 }],
  ['a read mark never moves back', { ...ACTIVE, taxpayer_read: 5 }, event(6, 'message.read', { up_to_seq: 3 }), {}],
  ['ending with an officer leaves the wrap-up', ACTIVE, event(6, 'session.ended', { reason: 'finished' }, 'officer'), { state: 'wrap_up', ending: { at: at(6), by: 'officer', reason: 'finished' } }],
  ['ending in the queue leaves only closing', QUEUED, event(5, 'session.ended', { reason: 'cancelled' }), { ending: { at: at(5), by: 'taxpayer', reason: 'cancelled' }, boost_reason: null, queue_reason: null }],
  ['a rating is kept with its time', ENDED, event(7, 'session.rated', rating), { rating: { at: at(7), ...rating } }],
  ['the note is kept', ENDED, event(7, 'session.wrapped_up', { note: '已说明' }, 'officer'), { note: '已说明' }],
  ['closing is the end', ENDED, event(7, 'session.closed', {}, 'hub'), { state: 'closed', closed_at: at(7) }],
];

for (const [name, before, next, changed] of TABLE) {
  test(name, () => assert.deepEqual(fold(before, next), { ...before, ...changed, seq: next.seq }));
}

test('the first event names taxpayer, person and matter', () => {
  const view = viewOf(opening().slice(0, 1));
  assert.equal(view.taxpayer.name, '云岭商贸有限公司');
  assert.equal(view.person.person_id, 'p-1');
  assert.deepEqual([view.matter_id, view.explained, view.opened_at, view.state], ['vat-general', true, at(1), 'new']);
});

test('an event of a later protocol only counts', () => {
  const unknown = { ...hidden(6), type: 'session.moved_to_the_moon' } as unknown as WireEvent;
  assert.deepEqual(fold(ACTIVE, unknown), { ...ACTIVE, seq: 6 });
});

test('folding leaves the older view as it was', () => {
  const before = structuredClone(ACTIVE);
  fold(ACTIVE, event(6, 'question.resolved', { question_id: 'q-1', disposition: 'solved' }, 'officer'));
  assert.deepEqual(ACTIVE, before);
});

const field = (id: string, value: string) => ({ id, value, error: null, locked: false });

test('a change of the form replaces fields by id and keeps their order', () => {
  const old = context({ fields: [field('a', '1'), field('b', '2')], error_id: 'e-1' });
  const merged = mergeContext(old, context({ fields: [field('c', '3'), field('a', '9')] }));
  assert.deepEqual(merged, context({ fields: [field('a', '9'), field('b', '2'), field('c', '3')] }));
});

test('a field named twice is merged as the hub merges it', () => {
  const old = context({ fields: [field('a', '1'), field('a', '2')] });
  const merged = mergeContext(old, context({ fields: [field('a', '8'), field('a', '9')] }));
  assert.deepEqual(merged.fields, [field('a', '9'), field('a', '2')]);
});

test('another matter brings another form', () => {
  const old = context({ fields: [field('a', '1')] });
  const patch = context({ matter_id: 'cit-annual', fields: [field('x', '1')] });
  assert.deepEqual(mergeContext(old, patch), patch);
});
