import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Floor, FloorOfficer, FloorQueue } from '@daoban/client/index.ts';
import { DEFAULTS, loadThresholds, totalsOf, troublesOf } from '../../agents/src/floor/alarms.ts';

const NOW = Date.parse('2026-11-16T06:00:00Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1_000).toISOString();
const queue = (queue_id: string, more: Partial<FloorQueue> = {}): FloorQueue => ({ queue_id, waiting: 0, longest_since: null, median_seconds: null, free: 1, busy: 0, away: 0, ...more });
const officer = (officer_id: string, more: Partial<FloorOfficer> = {}): FloorOfficer => ({
  officer_id,
  name: officer_id,
  tier: 1,
  status: 'available',
  status_reason: null,
  status_at: ago(3_600),
  present: true,
  capacity: 3,
  in_hand: 0,
  skills: [],
  ...more,
});
const floor = (queues: readonly FloorQueue[], officers: readonly FloorOfficer[] = []): Floor => ({ now: ago(0), queues, officers, off_duty: 0, sessions: [], announcement: null, waiting: [], waiting_more: 0 });
const keys = (at: Floor, thresholds = DEFAULTS): readonly string[] => troublesOf(at, thresholds, NOW).map(({ key }) => key);

test('a wait alarms from its line on, the longest first', () => {
  const at = floor([queue('a', { waiting: 1, longest_since: ago(119) }), queue('b', { waiting: 1, longest_since: ago(120) }), queue('c', { waiting: 1, longest_since: ago(500) })]);
  assert.deepEqual(keys(at), ['wait c', 'wait b']);
  assert.deepEqual(keys(at, { ...DEFAULTS, waitMinutes: 0 }), []);
});

test('people who wait where nobody is on duty alarm; a queue without people does not', () => {
  const nobody = { free: 0, busy: 0, away: 2 };
  const at = floor([queue('a', { waiting: 2, longest_since: ago(1), ...nobody }), queue('b', nobody), queue('c', { waiting: 1, longest_since: ago(1), free: 0, busy: 1 })]);
  assert.deepEqual(keys(at), ['nobody a']);
  assert.deepEqual(keys(at, { ...DEFAULTS, nobody: false }), []);
});

test('who is away or without a line for long alarms, who is off duty does not', () => {
  const long = ago(15 * 60);
  const at = floor([], [
    officer('away', { status: 'away', status_at: long }),
    officer('lost', { present: false, status_at: long }),
    officer('just', { status: 'away', status_at: ago(60) }),
    officer('off', { status: 'off_duty', present: false, status_at: long }),
    officer('here'),
  ]);
  assert.deepEqual(keys(at), ['away away', 'away lost']);
});

test('the figures are sums of the rows; who only supervises is no officer on duty', () => {
  const at = floor(
    [queue('a', { waiting: 2, longest_since: ago(30) }), queue('b', { waiting: 1, longest_since: ago(90) })],
    [officer('one', { in_hand: 2 }), officer('two', { status: 'finishing', in_hand: 1 }), officer('three', { status: 'away' }), officer('lead', { capacity: 0 })],
  );
  assert.deepEqual(totalsOf(at), { waiting: 3, longestSince: ago(90), onDuty: 2, expected: 3, inHand: 3, capacity: 9 });
});

test('what was kept and is no threshold falls back', () => {
  const kept = (text: string | null) => loadThresholds({ getItem: () => text, setItem: () => undefined, removeItem: () => undefined }, 'k');
  assert.deepEqual(kept(null), DEFAULTS);
  assert.deepEqual(kept('nonsense'), DEFAULTS);
  assert.deepEqual(kept('{"waitMinutes":5,"awayMinutes":-1,"nobody":false}'), { waitMinutes: 5, awayMinutes: 15, nobody: false });
});
