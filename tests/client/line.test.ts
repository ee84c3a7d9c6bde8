// How long a line waits before it is tried again.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { waitBefore } from '../../chatserver/client/src/line.ts';

const { random } = Math;
afterEach(() => {
  Math.random = random;
});

const longest = (attempt: number, troubledMs: number): number => {
  Math.random = () => 1;
  return waitBefore(attempt, troubledMs);
};

test('the bound doubles with each try, up to 20 s', () => {
  const long = 3_600_000;
  assert.deepEqual([0, 1, 2, 5, 6, 40].map((attempt) => longest(attempt, long)), [500, 1_000, 2_000, 16_000, 20_000, 20_000]);
});

test('nobody waits longer than the trouble has lasted', () => {
  assert.equal(longest(6, 3_000), 3_000);
  assert.equal(longest(6, 0), 500);
});
