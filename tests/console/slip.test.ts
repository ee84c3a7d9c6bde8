// What a slip waits for, as the officer reads it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Slip, SlipItem } from '@daoban/client';
import { isRunning, standOf } from '../../agents/src/guide/slip.ts';

function slip(state: string, ...states: string[]): Slip {
  const officer = { officer_id: 'of3', name: '导办03', tier: 1, name_en: null };
  const items = states.map((one, at): SlipItem => ({ item_id: `${at}`, name: one, when: null, original: false, added: null, state: one, state_at: null, reason: null, file_ids: [] }));
  return { slip_id: 'k1', no: 'n', matter_id: 'm', title: 't', officer, at: '', items, state, state_at: null, confirmed_at: null, result: null, concluded_by: null };
}

test('what waits for the officer is said first, then what the taxpayer owes, then the confirmation, then the result', () => {
  assert.deepEqual(standOf(slip('open', 'given', 'redo', 'accepted')), { kind: 'toCheck', count: 1 });
  assert.deepEqual(standOf(slip('open', 'wanted', 'redo', 'filled')), { kind: 'lacking', count: 2 });
  assert.deepEqual(standOf(slip('open', 'filled', 'accepted')), { kind: 'unconfirmed' });
  assert.deepEqual(standOf(slip('checking', 'accepted', 'struck')), { kind: 'toConclude' });
});

test('a slip with a result says which, and is not at work any more', () => {
  assert.deepEqual(['handled', 'not_handled', 'cancelled'].map((state) => standOf(slip(state))), [
    { kind: 'over', state: 'handled' },
    { kind: 'over', state: 'not_handled' },
    { kind: 'over', state: 'cancelled' },
  ]);
  assert.deepEqual(['confirmed', 'not_handled'].map((state) => isRunning(slip(state))), [true, false]);
});
