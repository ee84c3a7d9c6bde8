import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grouped, isZero, largest, sameSize, subtract } from '../../agents/src/shown/amounts.ts';

test('amounts are subtracted exactly, whatever their size', () => {
  assert.equal(subtract('1015000.00', '980000.00'), '35000.00');
  assert.equal(subtract('0.30', '0.1'), '0.20');
  assert.equal(subtract('9007199254740993.01', '9007199254740992.00'), '1.01');
  assert.equal(subtract('0.00', '0.01'), '-0.01');
  assert.equal(subtract('1,000.00', '−1'), '1001.00');
});

test('what is no number has no difference', () => {
  for (const text of ['', 'abc', '12/13', '1.2.3', '1,00', '=1+1']) assert.equal(subtract(text, '1'), null, text);
});

test('an amount is written in groups with two decimals and a true minus', () => {
  assert.equal(grouped('1234567890.12'), '1,234,567,890.12');
  assert.equal(grouped('-1268.4'), '−1,268.40');
  assert.equal(grouped('860'), '860.00');
  assert.equal(grouped('46', 0), '46');
  assert.equal(grouped('0.125'), '0.125');
  assert.equal(grouped('示例'), '示例');
});

test('sizes are compared without sign and decimals', () => {
  assert.ok(sameSize('35000', '-35000.00'));
  assert.ok(!sameSize('35000', '35000.01'));
  assert.ok(!sameSize('', ''));
});

test('the largest is the one furthest from zero', () => {
  assert.equal(largest(['10.00', '-35000.00', '9']), '-35000.00');
  assert.equal(largest([]), null);
  assert.ok(isZero('0.00') && isZero('-0') && !isZero('') && !isZero('0.01'));
});
