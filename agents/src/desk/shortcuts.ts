// Keys of the console. By place on the keyboard (event.code): Alt with a letter writes accents on some systems.
import { safeStorage } from '@daoban/client/index.ts';

export type Shortcut = 'available' | 'finishing' | 'away' | 'accept' | 'previous' | 'next' | 'explain' | 'highlight' | 'propose' | 'resolve' | 'slip' | 'transfer' | 'notes' | 'history' | 'help';

interface Chord {
  readonly code: string;
  readonly modifier: 'alt' | 'ctrl' | 'none';
}

const CHORDS: Readonly<Record<Exclude<Shortcut, 'help'>, Chord>> = {
  available: { code: 'Digit1', modifier: 'alt' },
  finishing: { code: 'Digit2', modifier: 'alt' },
  away: { code: 'Digit3', modifier: 'alt' },
  accept: { code: 'KeyA', modifier: 'alt' },
  explain: { code: 'KeyE', modifier: 'alt' },
  highlight: { code: 'KeyH', modifier: 'alt' },
  propose: { code: 'KeyP', modifier: 'alt' },
  transfer: { code: 'KeyT', modifier: 'alt' },
  notes: { code: 'KeyN', modifier: 'alt' },
  history: { code: 'KeyB', modifier: 'alt' },
  slip: { code: 'KeyS', modifier: 'alt' },
  previous: { code: 'ArrowUp', modifier: 'ctrl' },
  next: { code: 'ArrowDown', modifier: 'ctrl' },
  resolve: { code: 'Enter', modifier: 'ctrl' },
};

/** As shown beside the buttons and in the overlay. */
export const KEYS: Readonly<Record<Shortcut | 'phrases' | 'send' | 'newline', string>> = {
  available: 'Alt 1',
  finishing: 'Alt 2',
  away: 'Alt 3',
  accept: 'Alt A',
  explain: 'Alt E',
  highlight: 'Alt H',
  propose: 'Alt P',
  transfer: 'Alt T',
  notes: 'Alt N',
  history: 'Alt B',
  slip: 'Alt S',
  previous: 'Ctrl ↑',
  next: 'Ctrl ↓',
  resolve: 'Ctrl Enter',
  phrases: '/',
  send: 'Enter',
  newline: 'Shift Enter',
  help: '?',
};

const KEY = 'daoban.console.shortcuts';
const storage = safeStorage('local');

/** Whether shortcuts work; the overlay itself always opens by its button. */
export function shortcutsOn(): boolean {
  return storage.getItem(KEY) !== 'off';
}

export function switchShortcuts(on: boolean): void {
  storage.setItem(KEY, on ? 'on' : 'off');
}

/** The shortcut that a key press means, or null. A press that composes text (IME) or is held down means none. */
export function shortcutOf(event: KeyboardEvent): Shortcut | null {
  if (!shortcutsOn() || event.isComposing || event.repeat || event.metaKey) return null;
  if (event.key === '?' && !event.ctrlKey && !event.altKey && !isWriting(event)) return 'help';
  const modifier = event.altKey ? 'alt' : event.ctrlKey ? 'ctrl' : 'none';
  if (event.shiftKey || (event.altKey && event.ctrlKey)) return null;
  const found = Object.entries(CHORDS).find(([, chord]) => chord.code === event.code && chord.modifier === modifier);
  return (found?.[0] as Shortcut | undefined) ?? null;
}

function isWriting(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
