// Keys of the console. By place on the keyboard (event.code): Alt with a letter writes accents on some systems. Each can be
// changed or taken away, and all of them switched off; the browser remembers.
import { safeStorage } from '@daoban/client/index.ts';

export type Shortcut = 'available' | 'finishing' | 'away' | 'accept' | 'previous' | 'next' | 'explain' | 'highlight' | 'propose' | 'resolve' | 'slip' | 'transfer' | 'notes' | 'history' | 'help';
/** One whose key can be another one. */
export type Changeable = Exclude<Shortcut, 'help'>;

export interface Chord {
  readonly code: string;
  readonly modifier: 'alt' | 'ctrl';
}

type Chords = Readonly<Record<Changeable, Chord | null>>;
/** What of a key press is looked at. */
export type Press = Pick<KeyboardEvent, 'code' | 'key' | 'altKey' | 'ctrlKey' | 'shiftKey' | 'metaKey' | 'isComposing' | 'repeat' | 'composedPath'>;

const DEFAULTS: Chords = {
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

/** Keys that belong to a place and stay: what is typed in the reply, and the question mark. */
const FIXED = { phrases: '/', send: 'Enter', newline: 'Shift Enter', help: '?' } as const;
export type Named = Changeable | keyof typeof FIXED;

/** With Ctrl, letters are the browser's own (Ctrl W closes the page); what is left works in a text, too. */
const MAY_BE: Readonly<Record<Chord['modifier'], RegExp>> = {
  alt: /^(Key[A-Z]|Digit\d|Arrow(Up|Down)|Enter)$/,
  ctrl: /^(Arrow(Up|Down)|Enter|Digit\d)$/,
};
const SIGNS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓' };

const ON = 'daoban.console.shortcuts';
const CHOSEN = 'daoban.console.chords';
const storage = safeStorage('local');
let chords: Chords = { ...DEFAULTS, ...kept() };

/** Whether shortcuts work; the overlay itself always opens by its button. */
export function shortcutsOn(): boolean {
  return storage.getItem(ON) !== 'off';
}

export function switchShortcuts(on: boolean): void {
  storage.setItem(ON, on ? 'on' : 'off');
}

export function isChangeable(name: Named): name is Changeable {
  return name in DEFAULTS;
}

/** As shown beside the button and in the overlay: `Alt A`; an empty string where there is none. */
export function keyOf(name: Named): string {
  if (!isChangeable(name)) return FIXED[name];
  const chord = chords[name];
  return chord ? chordName(chord) : '';
}

export function chordName({ code, modifier }: Chord): string {
  return `${modifier === 'alt' ? 'Alt' : 'Ctrl'} ${SIGNS[code] ?? code.replace(/^(Key|Digit)/, '')}`;
}

/** The chord of a key press, or null where it cannot be one: without Alt or Ctrl, or the browser's own. */
export function chordOf(press: Press): Chord | null {
  if (press.altKey === press.ctrlKey || press.shiftKey || press.metaKey) return null;
  const modifier = press.altKey ? 'alt' : 'ctrl';
  return MAY_BE[modifier].test(press.code) ? { code: press.code, modifier } : null;
}

/** Whose the chord is already, or null. */
export function takenBy(chord: Chord): Changeable | null {
  const found = Object.entries(chords).find(([, other]) => other?.code === chord.code && other.modifier === chord.modifier);
  return (found?.[0] as Changeable | undefined) ?? null;
}

/** Gives the shortcut this key from now on; null takes its key away. */
export function assign(name: Changeable, chord: Chord | null): void {
  chords = { ...chords, [name]: chord };
  storage.setItem(CHOSEN, JSON.stringify(chords));
}

export function restoreShortcuts(): void {
  chords = DEFAULTS;
  storage.removeItem(CHOSEN);
}

/** The shortcut that a key press means, or null. A press that composes text (IME) or is held down means none. */
export function shortcutOf(press: Press): Shortcut | null {
  if (!shortcutsOn() || press.isComposing || press.repeat || press.metaKey) return null;
  if (press.key === '?' && !press.ctrlKey && !press.altKey && !isWriting(press)) return 'help';
  const chord = chordOf(press);
  return chord && takenBy(chord);
}

function isWriting(press: Press): boolean {
  const [target] = press.composedPath();
  return target !== undefined && 'matches' in target && (target as Element).matches('input, textarea, select, [contenteditable]');
}

/** What was chosen before; only names and chords that there are. */
function kept(): Partial<Chords> {
  try {
    const found = Object.entries(JSON.parse(storage.getItem(CHOSEN) ?? '{}') as Record<string, Chord | null>);
    return Object.fromEntries(found.filter(([name, chord]) => name in DEFAULTS && (chord === null || MAY_BE[chord.modifier]?.test(chord.code))));
  } catch {
    return {};
  }
}
