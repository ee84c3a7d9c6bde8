// What a colleague knows, in few words, and whether that is what a session needs. Also of an older hub, which says less.
import type { Colleague } from '@daoban/client/index.ts';
import type { Desk } from '../desk/desk.ts';
import { lacksOf } from '../desk/handing.ts';
import { words } from '../locales/speech.ts';

/** So many matters are named, the rest are counted. */
const NAMED = 3;
const ALL = '*';

/** `自然人扣缴、税费缴纳等 5 项 · 英语`; the matter of `mine` first, if they know it. Empty: nothing is known. */
export function skillWords(desk: Desk, skills: readonly string[] | undefined, languages: readonly string[] | undefined, mine: string): string {
  const { colleague } = words();
  const tongues = (languages ?? []).map((code) => colleague.languages[code] ?? code);
  return [matters(desk, skills ?? [], mine), ...tongues].filter(Boolean).join(' · ');
}

/** What they lack, for who is asked nevertheless. */
export function lackWords(one: Colleague): string {
  const { colleague } = words();
  return lacksOf(one).map((need) => colleague.lacks[need] ?? need).join(' · ');
}

function matters(desk: Desk, skills: readonly string[], mine: string): string {
  const { colleague, listSeparator } = words();
  if (skills.includes(ALL)) return colleague.allMatters;
  const ordered = [...skills].sort((a, b) => Number(b === mine) - Number(a === mine));
  const named = ordered.slice(0, NAMED).map((id) => desk.library.shortName(id)).join(listSeparator);
  return ordered.length > NAMED ? colleague.andMore(named, ordered.length) : named;
}
