// An earlier session as lines to read: what was said, sent, noted, handed over, proposed, and how it ended.
import type { EarlierTranscript, Entry, FileShared } from '@daoban/client/index.ts';
import { fileWords, sizeWords } from '@daoban/client/files/words.ts';
import { entryOf } from '@daoban/client/transcript.ts';
import type { Desk } from '../desk/desk.ts';
import { officerNames } from '../desk/notes.ts';
import { worded, words } from '../locales/speech.ts';
import { short } from '../shown/chinese.ts';
import { hourMinute } from '../shown/times.ts';

export interface ReadLine {
  readonly kind: 'said' | 'file' | 'note' | 'happened';
  readonly key: number;
  readonly time: string;
  readonly who: string;
  readonly text: string;
}

export function readLines(desk: Desk, { session, events }: EarlierTranscript): readonly ReadLine[] {
  const entries = events.map(entryOf).filter((entry) => entry !== null);
  const names = officerNames(entries);
  const removed = new Set(entries.flatMap((entry) => (entry.kind === 'file.removed' ? entry.body.file_id : [])));
  return entries.flatMap((entry): readonly ReadLine[] => {
    const who = entry.role === 'taxpayer' ? session.person.name : (names.get(entry.actorId) ?? entry.actorId);
    const line = { key: entry.seq, time: hourMinute(entry.at), who };
    if (entry.kind === 'message') return [{ ...line, kind: 'said', text: entry.text }];
    if (entry.kind === 'note.added') return [{ ...line, kind: 'note', text: entry.body.text }];
    if (entry.kind === 'file.shared') return [{ ...line, kind: 'file', text: fileFacts(entry.body, removed.has(entry.body.file_id)) }];
    const text = happened(desk, entry, who);
    return text ? [{ ...line, kind: 'happened', text }] : [];
  });
}

/** Its name ends as what the hub found it to be. */
function fileFacts({ name, width, size_bytes }: FileShared, removed: boolean): string {
  const { earlier, locale } = words();
  const kind = width === null ? (/[^.]+$/.exec(name)?.[0] ?? '').toUpperCase() : earlier.picture;
  return [name, kind, sizeWords(size_bytes), removed ? fileWords(locale).removed : ''].filter(Boolean).join(' · ');
}

function happened(desk: Desk, entry: Exclude<Entry, { kind: 'message' | 'note.added' | 'file.shared' }>, who: string): string {
  const { earlier, handed, guide, locale } = words();
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
    case 'file.refused':
      return fileWords(locale).refused(entry.body.name);
    case 'session.ended':
      return earlier.ended;
    default:
      return '';
  }
}
