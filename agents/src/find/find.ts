// Finding a text by what is typed: Chinese as it stands, or the initials of its pinyin, or both mixed. Pure; no words.
import { initialsOf } from './initials.ts';

/** What can be found. `title` is matched first, `body` only as it stands. */
export interface Findable {
  readonly title: string;
  readonly body: string;
  /** Among equally good matches the lower comes first. */
  readonly order: number;
}

interface Key {
  readonly letters: string;
  readonly initials: readonly string[];
}

/** What nobody types: spaces, marks, brackets. */
const PASSED_OVER = /[\s\p{P}\p{S}＿]/u;
const keys = new Map<string, Key>();
const MOST_KEYS = 20_000;

/** The best first; everything in its order when nothing is typed. */
export function find<Item extends Findable>(items: readonly Item[], typed: string): readonly Item[] {
  const wanted = keyOf(typed).letters;
  if (!wanted) return items.toSorted((a, b) => a.order - b.order);
  const ranked = items.flatMap((item) => {
    const rank = rankOf(item, wanted);
    return rank === null ? [] : [{ item, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.item.order - b.item.order || a.item.title.length - b.item.title.length).map(({ item }) => item);
}

/** 0 title begins so, 1 has it, 2 begins with these initials, 3 has them, 4 the body has it; null: no match. */
function rankOf(item: Findable, wanted: string): number | null {
  const title = keyOf(item.title);
  const at = title.letters.indexOf(wanted);
  if (at >= 0) return at === 0 ? 0 : 1;
  const spoken = spokenAt(title, wanted);
  if (spoken >= 0) return spoken === 0 ? 2 : 3;
  return keyOf(item.body).letters.includes(wanted) ? 4 : null;
}

/** Where each character typed is the title's own, or a letter with which its reading begins; -1 nowhere. */
function spokenAt({ letters, initials }: Key, wanted: string): number {
  for (let start = 0; start + wanted.length <= letters.length; start += 1) {
    let matched = 0;
    while (matched < wanted.length && fits(letters, initials, start + matched, wanted[matched] ?? '')) matched += 1;
    if (matched === wanted.length) return start;
  }
  return -1;
}

function fits(letters: string, initials: readonly string[], at: number, character: string): boolean {
  return letters[at] === character || (initials[at] ?? '').includes(character);
}

/** The text as it is compared, kept: the same 2,000 texts are looked at with every key press. */
function keyOf(text: string): Key {
  let key = keys.get(text);
  if (!key) {
    const characters = [...text.toLowerCase()].filter((character) => character.length === 1 && !PASSED_OVER.test(character));
    key = { letters: characters.join(''), initials: characters.map(initialsOf) };
    if (keys.size >= MOST_KEYS) keys.clear();
    keys.set(text, key);
  }
  return key;
}
