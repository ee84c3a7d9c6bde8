import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ratingWords } from '../../widget/src/locales/rating.ts';
import { amount, clockTime, fenOf, minutesBetween, plainAmount, secondsBetween, sentence, tidy } from '../../widget/src/look/figures.ts';

test('amounts are read with and without separators, and nothing else is an amount', () => {
  assert.equal(fenOf('1,015,000.00'), 101_500_000);
  assert.equal(fenOf('1015000'), 101_500_000);
  assert.equal(fenOf('−0.01'), -1);
  assert.equal(fenOf('1，234.5'), 123_450);
  for (const text of ['', '—', '18/520000.00', '12 月', '1e5', '1.2.3']) assert.equal(fenOf(text), null, text);
});

test('amounts go out plain and are shown with separators and a real minus', () => {
  assert.equal(plainAmount('860,000.00'), '860000.00');
  assert.equal(plainAmount('0'), '0.00');
  assert.equal(plainAmount('不适用'), '不适用');
  assert.equal(amount(101_500_000), '1,015,000.00');
  assert.equal(amount(123_456_789_012), '1,234,567,890.12');
  assert.equal(amount(-3_500_000), '−35,000.00');
  assert.equal(amount(5), '0.05');
});

test('Chinese gets full-width punctuation, figures and times keep theirs', () => {
  assert.equal(tidy('附列资料(一),补填差额;对吗?'), '附列资料（一），补填差额；对吗？');
  assert.equal(tidy('差额 1,015,000.00 元,14:06 提交'), '差额 1,015,000.00 元，14:06 提交');
  assert.equal(tidy('提示:见 https://example.invalid/a'), '提示：见 https://example.invalid/a');
});

test('a sentence ends once', () => {
  assert.equal(sentence('先看纳税期限'), '先看纳税期限。');
  assert.equal(sentence('看了吗？'), '看了吗？');
});

test('times of today are clocks, others carry their date', () => {
  const at = new Date(2026, 9, 31, 9, 5);
  assert.equal(clockTime(at.toISOString(), new Date(2026, 9, 31, 23, 0)), '09:05');
  assert.equal(clockTime(at.toISOString(), new Date(2026, 10, 1, 0, 1)), '2026-10-31 09:05');
});

test('minutes are whole and never negative', () => {
  assert.equal(minutesBetween('2026-10-31T09:00:00Z', '2026-10-31T09:09:59Z'), 9);
  assert.equal(minutesBetween('2026-10-31T09:00:00Z', '2026-10-31T08:59:00Z'), 0);
});

test('how long a talk took is said to the second', () => {
  const took = (to: string): string => ratingWords().endedAt('09:02', secondsBetween('2026-10-31T09:00:00Z', to));
  assert.equal(took('2026-10-31T09:02:52.9Z'), '09:02，用时 2 分 52 秒。');
  assert.equal(took('2026-10-31T09:02:00Z'), '09:02，用时 2 分。');
  assert.equal(took('2026-10-31T08:59:00Z'), '09:02，用时 0 秒。');
});
