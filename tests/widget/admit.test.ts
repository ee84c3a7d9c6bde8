import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Field, Matter } from '../../widget/src/catalogue.ts';
import { admit } from '../../widget/src/context/admit.ts';

const name = { zh: '', en: '' };
const field = (id: string, sensitivity: Field['sensitivity'], type = 'text'): Field => ({
  id, sensitivity, type, step_id: 's1', row: '', name, unit: '', readonly: false, proposable: true, decimals: 2, options: [], parts: [],
  separator: '', cell: null,
});
const matter: Matter = {
  id: 'm',
  name,
  grids: [],
  steps: [],
  errors: [],
  help_topics: [],
  fields: [field('open', 'business', 'money'), field('own', 'personal'), field('secret', 'sensitive')],
};
const said = (id: string, value: string) => ({ id, value });

test('a page without a matter has no context', () => {
  assert.equal(admit({}, null), null);
});

test('sensitive fields never leave, personal ones masked, unknown ones not, the rest in full', () => {
  const fields = [said('open', ' 860,000.00 '), said('own', '13900000000'), said('secret', '6222'), said('strange', 'x')];
  assert.deepEqual(admit({ matter_id: 'm', fields }, matter)?.fields, [
    { id: 'open', value: '860000.00', error: null, locked: false },
    { id: 'own', value: '139****0000', error: null, locked: false },
  ]);
});

test('the policy of the page only takes away: hidden never leaves, masked is masked in its message too', () => {
  const fields = [
    { id: 'open', value: '860,000.00', policy: 'hidden' },
    { id: 'own', value: '13900000000', policy: 'hidden', locked: true },
  ];
  assert.deepEqual(admit({ matter_id: 'm', fields, focused_field: 'open' }, matter)?.fields, []);
  assert.equal(admit({ matter_id: 'm', fields, focused_field: 'open' }, matter)?.focused_field, null);
  const masked = [{ id: 'open', value: '张三', error: '张三 不在名单里', policy: 'masked', locked: true }];
  assert.deepEqual(admit({ matter_id: 'm', fields: masked }, matter)?.fields, [
    { id: 'open', value: '张*', error: '张* 不在名单里', locked: true },
  ]);
});

test('without the catalogue no field leaves at all', () => {
  assert.deepEqual(admit({ matter_id: 'm', fields: [said('open', '1')] }, null)?.fields, []);
});

test('pointing at a sensitive field is not told either', () => {
  assert.equal(admit({ matter_id: 'm', focused_field: 'secret' }, matter)?.focused_field, null);
  assert.equal(admit({ matter_id: 'm', focused_field: 'own' }, matter)?.focused_field, 'own');
});

test('an error that is on show has come up at least once', () => {
  assert.equal(admit({ matter_id: 'm', error_id: 'e' }, matter)?.error_occurrences, 1);
  assert.equal(admit({ matter_id: 'm', error_occurrences: -2 }, matter)?.error_occurrences, 0);
});

test('a page gone wrong stays within what the hub takes', () => {
  const fields = Array.from({ length: 2_000 }, () => said('own', 'x'.repeat(9_000)));
  const row = { no: 1, source_item: 'a', source_amount: '1', declared_item: 'b', declared_amount: '1,000' };
  const context = admit({ matter_id: 'm', fields, comparison: Array(300).fill(row), tried: Array(99).fill('t') }, matter);
  assert.deepEqual([context?.fields.length, context?.comparison.length, context?.tried.length], [500, 100, 20]);
  assert.equal(context?.fields[0]?.value.length, 2_000);
  assert.equal(context?.comparison[0]?.declared_amount, '1000.00');
});

test('an accepted form is told by what was tried, and nothing of it fails or falls due any more', () => {
  const still = { matter_id: 'm', step_id: 's6', deadline: '2026-11-16', error_id: 'e', tried: ['explanation_read'] };
  const filed = admit({ ...still, outcome: 'filed', receipt: '2026110012' }, matter);
  assert.deepEqual(filed?.tried, ['filed', 'receipt:2026110012', 'explanation_read']);
  assert.deepEqual([filed.deadline, filed.error_id, filed.error_occurrences, filed.comparison], [null, null, 0, []]);
  assert.deepEqual(admit({ ...still, outcome: 'filed' }, matter)?.tried, ['filed', 'explanation_read']);
  const refused = admit({ ...still, outcome: 'refused', reason: '比对不通过' }, matter);
  assert.deepEqual(refused?.tried, ['refused', 'reason:比对不通过', 'explanation_read']);
  assert.equal(refused?.error_id, still.error_id);
  assert.deepEqual(admit({ ...still, outcome: 'other', receipt: '1' }, matter)?.tried, ['explanation_read']);
});

test('a field of which the page lets only a mask out is locked: nothing can be proposed for what cannot be compared', () => {
  const fields = [{ ...said('open', '860,000.00'), policy: 'masked' as const }];
  assert.deepEqual(admit({ matter_id: 'm', fields }, matter)?.fields.map(({ locked }) => locked), [true]);
});
