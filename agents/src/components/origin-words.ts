// Whence an offered session comes, in one line: who hands it over, to whom, and what they wrote with it.
import type { Origin } from '@daoban/client/index.ts';
import type { Desk } from '../desk/desk.ts';
import { worded, words } from '../locales/speech.ts';
import { short } from '../shown/chinese.ts';

/** Empty for a new request, and for a kind that this page does not know. */
export function originParts(desk: Desk, origin: Origin | null | undefined): readonly string[] {
  if (!origin) return [];
  const { origin: said } = words();
  const by = said.by[origin.kind];
  if (!by) return [];
  const name = origin.officer?.name ?? said.nobody[origin.kind] ?? '';
  return [by(name), whereTo(desk, origin), origin.reason ?? ''].filter(Boolean);
}

function whereTo(desk: Desk, { way, target, target_name }: Origin): string {
  const { origin: said } = words();
  if (way === 'officer') return target === desk.me.officer_id ? said.toYou : said.toOther(target_name ?? '');
  if (way === 'tier') return said.toTier[target ?? ''] ?? '';
  return way === 'queue' ? said.toQueue(short(worded(desk.library.nameOf(target ?? '')))) : '';
}
