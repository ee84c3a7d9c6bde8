import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, Guidance, Highlight, Proposal } from '@daoban/client/index.ts';
import { ProposalDrafts } from '../../agents/src/desk/proposal-drafts.ts';
import { changesOf } from '../../agents/src/form/changes.ts';
import { rowGroups } from '../../agents/src/form/rows.ts';
import { changedMeanwhile, isSendable, isSent, split, stepsOf, takingOver, withAfter, withField, withoutField } from '../../agents/src/guide/draft.ts';
import { ledgerOf } from '../../agents/src/guide/ledger.ts';
import { markedFields, marksOf } from '../../agents/src/guide/marks.ts';
import { sumsOf } from '../../agents/src/guide/recalculated.ts';
import { canonical, joinParts, partsOf, wrongProposal, wrongValue } from '../../agents/src/guide/values.ts';
import { aContext, aField, aMatter, aPage } from './form.ts';

const at = '2026-11-23T06:00:30.000Z';
const part = (id: string, type: string, decimals = 2) => ({ id, name: { zh: id, en: '' }, type, unit: '', decimals });
const bill = aField('bill', { type: 'composite', separator: '/', parts: [part('copies', 'int', 0), part('amount', 'money')] });
const range = aField('range', { type: 'date-range', separator: '~', parts: [part('from', 'date'), part('to', 'date')] });

function aProposal(number: number, state: string, ...fieldIds: readonly string[]): Proposal {
  const changes = fieldIds.map((field_id) => ({ field_id, before: '1.00', after: '2.00' }));
  const unanswered = { state_at: null, state_reason: null, found: [], outcomes: [], recalculated: [] };
  return { guide_id: `g${number}`, number, step_id: 's2', changes, reason: 'r', basis: null, matter_id: 'vat-general', officer_id: 'of1', at, state, ...unanswered };
}

function aHighlight(number: number, kind: string, id: string): Highlight {
  return { guide_id: `g${number}`, number, target: { kind, id, step_id: null }, text: null, officer_id: 'of1', at, seen_at: null, cleared_at: null };
}

const guidance = (highlights: readonly Highlight[], proposals: readonly Proposal[]): Guidance => ({ highlights, proposals, cards: [] });

test('values are read and written as the hub does', () => {
  const money = aField('a');
  const written = ['35,000', '３５０００', '-0.5', '\u221212', '007.1', '1.234', 'abc', ''].map((raw) => canonical(money, raw));
  assert.deepEqual(written, ['35000.00', '35000.00', '-0.50', '-12.00', '7.10', '1.234', 'abc', '']);
  assert.equal(canonical(bill, '18/520,000'), '18/520000.00');
  assert.equal(canonical(bill, ' / '), '');
  assert.equal(joinParts(bill, ['', ' ']), '');
  assert.deepEqual(partsOf(bill, ''), ['', '']);
});

test('what does not fit says how', () => {
  const code = (field: Parameters<typeof wrongValue>[0], raw: string) => wrongValue(field, raw)?.code ?? 'fits';
  const money = aField('a');
  assert.deepEqual(['1.00', '1,00', '1.001', 'x', ''].map((raw) => code(money, raw)), ['fits', 'not_a_number', 'too_many_decimals', 'not_a_number', 'fits']);
  assert.equal(code(aField('a', { required: true }), ' '), 'required');
  assert.deepEqual(['18/1.00', '18.5/1', '1/2/3'].map((raw) => code(bill, raw)), ['fits', 'too_many_decimals', 'too_many_parts']);
  const dates = ['2026-10-01~2026-10-31', '2026-10-31~2026-10-01', '2026-10-01', '2026-02-30~2026-03-01'];
  assert.deepEqual(dates.map((raw) => code(range, raw)), ['fits', 'range_backwards', 'range_incomplete', 'not_a_date']);
  const choice = aField('c', { type: 'enum', options: [{ value: 'm', name: { zh: '按月', en: '' } }] });
  assert.deepEqual(['m', 'x'].map((raw) => code(choice, raw)), ['fits', 'not_an_option']);
  assert.deepEqual(['是', '也许'].map((raw) => code(aField('b', { type: 'bool' }), raw)), ['fits', 'not_an_option']);
  assert.equal(wrongProposal(money, '1.00', '1')?.code, 'unchanged');
});

test('a draft gathers fields, each once, and can be sent when every value fits and a reason is given', () => {
  const matter = aMatter([aField('a'), aField('b', { step_id: 's1' })]);
  let draft = withField(withField(withField(null, 'a', '1.00'), 'b', ''), 'a', '9.00');
  assert.deepEqual(draft.changes.map(({ field_id, before }) => [field_id, before]), [['a', '1.00'], ['b', '']]);
  assert.deepEqual(withField(null, 'bill', '18/5.00', '18/5.00').changes, [{ field_id: 'bill', before: '18/5.00', after: '18/5.00' }]);
  draft = withAfter(withAfter({ ...draft, reason: 'r' }, 'a', '2'), 'b', '3');
  assert.ok(isSendable(draft, matter));
  assert.ok(!isSendable({ ...draft, reason: ' ' }, matter));
  assert.ok(!isSendable(withAfter(draft, 'a', '1'), matter));
  assert.ok(!isSendable(draft, aMatter([aField('a')])), 'the form has no such field');
  assert.deepEqual([...stepsOf(draft, matter)], [['s1', ['b']], ['s2', ['a']]]);
  const { first, rest } = split(draft, ['b']);
  assert.equal(first.guide_id, draft.guide_id);
  assert.deepEqual(rest?.changes.map(({ field_id }) => field_id), ['a']);
  assert.notEqual(rest?.guide_id, draft.guide_id);
  assert.equal(withoutField(first, 'b'), null);
});

test('a value that changed meanwhile is noticed, however it is written, and can be taken over', () => {
  const draft = withField(null, 'a', '35,000');
  const [change] = draft.changes;
  assert.ok(change);
  assert.equal(changedMeanwhile(change, aField('a'), aContext({ a: '35000.00' })), null);
  assert.equal(changedMeanwhile(change, aField('a'), aContext({ a: '118000.00' })), '118000.00');
  assert.equal(takingOver(draft, 'a', '118000.00').changes[0]?.before, '118000.00');
});

test('a draft is kept over a reload and goes when its proposal is in the log, unless it was written on', () => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => void kept.set(key, text), removeItem: (key: string) => void kept.delete(key) };
  const drafts = () => new ProposalDrafts(storage, 'k', () => undefined);
  const matter = aMatter([aField('a')]);
  const draft = { ...withAfter(withField(null, 'a', '1.00'), 'a', '2'), guide_id: 'g1' };
  drafts().save('s', draft);
  assert.deepEqual(drafts().of('s'), draft);
  assert.ok(isSent(draft, aProposal(1, 'open', 'a'), matter));
  const settled = drafts();
  settled.settle('s', [aProposal(1, 'open', 'a')], matter);
  assert.equal(settled.of('s'), null);
  settled.save('s', withAfter(draft, 'a', '3'));
  settled.settle('s', [aProposal(1, 'open', 'a')], matter);
  assert.equal(settled.of('s')?.changes[0]?.after, '3');
  assert.notEqual(settled.of('s')?.guide_id, 'g1');
  kept.set('k.broken', '{');
  assert.equal(drafts().of('broken'), null);
});

test('numbers stand where the officer points or proposes, as long as the proposal stands', () => {
  const given = guidance([aHighlight(1, 'field', 'a'), aHighlight(4, 'row', '1')], [aProposal(2, 'open', 'a', 'b'), aProposal(3, 'declined', 'c'), aProposal(5, 'applied', 'b')]);
  const marks = marksOf(given);
  assert.deepEqual(marks.get('field a')?.map(({ kind, number }) => `${kind} ${number}`), ['highlight 1', 'proposal 2']);
  assert.deepEqual(marks.get('field b')?.map(({ number }) => number), [2, 5]);
  assert.deepEqual(marks.get('row 1')?.map(({ number }) => number), [4]);
  assert.deepEqual([...markedFields(marks)].sort(), ['a', 'b']);
});

test('a field is pointed at until a later proposal has filled it in; declined or taken back, it is still', () => {
  const pointed = (...proposals: ReturnType<typeof aProposal>[]) => marksOf(guidance([aHighlight(2, 'field', 'a')], proposals)).get('field a')?.some(({ kind }) => kind === 'highlight') ?? false;
  assert.equal(pointed(aProposal(3, 'applied', 'a')), false);
  assert.equal(pointed(aProposal(1, 'applied', 'a')), true);
  for (const state of ['open', 'accepted', 'declined', 'withdrawn', 'stale', 'refused'] as const) assert.equal(pointed(aProposal(3, state, 'a')), true, state);
});

test('guided fields come after the failing ones; what cannot be proposed says why', () => {
  const matter = aMatter([aField('failing'), aField('free'), aField('guided', { step_id: 's4' }), aField('grey', { readonly: true }), aField('own', { proposable: false })]);
  const context = aContext({ failing: '1', free: '2', guided: '3', grey: '4', own: '5' });
  const groups = rowGroups(matter, context, ['failing'], new Set(['guided', 'failing']));
  assert.deepEqual(groups.map(({ kind, rows }) => [kind, rows.map(({ field }) => field.id)]), [['failing', ['failing']], ['guided', ['guided']], ['step', ['free', 'grey', 'own']]]);
  const cannot = (changed: typeof context) => rowGroups(matter, changed, [], new Set()).flatMap(({ rows }) => rows.map((row) => [row.field.id, row.cannot]));
  assert.deepEqual(Object.fromEntries(cannot(context)), { failing: null, free: null, guided: null, grey: 'readonly', own: 'kind' });
  const locked = { ...context, fields: context.fields.map((field) => ({ ...field, locked: field.id === 'free' })) };
  assert.equal(Object.fromEntries(cannot(locked))['free'], 'locked');
  assert.equal(Object.fromEntries(cannot({ ...context, shared: false }))['free'], 'stopped');
});

test('the ledger has guides, answers and changes in one order, newest first, and nothing else', () => {
  const changes = changesOf([aPage(1, aContext({ a: '1', b: '1' })), aPage(4, aContext({ a: '2', b: '2' }))]);
  const entry = (seq: number, kind: string) => ({ kind, seq, at, role: 'officer', actorId: 'of1', body: { guide_id: 'g' } }) as unknown as Entry;
  const lines = ledgerOf(changes, [entry(2, 'session.assigned'), entry(3, 'field.proposed'), entry(5, 'proposal.staled')]);
  assert.deepEqual(lines.map((line) => (line.kind === 'guide' ? line.entry.kind : `${line.kind} ${line.seq}`)), ['proposal.staled', 'change 4', 'change 4', 'field.proposed']);
});

test('what a proposal filled in, and what the page worked out from it, is told in its own line only', () => {
  const pages = [aPage(1, aContext({ a: '1', sum: '1' })), aPage(5, aContext({ a: '2', sum: '1' })), aPage(7, aContext({ sum: '2' })), aPage(8, aContext({ a: '3' }))];
  const entry = (seq: number, kind: string, body = {}) => ({ kind, seq, at, role: 'taxpayer', actorId: 'pe1', body: { guide_id: 'g', ...body } }) as unknown as Entry;
  const report = { applied: true, outcomes: [{ field_id: 'a', outcome: 'set', value: '2', message: null }], recalculated: [{ field_id: 'sum', before: '1', after: '2' }] };
  const lines = ledgerOf(changesOf(pages), [entry(4, 'proposal.accepted'), entry(6, 'proposal.applied', report)]);
  assert.deepEqual(lines.map((line) => (line.kind === 'guide' ? line.entry.kind : `${line.kind} ${line.seq}`)), ['change 8', 'proposal.applied', 'proposal.accepted']);
});

test('of what the page worked out, the sums that stayed are told apart, the last two of them', () => {
  const item = (field_id: string, before: string, after: string) => ({ field_id, before, after });
  const matter = aMatter(['a', 'b', 'c', 'd'].map((id) => aField(id)));
  const { changed, stayed } = sumsOf([item('a', '1.00', '1'), item('b', '1.00', '2.00'), item('c', '3', '3.00'), item('d', '0', '0')], matter);
  assert.deepEqual([changed, stayed].map((items) => items.map(({ field_id }) => field_id)), [['b'], ['c', 'd']]);
});
