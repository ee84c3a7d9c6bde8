// Finding a text by what is typed: Chinese as it stands, or the initials of its pinyin, or both mixed. Pure; no words.
import { initialsOf } from './initials.ts';

/** What can be found. `title` is matched first, `body` only as it stands. */
export interface Findable {
  readonly title: string;
  readonly body: string;
  /** Among equally good matches the lower comes first. */
  readonly order: number;
}

/** A text as it is compared: its characters, and at the same places the letters with which they are read. */
interface Key {
  readonly letters: string;
  readonly read: string;
  readonly otherwise: string;
}

/** What nobody types: spaces, marks, brackets. */
const PASSED_OVER = /[\s\p{P}\p{S}＿]/u;
/** Kept with the item: the same 2,000 are looked at with every key press. */
const keys = new WeakMap<Findable, { readonly title: Key; readonly body: string }>();

/** The best first; everything in its order when nothing is typed. */
export function find<Item extends Findable>(items: readonly Item[], typed: string): readonly Item[] {
  const wanted = charactersOf(typed).join('');
  if (!wanted) return items.toSorted((a, b) => a.order - b.order);
  const ranked = items.flatMap((item) => {
    const rank = rankOf(item, wanted);
    return rank === null ? [] : [{ item, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.item.order - b.item.order || a.item.title.length - b.item.title.length).map(({ item }) => item);
}

/** 0 title begins so, 1 has it, 2 begins with these initials, 3 has them, 4 the body has it; null: no match. */
function rankOf(item: Findable, wanted: string): number | null {
  const { title, body } = keysOf(item);
  const at = title.letters.indexOf(wanted);
  if (at >= 0) return at === 0 ? 0 : 1;
  const spoken = spokenAt(title, wanted);
  if (spoken >= 0) return spoken === 0 ? 2 : 3;
  return body.includes(wanted) ? 4 : null;
}

/** Where each character typed is the title's own, or a letter with which its reading begins; -1 nowhere. */
function spokenAt(key: Key, wanted: string): number {
  const last = key.letters.length - wanted.length;
  for (let start = 0; start <= last; start += 1) {
    let matched = 0;
    while (matched < wanted.length && fits(key, start + matched, wanted.charCodeAt(matched))) matched += 1;
    if (matched === wanted.length) return start;
  }
  return -1;
}

function fits({ letters, read, otherwise }: Key, at: number, code: number): boolean {
  return read.charCodeAt(at) === code || letters.charCodeAt(at) === code || otherwise.charCodeAt(at) === code;
}

function keysOf(item: Findable): { readonly title: Key; readonly body: string } {
  let found = keys.get(item);
  if (!found) keys.set(item, (found = { title: keyOf(item.title), body: charactersOf(item.body).join('') }));
  return found;
}

function keyOf(text: string): Key {
  const characters = charactersOf(text);
  const readings = characters.map((character) => initialsOf(character) || character);
  return { letters: characters.join(''), read: readings.map((letters) => letters[0]).join(''), otherwise: readings.map((letters) => letters[1] ?? letters[0]).join('') };
}

function charactersOf(text: string): readonly string[] {
  return [...text.toLowerCase()].filter((character) => character.length === 1 && !PASSED_OVER.test(character));
}
