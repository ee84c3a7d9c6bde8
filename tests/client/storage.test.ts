import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Drafts, safeStorage } from '@daoban/client';

function install(storage: () => unknown): void {
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: storage });
}

function aBrowserStorage(mostCharacters = Infinity): { kept: Map<string, string>; getItem: unknown; setItem: unknown; removeItem: unknown } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value.length > mostCharacters) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key: string) => kept.delete(key),
  };
}

afterEach(() => Reflect.deleteProperty(globalThis, 'localStorage'));

test('texts are kept in the browser', () => {
  const browser = aBrowserStorage();
  install(() => browser);
  const storage = safeStorage('local');
  storage.setItem('a', '1');
  assert.equal(browser.kept.get('a'), '1');
  assert.equal(safeStorage('local').getItem('a'), '1');
  storage.removeItem('a');
  assert.equal(storage.getItem('a'), null);
});

test('blocked storage is memory for as long as the page lives', () => {
  install(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const storage = safeStorage('local');
  assert.equal(storage.getItem('a'), null);
  storage.setItem('a', '1');
  assert.equal(storage.getItem('a'), '1');
  storage.removeItem('a');
  assert.equal(storage.getItem('a'), null);
});

test('a full storage does not bring back an older text', () => {
  const browser = aBrowserStorage(3);
  install(() => browser);
  const storage = safeStorage('local');
  storage.setItem('a', 'old');
  storage.setItem('a', 'newer than fits');
  assert.equal(storage.getItem('a'), 'newer than fits');
  assert.equal(safeStorage('local').getItem('a'), null);
  storage.setItem('a', 'new');
  assert.equal(storage.getItem('a'), 'new');
});

test('making a storage touches nothing', () => {
  let touched = false;
  install(() => (touched = true));
  safeStorage('local');
  assert.equal(touched, false);
});

test('drafts are kept per session and forgotten when empty', () => {
  const browser = aBrowserStorage();
  install(() => browser);
  const drafts = new Drafts(safeStorage('local'), 'draft.p-1');
  drafts.save('s-1', '请问');
  drafts.save('s-2', '你好');
  assert.equal(new Drafts(safeStorage('local'), 'draft.p-1').load('s-1'), '请问');
  assert.equal(new Drafts(safeStorage('local'), 'draft.p-2').load('s-1'), '');
  drafts.save('s-1', '');
  assert.deepEqual([...browser.kept.keys()], ['draft.p-1.s-2']);
  assert.equal(drafts.load('s-1'), '');
});
