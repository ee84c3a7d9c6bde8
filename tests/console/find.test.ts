import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Findable, find } from '../../agents/src/find/find.ts';
import { initialsOf } from '../../agents/src/find/initials.ts';
import { fillIn } from '../../agents/src/form/variables.ts';

const item = (title: string, body = '', order = 0): Findable => ({ title, body, order });
const titles = (found: readonly Findable[]): readonly string[] => found.map(({ title }) => title);

test('a character has the initial of its pinyin; one that is read in several ways has each', () => {
  const read = [...'申报比对差额增值税票表税率落六他阿'].map(initialsOf).join(' ');
  assert.equal(read, 's b b d c e z z s p b s ls l l t ae');
  assert.deepEqual([...'重长行会A1，'].map(initialsOf), ['zc', 'cz', 'xh', 'hk', '', '', '']);
});

test('two characters find it: Chinese, initials, both, with either reading', () => {
  const items = [item('差额说明'), item('银行端缴款'), item('重新比对'), item('会计信息')];
  for (const typed of ['差额', 'ce', 'CE', '差e', 'c额', 'sm']) assert.deepEqual(titles(find(items, typed)), ['差额说明'], typed);
  for (const typed of ['yh', 'yx', 'jk']) assert.deepEqual(titles(find(items, typed)), ['银行端缴款'], typed);
  for (const typed of ['zx', 'cx', 'bd']) assert.deepEqual(titles(find(items, typed)), ['重新比对'], typed);
  for (const typed of ['kj', 'hj']) assert.deepEqual(titles(find(items, typed)), ['会计信息'], typed);
  assert.deepEqual(find(items, 'qq'), []);
});

test('marks and spaces are not typed', () => {
  assert.deepEqual(titles(find([item('附一 5 行，3 列（专票）')], '5行3列')), ['附一 5 行，3 列（专票）']);
  assert.deepEqual(titles(find([item('“申报”比对')], 'sbbd')), ['“申报”比对']);
});

test('the title before its initials before the body, the beginning before the middle, then the order', () => {
  const items = [item('别的', '差额在这里'), item('吃饿', '', 1), item('找差额'), item('差额二', '', 2), item('差额', '', 1), item('不吃饿')];
  assert.deepEqual(titles(find(items, '差额')), ['差额', '差额二', '找差额', '别的']);
  assert.deepEqual(titles(find(items, 'ce')), ['吃饿', '差额', '差额二', '找差额', '不吃饿']);
});

test('nothing typed leaves all, by their order', () => {
  assert.deepEqual(titles(find([item('乙', '', 1), item('甲', '', 0)], ' ')), ['甲', '乙']);
});

test('two thousand phrases are searched within one frame', () => {
  const words = [...'申报比对差额增值税纳税人您好请看这一格发票银行账号重新缴款率调整长期会计单位解除'];
  const text = (length: number, from: number): string => Array.from({ length }, (_, at) => words[(from * 7 + at * 3) % words.length]).join('');
  const items = Array.from({ length: 2_000 }, (_, index) => item(text(12, index), text(60, index + 5), index % 3));
  // the processor's time: a machine that is busy otherwise makes it no slower
  const spent = (work: () => void): number => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user / 1_000;
  };
  const first = spent(() => find(items, 'ce'));
  const typed = ['s', 'sb', 'sbb', '差额', 'zz', 'yh', '没有的', 'zx'];
  const each = spent(() => typed.forEach((text) => find(items, text))) / typed.length;
  assert.ok(each < 16, `${each} ms a key press`);
  assert.ok(first < 400, `${first} ms the first time`);
});

test('variables are filled in; what is not known is a gap by its name', () => {
  const values = { person_name: '张某', step: '', difference: '35,000.00' };
  const filled = fillIn('{person_name}您好，{step}差 {difference} 元{step}', values, { step: '步骤' });
  assert.equal(filled.text, '张某您好，【步骤】差 35,000.00 元【步骤】');
  assert.deepEqual(filled.gaps.map(([start, end]) => filled.text.slice(start, end)), ['【步骤】', '【步骤】']);
});

test('what a person is called fills nothing in by itself', () => {
  assert.equal(fillIn('{person_name}', { person_name: '{step}' }, {}).text, '{step}');
});
