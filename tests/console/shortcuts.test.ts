import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { type Press, assign, chordOf, keyOf, restoreShortcuts, shortcutOf, shortcutsOn, switchShortcuts, takenBy } from '../../agents/src/desk/shortcuts.ts';

const press = (code: string, more: Partial<Press> = {}): Press => ({
  code,
  key: code,
  altKey: false,
  ctrlKey: false,
  shiftKey: false,
  metaKey: false,
  isComposing: false,
  repeat: false,
  composedPath: () => [],
  ...more,
});
const alt = (code: string): Press => press(code, { altKey: true });

afterEach(() => {
  restoreShortcuts();
  switchShortcuts(true);
});

test('a key goes by its place; composing, holding down and further modifiers mean nothing', () => {
  assert.equal(shortcutOf(alt('KeyA')), 'accept');
  assert.equal(shortcutOf(press('ArrowUp', { ctrlKey: true })), 'previous');
  for (const more of [{ isComposing: true }, { repeat: true }, { shiftKey: true }, { metaKey: true }, { ctrlKey: true }])
    assert.equal(shortcutOf({ ...alt('KeyA'), ...more }), null);
});

test('the question mark opens the overlay wherever nothing is written', () => {
  assert.equal(shortcutOf(press('Slash', { key: '?', shiftKey: true, composedPath: () => [] })), 'help');
});

test('a shortcut takes another key, and the old one is free', () => {
  assign('accept', { code: 'KeyJ', modifier: 'alt' });
  assert.deepEqual([shortcutOf(alt('KeyJ')), shortcutOf(alt('KeyA'))], ['accept', null]);
  assert.equal(keyOf('accept'), 'Alt J');
  assert.equal(takenBy({ code: 'KeyJ', modifier: 'alt' }), 'accept');
});

test('a shortcut without a key shows none and does nothing', () => {
  assign('accept', null);
  assert.equal(keyOf('accept'), '');
  assert.equal(shortcutOf(alt('KeyA')), null);
});

test("what is the browser's own, or a plain letter, is no shortcut", () => {
  for (const one of [press('KeyW', { ctrlKey: true }), press('KeyA'), alt('Tab'), alt('F4'), alt('ArrowLeft'), { ...alt('KeyA'), shiftKey: true }]) assert.equal(chordOf(one), null);
  assert.deepEqual(chordOf(press('Enter', { ctrlKey: true })), { code: 'Enter', modifier: 'ctrl' });
});

test('all of them are switched off at once', () => {
  switchShortcuts(false);
  assert.equal(shortcutsOn(), false);
  assert.equal(shortcutOf(alt('KeyA')), null);
});
