import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { Day } from '../../agents/src/desk/day.ts';

const counted = (sessions: number, questions: number) => ({ sessions, questions, median_first_answer_seconds: 30 });

test('a session and its questions are counted once, however often they are seen', () => {
  const day = new Day();
  day.replace(counted(2, 3), [['s1', 2]]);
  day.note('s1', 2);
  deepEqual(day.soFar, counted(2, 3));
  day.note('s2', 1);
  day.note('s2', 1);
  deepEqual(day.soFar, counted(3, 4));
  day.note('s2', 3);
  deepEqual(day.soFar, counted(3, 6));
});

test('a view older than the snapshot takes nothing away', () => {
  const day = new Day();
  day.replace(counted(1, 2), [['s1', 2]]);
  day.note('s1', 1);
  deepEqual(day.soFar, counted(1, 2));
});

test('a snapshot replaces what was counted here; before the first nothing is known', () => {
  const day = new Day();
  day.note('s1', 1);
  equal(day.soFar, null);
  day.replace(counted(1, 1), [['s1', 1]]);
  day.note('s2', 1);
  day.replace(counted(2, 2), [['s1', 1], ['s2', 1]]);
  day.note('s2', 1);
  deepEqual(day.soFar, counted(2, 2));
});
