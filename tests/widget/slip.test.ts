// What a slip says of itself, in both languages' words for the taxpayer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Slip, SlipItem } from '@daoban/client';
import { isRunning, missingOf, standOf, stateOf } from '../../widget/src/slip/slip.ts';

function item(state: string, reason: string | null = null): SlipItem {
  return { item_id: state, name: state, when: null, original: false, added: null, state, state_at: null, reason, file_ids: [] };
}

function slip(state: string, ...items: SlipItem[]): Slip {
  const officer = { officer_id: 'of3', name: '导办03', tier: 1, name_en: null };
  return { slip_id: 'k1', no: 'n', matter_id: 'm', title: 't', officer, at: '', items, state, state_at: null, confirmed_at: null, result: null, concluded_by: null };
}

test('an open slip says how much is missing, or that it waits to be confirmed', () => {
  assert.equal(standOf(slip('open', item('wanted'), item('redo'), item('filled'), item('struck'))), '还差 2 项');
  assert.equal(standOf(slip('open', item('filled'), item('accepted'))), '材料已齐，请确认');
  assert.deepEqual(missingOf(slip('open', item('filled'), item('redo'))).map(({ state }) => state), ['redo']);
});

test('a confirmed slip says whose turn it is, an ended one how it ended', () => {
  assert.equal(standOf(slip('confirmed', item('given'))), '您已确认，等导办员核对');
  assert.equal(standOf(slip('checking', item('accepted'))), '导办员正在核对');
  assert.deepEqual(['handled', 'not_handled', 'cancelled'].map((state) => standOf(slip(state))), ['已办结', '未能办理', '已取消']);
  assert.deepEqual(['open', 'checking', 'handled', 'cancelled'].map((state) => isRunning(slip(state))), [true, true, false, false]);
});

test('a paper says why it is wanted again or not at all', () => {
  assert.equal(stateOf(item('redo', '看不清')), '请重传：看不清');
  assert.equal(stateOf(item('struck', '已有')), '不需要了：已有');
  assert.equal(stateOf(item('accepted')), '已通过');
});
