import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personOf } from '../../widget/src/session/tickets.ts';
import { Emitter } from '../../widget/src/loader/emitter.ts';
import { languageOf } from '../../widget/src/locales/language.ts';

const ticket = (claims: object): string => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

test('two persons of one taxpayer, and one person of two taxpayers, are kept apart', () => {
  const of = (sub: string, taxpayer_id: string) => personOf(ticket({ sub, taxpayer: { taxpayer_id, name: '北京示例??>>' } }));
  assert.equal(of('pe1', 'tp1'), 'tp1:pe1');
  assert.equal(new Set([of('pe1', 'tp1'), of('pe2', 'tp1'), of('pe1', 'tp2')]).size, 3);
});

test('a ticket of another make is nobody in particular, not a fault', () => {
  for (const text of ['', 'a.b.c', 'opaque']) assert.equal(personOf(text), 'unknown');
});

test('a listener that throws harms nobody', () => {
  const { reportError } = globalThis;
  const faults: unknown[] = [];
  globalThis.reportError = (fault) => faults.push(fault);
  const { on, emit } = new Emitter();
  const heard: number[] = [];
  on('unread', () => {
    throw new Error('theirs');
  });
  const stop = on('unread', ({ count }) => heard.push(count));
  emit('unread', { count: 1 });
  stop();
  emit('unread', { count: 2 });
  globalThis.reportError = reportError;
  assert.deepEqual([heard, faults.length], [[1], 2]);
});

test('languages are English or else Chinese', () => {
  assert.deepEqual(['en', 'EN-gb', 'zh-Hans', '', undefined].map(languageOf), ['en', 'en', 'zh-CN', 'zh-CN', 'zh-CN']);
});
