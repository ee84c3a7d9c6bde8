import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Proposal } from '@daoban/client';
import type { Adaptor } from '../../widget/src/adaptor/adaptor.ts';
import type { PageField } from '../../widget/src/api.ts';
import type { Field, Matter } from '../../widget/src/catalogue.ts';
import { fill, shownFor } from '../../widget/src/guide/filling.ts';
import { isSame, readable } from '../../widget/src/guide/values.ts';

const name = { zh: '', en: '' };
const field = (id: string, more: Partial<Field> = {}): Field => ({
  id, step_id: 's2', row: '', name, type: 'money', unit: '元', readonly: false, sensitivity: 'business', proposable: true, decimals: 2,
  options: [], parts: [], separator: '', cell: null, ...more,
});
const matter: Matter = {
  id: 'm', name, steps: [], errors: [], help_topics: [],
  grids: [{ id: 'g', rows: [{ id: 't', name, total: true }], columns: [] }],
  fields: [
    field('a'), field('b'), field('secret', { sensitivity: 'sensitive' }), field('fixed', { readonly: true, proposable: false }),
    field('sum', { readonly: true, cell: { grid: 'g', row: 't', column: 'c' } }), field('other', { step_id: 's5' }),
  ],
};

/** A page that keeps what it is given, sums a and b, and objects to some values. */
class PageOfFields implements Adaptor {
  readonly can = { set: true };
  readonly written: string[] = [];
  readonly fields: Map<string, PageField>;
  objects: (id: string, value: string) => string | null = () => null;

  constructor(values: Record<string, string>) {
    this.fields = new Map(Object.entries(values).map(([id, value]) => [id, { id, value, error: null }]));
  }

  find(): null {
    return null;
  }

  read(id: string): PageField | undefined {
    return this.fields.get(id);
  }

  readAll(): PageField[] {
    return [...this.fields.values()].map((item) => ({ ...item }));
  }

  takes(id: string): boolean {
    return this.fields.has(id);
  }

  async set(id: string, value: string): Promise<null> {
    this.written.push(`${id}=${value}`);
    this.fields.set(id, { ...this.fields.get(id), id, value, error: this.objects(id, value) });
    return null;
  }

  async settled(): Promise<void> {
    const figure = (id: string): number => Number((this.fields.get(id)?.value ?? '0').replaceAll(',', ''));
    if (this.fields.has('sum')) this.fields.set('sum', { id: 'sum', value: (figure('a') + figure('b')).toFixed(2), error: null });
  }

  goto(): boolean {
    return false;
  }
}

const proposal = (...changes: [string, string, string][]): Proposal => ({
  guide_id: 'g1', number: 1, step_id: 's2', reason: 'r', basis: null, matter_id: 'vat-general', officer_id: 'of1', at: '', state: 'accepted', state_at: null,
  state_reason: null, found: [], outcomes: [], recalculated: [],
  changes: changes.map(([field_id, before, after]) => ({ field_id, before, after })),
});
const outcomesOf = async (page: Adaptor, wanted: Proposal) =>
  (await fill(page, wanted, matter)).outcomes.map(({ field_id, outcome, value, message }) => [field_id, outcome, value, message]);

test('values are set, sums are told whether they moved or not', async () => {
  const page = new PageOfFields({ a: '35,000.00', b: '0.00', sum: '35,000.00', other: '1' });
  const report = await fill(page, proposal(['a', '35000.00', '0.00'], ['b', '0.00', '35000.00']), matter);
  assert.deepEqual(report.outcomes.map(({ outcome }) => outcome), ['set', 'set']);
  assert.deepEqual(report.recalculated, [{ field_id: 'sum', before: '35000.00', after: '35000.00' }]);
  assert.deepEqual(page.written, ['a=0.00', 'b=35000.00']);
});

test('one refusal puts every field of the proposal back, as it was written', async () => {
  const page = new PageOfFields({ a: '35,000.00', b: '0.00' });
  page.objects = (id, value) => (id === 'b' && value === '9.00' ? '不能大于 5' : null);
  assert.deepEqual(await outcomesOf(page, proposal(['a', '35000.00', '1.00'], ['b', '0.00', '9.00'])), [
    ['a', 'refused', '35000.00', 'others_refused'],
    ['b', 'refused', '0.00', '不能大于 5'],
  ]);
  assert.equal(page.read('a')?.value, '35,000.00');
});

test('a message that stood there before is no refusal', async () => {
  const page = new PageOfFields({ a: '1.00' });
  page.fields.set('a', { id: 'a', value: '1.00', error: '与发票不符' });
  page.objects = () => '与发票不符';
  assert.deepEqual(await outcomesOf(page, proposal(['a', '1.00', '2.00'])), [['a', 'set', '2.00', null]]);
});

test('a value that the page does not keep is refused, and a field that vanished is gone', async () => {
  const page = new PageOfFields({ a: '1.00' });
  page.set = async (id) => {
    page.fields.set(id, { id, value: '5.00' });
    return null;
  };
  assert.deepEqual((await outcomesOf(page, proposal(['a', '1.00', '2.00'])))[0]?.slice(1, 2), ['refused']);
  assert.deepEqual(await outcomesOf(new PageOfFields({}), proposal(['a', '1.00', '2.00'])), [['a', 'gone', '', null]]);
  const leaves = new PageOfFields({ a: '1.00', b: '1.00' });
  leaves.settled = async () => void leaves.fields.delete('b');
  assert.deepEqual(
    (await outcomesOf(leaves, proposal(['a', '1.00', '2.00'], ['b', '1.00', '2.00']))).map((item) => [item[1], item[3]]),
    [['refused', 'others_refused'], ['gone', null]],
  );
});

test('what may not be filled in is refused with a code, before anything is touched', async () => {
  const page = new PageOfFields({ a: '1.00', b: '1.00', secret: '', fixed: '1.00' });
  page.fields.set('b', { id: 'b', value: '1.00', locked: true });
  const codes = await outcomesOf(page, proposal(['a', '1.00', '2.00'], ['b', '1.00', '2.00'], ['secret', '', '1.00'], ['fixed', '1.00', '2.00']));
  assert.deepEqual(codes.map((item) => item[3]), ['others_refused', 'field_locked', 'field_sensitive', 'field_readonly']);
  assert.deepEqual(page.written, []);
});

test('an interrupted filling is finished: there already, still untouched, or changed', async () => {
  const half = new PageOfFields({ a: '2.00', b: '1.00' });
  assert.deepEqual((await outcomesOf(half, proposal(['a', '1.00', '2.00'], ['b', '1.00', '2.00']))).map((item) => item[1]), ['set', 'set']);
  assert.deepEqual(half.written, ['b=2.00']);
  const moved = new PageOfFields({ a: '7.00', b: '2.00' });
  assert.deepEqual(await outcomesOf(moved, proposal(['a', '1.00', '2.00'], ['b', '1.00', '2.00'])), [
    ['a', 'refused', '7.00', 'value_changed'],
    ['b', 'refused', '1.00', 'others_refused'],
  ]);
});

test('what is shown is told as it may leave the browser', () => {
  const page = new PageOfFields({ a: '35,000.00' });
  assert.deepEqual(shownFor(page, proposal(['a', '', ''], ['gone', '', '']), matter), [{ field_id: 'a', value: '35000.00' }]);
});

test('one value in two spellings is the same; text is not a number', () => {
  assert.ok(isSame(field('a'), '35,000', '35000.00'));
  assert.ok(isSame(field('a'), '−1.50', '-1.5'));
  assert.ok(!isSame(field('a'), '1234567890123456.01', '1234567890123456.02'));
  assert.ok(!isSame(field('a', { type: 'text' }), '01', '1'));
  assert.ok(isSame(field('a', { type: 'bool' }), 'true', '是'));
  const pair = field('a', { type: 'text', parts: [{ type: 'money' }, { type: 'date' }], separator: '/' });
  assert.ok(isSame(pair, '1,000/2026-01-01', '1000.00/2026-01-01'));
});

test('values are grouped for reading', () => {
  assert.equal(readable(field('a'), '1234567890.1'), '1,234,567,890.10');
  assert.equal(readable(field('a'), '-5'), '−5.00');
  assert.equal(readable(field('a', { type: 'enum', options: [{ value: '1', name: { zh: '按月', en: '' } }] }), '1'), '按月');
  assert.equal(readable(field('a', { type: 'date-range', parts: [{ type: 'date' }, { type: 'date' }], separator: '~' }), 'a~b'), 'a–b');
});

test('a value that is known by its mask only is left alone: not set, and not put back as its stars', async () => {
  const page = new PageOfFields({ a: '2.00', b: '1.00' });
  page.fields.set('a', { id: 'a', value: '2.00', policy: 'masked' });
  const codes = await outcomesOf(page, proposal(['a', '1***', '2.00'], ['b', '1.00', '2.00']));
  assert.deepEqual(codes.map((item) => item[3]), ['field_locked', 'others_refused']);
  assert.deepEqual(page.written, []);
});
