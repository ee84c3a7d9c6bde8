// What happened between officers, and breaks, as lines of the transcript.
import type { SystemEntry } from '@daoban/client/index.ts';
import { words } from '../locales/speech.ts';
import { hourMinute } from '../shown/times.ts';

/** Empty for what needs no line. */
export function togetherEvent(entry: SystemEntry, names: ReadonlyMap<string, string>): string {
  const { events } = words().together;
  switch (entry.kind) {
    case 'consult.started':
      if (entry.actorId === entry.body.officer.officer_id) return ''; // a supervisor steps in: the next two lines say so
      return (entry.body.for_transfer ? events.askedOver : events.started)(names.get(entry.actorId) ?? entry.actorId, entry.body.officer.name);
    case 'consult.joined':
      return events.joined(entry.body.officer.name);
    case 'consult.introduced':
      return events.introduced(entry.body.officer.name);
    case 'consult.ended':
      return events.ended[entry.body.reason]?.(entry.body.officer.name) ?? '';
    case 'session.held':
      return events.held(hourMinute(entry.body.due_at), entry.body.reason ?? '');
    case 'session.continued':
      return events.continued;
    default:
      return '';
  }
}
