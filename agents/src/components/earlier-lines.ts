// An earlier session as lines to read: what was said, noted, handed over, proposed, and how it ended.
import type { EarlierTranscript, Entry } from '@daoban/client/index.ts';
import { entryOf } from '@daoban/client/transcript.ts';
import type { Desk } from '../desk/desk.ts';
import { officerNames } from '../desk/notes.ts';
import { worded, words } from '../locales/speech.ts';
import { short } from '../shown/chinese.ts';
import { hourMinute } from '../shown/times.ts';

export interface ReadLine {
  readonly kind: 'said' | 'note' | 'happened';
  readonly key: number;
  readonly time: string;
  readonly who: string;
  readonly text: string;
}

export function readLines(desk: Desk, { session, events }: EarlierTranscript): readonly ReadLine[] {
  const entries = events.map(entryOf).filter((entry) => entry !== null);
  const names = officerNames(entries);
  return entries.flatMap((entry): readonly ReadLine[] => {
    const who = entry.role === 'taxpayer' ? session.person.name : (names.get(entry.actorId) ?? entry.actorId);
    const line = { key: entry.seq, time: hourMinute(entry.at), who };
    if (entry.kind === 'message') return [{ ...line, kind: 'said', text: entry.text }];
    if (entry.kind === 'note.added') return [{ ...line, kind: 'note', text: entry.body.text }];
    const text = happened(desk, entry, who);
    return text ? [{ ...line, kind: 'happened', text }] : [];
  });
}

function happened(desk: Desk, entry: Exclude<Entry, { kind: 'message' | 'note.added' }>, who: string): string {
  const { earlier, handed, guide } = words();
  switch (entry.kind) {
    case 'session.assigned':
      return earlier.joined(entry.body.officer.name);
    case 'session.transferred': {
      const { kind, target, target_name } = entry.body;
      if (kind === 'tier') return handed.toTier(who, Number(target));
      return kind === 'queue' ? handed.toQueue(who, short(worded(desk.library.nameOf(target)))) : handed.toOfficer(who, target_name);
    }
    case 'field.highlighted':
      return guide.highlightNumber(entry.body.number);
    case 'field.proposed':
      return earlier.proposed(entry.body.number, entry.body.changes.length, entry.body.reason);
    case 'proposal.applied':
      return (entry.body.applied ? guide.states['applied'] : guide.states['refused']) ?? '';
    case 'proposal.declined':
      return guide.states['declined'] ?? '';
    case 'proposal.staled':
      return guide.states['stale'] ?? '';
    case 'question.resolved':
      return worded(desk.library.choice('dispositions', entry.body.disposition)?.name) || entry.body.disposition;
    case 'session.ended':
      return earlier.ended;
    default:
      return '';
  }
}
