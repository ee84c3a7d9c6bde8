import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageInstead } from '../../agents/src/desk/page-instead.ts';

const ANALYST = { skills: ['report'] };
const OFFICER = { skills: ['vat-general', 'report'] };

test('who came for a page of figures is taken there after signing in', () => {
  assert.equal(pageInstead(OFFICER, '?then=%2Freports%2Fstuck%3Ffrom%3D2026-11-01'), '/reports/stuck?from=2026-11-01');
});

test('nobody is taken to another site, whatever the address says', () => {
  for (const then of ['https://evil.example/', '//evil.example/reports/', '/reports/\\evil', '/console/', 'javascript:alert(1)'])
    assert.equal(pageInstead(OFFICER, `?then=${encodeURIComponent(then)}`), null, then);
});

test('an analyst has no desk and goes to the figures, an officer stays', () => {
  assert.equal(pageInstead(ANALYST, ''), '/reports/');
  assert.equal(pageInstead(OFFICER, ''), null);
  assert.equal(pageInstead({ skills: ['monitor'] }, ''), null);
});
