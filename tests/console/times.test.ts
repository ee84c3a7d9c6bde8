import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockSpan, dayAndMinute, daysUntil, hourMinute, hourMinuteSecond, secondsSince, taxPeriod } from '../../agents/src/shown/times.ts';

test('a running clock never goes below zero and knows hours', () => {
  assert.equal(clockSpan(-3), '0:00');
  assert.equal(clockSpan(95.9), '1:35');
  assert.equal(clockSpan(3723), '1:02:03');
});

test('seconds are whole and never negative, for clocks differ', () => {
  const now = Date.parse('2026-11-23T06:00:10.900Z');
  assert.equal(secondsSince('2026-11-23T06:00:00Z', now), 10);
  assert.equal(secondsSince('2026-11-23T06:00:20Z', now), 0);
});

test('times are those of the bureau, wherever the computer stands', (context) => {
  const zone = process.env['TZ'];
  context.after(() => (zone === undefined ? delete process.env['TZ'] : (process.env['TZ'] = zone)));
  for (const place of ['America/New_York', 'UTC', 'Asia/Shanghai']) {
    process.env['TZ'] = place;
    assert.equal(dayAndMinute('2026-11-15T16:05:09Z'), '2026-11-16 00:05');
    assert.equal(hourMinute(Date.parse('2026-11-15T16:05:09Z')), '00:05');
    assert.equal(hourMinuteSecond('2026-11-15T16:05:09.900Z'), '00:05:09');
  }
});

test('a deadline is counted in days of the bureau, wherever the computer stands', () => {
  const lateEvening = Date.parse('2026-11-15T23:50:00+08:00');
  assert.equal(daysUntil('2026-11-15', lateEvening), 0);
  assert.equal(daysUntil('2026-11-16', lateEvening), 1);
  assert.equal(daysUntil('2026-10-31', lateEvening), -15);
  assert.equal(daysUntil('2026-11-16', lateEvening + 600_000), 0);
  assert.equal(daysUntil('soon', lateEvening), null);
});

test('a tax period of whole months loses its days', () => {
  assert.equal(taxPeriod('2026-10-01~2026-10-31'), '2026-10');
  assert.equal(taxPeriod('2026-07-01~2026-09-30'), '2026-07–09');
  assert.equal(taxPeriod('2028-02-01~2028-02-29'), '2028-02');
  assert.equal(taxPeriod('2026-10-05~2026-10-31'), '2026-10-05 – 2026-10-31');
  assert.equal(taxPeriod('2026-10'), '2026-10');
});
