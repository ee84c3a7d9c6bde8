import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, marked } from '../../agents/src/form/changes.ts';
import { compare, fieldsEqualTo, isOld } from '../../agents/src/form/comparison.ts';
import { filedOn, triedOf } from '../../agents/src/form/filed.ts';
import { BLANK, filler } from '../../agents/src/form/phrases.ts';
import { firstShown, remembered } from '../../agents/src/form/remembered.ts';
import { rowGroups } from '../../agents/src/form/rows.ts';
import { sinceCompared } from '../../agents/src/form/since-compared.ts';
import { stepMarks } from '../../agents/src/form/steps.ts';
import { amountsOf, boxChanges, showValue } from '../../agents/src/form/values.ts';
import { aContext, aField, aMatter, aPage, speak } from './form.ts';

const row = (no: number, source_amount: string, declared_amount: string) => ({ no, source_item: '开票', source_amount, declared_item: '申报', declared_amount });
const part = (id: string, type: string, unit: string) => ({ id, name: { zh: id, en: '' }, type, unit, decimals: 2 });
const certified = aField('certified', { type: 'composite', separator: '/', parts: [part('copies', 'int', '份'), part('amount', 'money', ''), part('tax', 'money', '')] });

test('the first context is what was found; what differs later is a change', () => {
  const changes = changesOf([
    aPage(1, aContext({ a: '1.00', b: '2.00' }, { step_id: 's3', error_id: 'cmp', error_occurrences: 1 })),
    aPage(2, aContext({}, { step_id: 's2', error_id: 'cmp', error_occurrences: 1 })),
    aPage(3, aContext({ a: '0.00', b: '2.00', c: '9.00' }, { error_id: 'cmp', error_occurrences: 2 })),
    aPage(4, aContext({}, { step_id: 's3' })),
  ]);
  assert.deepEqual(
    changes.map(({ seq, at: _, matter_id: __, ...change }) => [seq, change]),
    [
      [2, { kind: 'step', before: 's3', after: 's2' }],
      [3, { kind: 'error', error_id: 'cmp', occurrences: 2 }],
      [3, { kind: 'field', field_id: 'a', before: '1.00', after: '0.00' }],
      [4, { kind: 'step', before: 's2', after: 's3' }],
      [4, { kind: 'passed', error_id: 'cmp' }],
    ],
  );
});

test('another matter is one change, not one of every field; each change knows whose ids it names', () => {
  const pages = [aPage(1, aContext({ a: '1.00' })), aPage(2, aContext({ a: '2.00' })), aPage(3, aContext({ a: '5.00' }, { matter_id: 'payment' }))];
  assert.deepEqual(changesOf(pages).map(({ kind, matter_id }) => [kind, matter_id]), [['field', 'vat'], ['matter', 'payment']]);
});

test('a change is marked for half a minute, the latest of its field', () => {
  const pages = [aPage(1, aContext({ a: '1.00' })), aPage(2, aContext({ a: '2.00' })), aPage(3, aContext({ a: '3.00' }))];
  const changes = changesOf(pages);
  const at = Date.parse(pages[2]?.at ?? '');
  assert.equal(marked(changes, at + 29_999).get('a')?.after, '3.00');
  assert.equal(marked(changes, at + 30_000).size, 0);
});

test('the difference is worked out, and cells equal to it are found among those that can be filled in', () => {
  const matter = aMatter([aField('free'), aField('total', { readonly: true }), aField('other'), certified]);
  const compared = compare([row(1, '1015000.00', '980000.00'), row(2, '5.00', '5'), row(3, 'n/a', '1.00')]);
  assert.deepEqual(compared.differing.map((item) => item.difference), ['35000.00', null]);
  assert.equal(compared.agreeing.length, 1);
  const context = aContext({ free: '35000', total: '35000.00', other: '1.00', certified: '2/35000.00/9.00' });
  assert.deepEqual(fieldsEqualTo(compared.largest, context, matter).map(({ id }) => id), ['free', 'certified']);
  assert.deepEqual(fieldsEqualTo('0.00', aContext({ free: '0.00' }), matter), []);
});

test('failing fields come first, then this step, then what was opened of others', () => {
  const matter = aMatter([
    aField('earlier', { step_id: 's1' }),
    aField('never', { step_id: 's4' }),
    aField('failing', { step_id: 's2' }),
    aField('here'),
    aField('closed', { conditional: true }),
    aField('grey', { readonly: true }),
    aField('account', { sensitivity: 'sensitive' }),
    aField('earlier-unseen', { step_id: 's1' }),
  ]);
  const context = aContext({ earlier: '1.00', failing: '2.00', here: '3.00', grey: '4.00' }, { focused_field: 'here' });
  const groups = rowGroups(matter, context, ['failing'], new Set());
  assert.deepEqual(
    groups.map((group) => [group.kind, group.rows.map(({ field, state }) => `${field.id} ${state}`), group.unseen]),
    [
      ['failing', ['failing open'], 0],
      ['step', ['here open', 'closed closed', 'grey readonly', 'account hidden'], 0],
      ['other', ['earlier open'], 1],
    ],
  );
  assert.ok(groups[1]?.rows[0]?.focused);
});

test('a field that the page itself calls wrong is among the failing ones', () => {
  const context = aContext({}, { fields: [{ id: 'here', value: 'x', error: '请填写金额', locked: false }] });
  assert.deepEqual(rowGroups(aMatter([aField('here')]), context, [], new Set()).map(({ kind }) => kind), ['failing']);
});

test('steps behind the furthest one seen are done; the failing one is not', () => {
  const matter = aMatter([]);
  const pages = [aPage(1, aContext({}, { step_id: 's3', error_id: 'cmp' })), aPage(2, aContext({}, { step_id: 's1', error_id: 'cmp' }))];
  const marks = stepMarks(matter, aContext({}, { step_id: 's1', error_id: 'cmp' }), pages);
  assert.deepEqual(
    marks.map(({ current, failing, passed }) => [current, failing, passed]),
    [[true, false, false], [false, false, true], [false, true, false], [false, false, false]],
  );
});

test('values are shown by their kind, with the unit beside them', () => {
  assert.deepEqual(showValue(aField('a'), '1015000', speak), { text: '1,015,000.00', unit: '元', numeric: true, boxes: [] });
  assert.equal(showValue(certified, '18/520000.00/67600.00', speak).text, '18\u00a0份 / 520,000.00 / 67,600.00');
  assert.equal(showValue(certified, 'nonsense', speak).text, 'nonsense');
  const choice = aField('c', { type: 'enum', unit: '', options: [{ value: 'm', name: { zh: '按月', en: '' } }] });
  assert.equal(showValue(choice, 'm', speak).text, '按月');
  assert.equal(showValue(choice, '<script>', speak).text, '<script>');
  assert.deepEqual(amountsOf(certified, '18/5.00/6.00'), ['5.00', '6.00']);
});

test('phrases carry the numbers of the page, else the words of the catalogue, else a blank', () => {
  const matter = aMatter([aField('avail')], { placeholders: { avail: { field_id: 'avail', otherwise: { zh: '不足', en: '' } } } });
  const context = aContext({ avail: '1200' }, { comparison: [row(1, '100.00', '35100.00')] });
  const fill = filler(matter, null, context, speak);
  assert.equal(fill({ zh: '差{diff}元,可用{avail}元,{unknown}', en: '' }), `差35,000.00元,可用1,200.00元,${BLANK}`);
  assert.equal(filler(matter, null, null, speak)({ zh: '{avail} {diff}', en: '' }), `不足 ${BLANK}`);
});

test('the comparison of an error is kept while the taxpayer is on another step, and gone with the error', () => {
  const compared = { error_id: 'cmp', error_occurrences: 1, comparison: [row(1, '2.00', '1.00')] };
  const away = aContext({}, { step_id: 's2', error_id: 'cmp', error_occurrences: 1 });
  const pages = [aPage(1, aContext({}, { step_id: 's3', ...compared })), aPage(2, away)];
  assert.deepEqual(remembered(away, pages)?.comparison, compared.comparison);
  assert.deepEqual(remembered(aContext(), pages)?.comparison, []);
  const other = aContext({}, { error_id: 'other' });
  assert.deepEqual(remembered(other, [...pages, aPage(3, other)])?.comparison, []);
  assert.equal(remembered(null, pages), null);
});

test('an error stands since it first came up, whatever steps and counts come between', () => {
  const failing = (error_occurrences: number, step_id = 's3') => aContext({}, { error_id: 'cmp', error_occurrences, step_id });
  const pages = [aPage(1, aContext()), aPage(2, failing(1)), aPage(3, failing(1, 's2')), aPage(4, aContext()), aPage(5, failing(2))];
  for (const seen of [2, 3, 5]) assert.equal(firstShown(pages.slice(0, seen)), pages[1]?.at);
  assert.equal(firstShown(pages.slice(0, 4)), null);
  assert.equal(firstShown([...pages, aPage(6, aContext({}, { error_id: 'cmp', matter_id: 'other' }))]), aPage(6, aContext()).at);
  assert.equal(firstShown([]), null);
});

const filed = (more = {}) => aContext({}, { step_id: 's3', tried: ['explanation_read', 'filed', 'receipt:20261124-1'], ...more });

test('a form is filed since the page first said so, until another form is shown', () => {
  const pages = [aPage(1, aContext()), aPage(2, filed()), aPage(3, filed())];
  assert.deepEqual(filedOn(pages), { at: pages[1]?.at, receipt: '20261124-1' });
  assert.equal(filedOn(pages.slice(0, 1)), null);
  assert.equal(filedOn([...pages, aPage(4, aContext({}, { matter_id: 'other' }))]), null);
  assert.equal(filedOn([...pages, aPage(4, filed({ matter_id: 'other', tried: ['filed'] }))])?.receipt, '');
  assert.deepEqual(triedOf(filed()), ['explanation_read']);
});

test('a filed form has no step that one stands on, and is one line of the ledger', () => {
  const pages = [aPage(1, aContext({}, { step_id: 's3', error_id: 'cmp', error_occurrences: 1 })), aPage(2, filed()), aPage(3, filed())];
  const marks = stepMarks(aMatter([]), filed(), pages);
  assert.deepEqual(marks.map(({ current, failing, passed }) => [current, failing, passed]), [...Array(3).fill([false, false, true]), [false, false, false]]);
  assert.deepEqual(changesOf(pages).map(({ kind }) => kind), ['passed', 'filed']);
});

const assets = aField('assets', { type: 'composite', separator: '/', parts: [part('季初', 'money', '万元'), part('季末', 'money', '万元')] });

test('of a field with several boxes only those that differ are a change', () => {
  assert.deepEqual(boxChanges(assets, '1280.50/13152000', '1280.50/1315.20', speak), [
    { name: '季末', words: false, before: '13,152,000.00\u00a0万元', after: '1,315.20\u00a0万元' },
  ]);
  assert.deepEqual(boxChanges(assets, null, '1/2', speak).map(({ name, before }) => [name, before]), [['季初', ''], ['季末', '']]);
  assert.deepEqual(boxChanges(assets, '1/2', 'broken', speak), [{ name: '', words: true, before: '1.00\u00a0万元 / 2.00\u00a0万元', after: 'broken' }]);
  assert.deepEqual(boxChanges(aField('a'), '1', '2', speak), [{ name: '', words: false, before: '1.00', after: '2.00' }]);
});

const added = (...ids: string[]) => [{ step_id: 's3', rows: [{ no: 1, cells: ids.map((field_id) => ({ field_id, part_id: null })) }] }];
const sales = aMatter([aField('a'), aField('b'), aField('grey', { conditional: true }), aField('failing'), aField('unrelated')], { comparisons: added('a', 'b', 'grey') });
const failed = (values = {}, more = {}) => aContext(values, { step_id: 's3', error_id: 'cmp', error_occurrences: 1, comparison: [row(1, '100.00', '65.00')], ...more });
const away = (values: Record<string, string>) => failed(values, { step_id: 's2', comparison: [] });

test('a comparison tells what it comes to with what stands in the form now', () => {
  const pages = [aPage(1, failed()), aPage(2, away({ a: '60.00', b: '5.00' })), aPage(3, away({ a: '60', b: '40.5' }))];
  const since = sinceCompared(sales, failed(), pages);
  const compared = compare(failed().comparison, since);
  assert.deepEqual(compared.differing.map(({ difference, now }) => [difference, now]), [['35.00', { declared: '100.5', difference: '-0.50' }]]);
  assert.equal(compared.largest, '-0.50');
  assert.equal(isOld(compared, since), false);
  const before = compare(failed().comparison, sinceCompared(sales, failed(), pages.slice(0, 2)));
  assert.deepEqual([before.differing[0]?.now, before.largest], [null, '35.00']);
});

test('a row that agreed and does not any more is shown with those that differ', () => {
  const agreed = failed({ a: '60.00', b: '40.00' }, { comparison: [row(1, '100.00', '100.00')] });
  const pages = [aPage(1, agreed), aPage(2, away({ a: '1.00', b: '40.00' }))];
  const { differing, agreeing } = compare(agreed.comparison, sinceCompared(sales, agreed, pages));
  assert.deepEqual([differing[0]?.now?.difference, agreeing.length], ['59.00', 0]);
});

test('a comparison that cannot be worked out anew names what was changed, and since when it stands', () => {
  const pages = [aPage(1, failed({ failing: '1.00', unrelated: '1.00' })), aPage(2, away({ failing: '2.00', unrelated: '2.00' }))];
  const since = sinceCompared(sales, failed(), pages);
  assert.deepEqual([since?.at, since?.changed.map(({ id }) => id), since?.declared.size], [pages[0]?.at, ['failing'], 0]);
  assert.equal(isOld(compare(failed().comparison, since), since), true);
  assert.equal(isOld(compare(failed().comparison, sinceCompared(sales, failed(), pages.slice(0, 1))), sinceCompared(sales, failed(), pages.slice(0, 1))), false);
});

test('what the page compared again is new, also with the same result', () => {
  const again = failed({ failing: '2.00' }, { error_occurrences: 2 });
  const pages = [aPage(1, failed({ failing: '1.00' })), aPage(2, away({ failing: '2.00' })), aPage(3, again)];
  assert.deepEqual([sinceCompared(sales, again, pages)?.at, sinceCompared(sales, again, pages)?.changed], [pages[2]?.at, []]);
  assert.equal(sinceCompared(sales, aContext(), pages), null);
});

test('parts of a field are added up, and nonsense is no amount', () => {
  const cells = [{ field_id: 'certified', part_id: 'tax' }];
  const matter = aMatter([certified], { comparisons: [{ step_id: 's3', rows: [{ no: 1, cells }] }] });
  const declared = (value: string) => sinceCompared(matter, failed(), [aPage(1, failed()), aPage(2, away({ certified: value }))])?.declared.get(1);
  assert.deepEqual([declared('2/5.00/9.25'), declared('2/5.00/x'), declared('')], ['9.25', undefined, '0']);
});
