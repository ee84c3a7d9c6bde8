import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../agents/src/locales/en.ts';
import { zhCN } from '../../agents/src/locales/zh-CN.ts';

type Tree = Readonly<Record<string, unknown>>;

/** Every place of a tree of words, such as `talk.end`. */
function places(tree: Tree, path = ''): string[] {
  return Object.entries(tree).flatMap(([name, words]) =>
    typeof words === 'object' && words !== null ? places(words as Tree, `${path}${name}.`) : [`${path}${name}`],
  );
}

test('both languages have words for the same places', () => {
  const worded = (words: unknown) => places(words as Tree).filter((place) => !place.startsWith('units.')).sort();
  assert.deepEqual(worded(en), worded(zhCN));
});

test('no word begs, blames or shouts', () => {
  const banned = /抱歉|亲，|操作失败|非法|客服|！|!/;
  assert.doesNotMatch(JSON.stringify([zhCN, en]), banned);
});

test('spans are said in the largest unit that is needed', () => {
  assert.deepEqual([0, 59, 60, 214, 3725].map(zhCN.span), ['0 秒', '59 秒', '1 分 0 秒', '3 分 34 秒', '1 小时 2 分']);
  assert.equal(en.span(214), '3 min 34 s');
});

test('units and addresses of the paper form are said in English as the bureau says them', () => {
  assert.deepEqual(['5 行 3 列', '合计 10 列', '20 栏', '季初/季末'].map(en.place), ['row 5 col. 3', 'total col. 10', 'line 20', 'start/end of quarter']);
  assert.deepEqual(['附一', '主表', '利润表'].map(en.sheet), ['Schedule 1', 'Main form', 'Income statement']);
  assert.equal(en.units['份'], 'copies');
  assert.equal(zhCN.place('5 行 3 列'), '5 行 3 列');
});

test('an outage names what it means', () => {
  assert.equal(zhCN.line.offlineBar(6, 2), '已断开 6 秒，第 2 次重连。草稿已存，新求助暂不派给您。');
  assert.match(en.line.offlineBar(6, 1), /no new requests/);
});
