// The transcript as lines to draw: messages with one meta line per minute and speaker, events in words.
import type { Entry, MessageEntry, OutgoingMessage, SessionTransferred, SystemEntry } from '@daoban/client/index.ts';
import type { Desk } from '../desk/desk.ts';
import { type NoteEntry, officerNames } from '../desk/notes.ts';
import type { Talk } from '../desk/talk.ts';
import { worded, words } from '../locales/speech.ts';
import { short } from '../shown/chinese.ts';
import { hourMinute, secondsSince } from '../shown/times.ts';
import { type GuideEntry, isGuide } from './guide-cards.ts';
import type { OutcomeEntry } from './outcome-card.ts';
import { questionTitle } from './question-title.ts';
import { slipEventWords } from './slip-words.ts';
import { togetherEvent } from './together-events.ts';

export type Mark = 'sent' | 'read' | null;

export interface SaidLine {
  readonly kind: 'said';
  readonly key: string;
  readonly own: boolean;
  readonly who: string;
  readonly entry: MessageEntry;
  readonly mark: Mark;
  /** Whether the meta line stands below: the last of one speaker's messages in one minute. */
  readonly meta: boolean;
}

export interface HappenedLine {
  readonly kind: 'happened';
  readonly key: string;
  readonly text: string;
}

export interface OutgoingLine {
  readonly kind: 'outgoing';
  readonly key: string;
  readonly message: OutgoingMessage;
}

export interface GuideLine {
  readonly kind: 'guide';
  readonly key: string;
  readonly entry: GuideEntry;
}

/** What an officer wrote for officers. */
export interface NoteLine {
  readonly kind: 'note';
  readonly key: string;
  readonly who: string;
  readonly entry: NoteEntry;
}

export interface FileLine {
  readonly kind: 'file';
  readonly key: string;
  readonly own: boolean;
  readonly entry: FileEntry;
  /** Whether its term is over. */
  readonly removed: boolean;
}

export interface SlipLine {
  readonly kind: 'slip';
  readonly key: string;
  readonly entry: Extract<SystemEntry, { kind: 'slip.started' }>;
}

/** What an officer said to the other one. */
export interface AsideLine {
  readonly kind: 'aside';
  readonly key: string;
  readonly own: boolean;
  readonly who: string;
  readonly text: string;
  readonly at: string;
}

export interface OutcomeLine {
  readonly kind: 'outcome';
  readonly key: string;
  readonly entry: OutcomeEntry;
}

type FileEntry = Extract<SystemEntry, { kind: 'file.shared' | 'file.refused' }>;

export type Line = SaidLine | HappenedLine | GuideLine | OutcomeLine | NoteLine | FileLine | SlipLine | OutgoingLine | AsideLine;

/** The lines of the entries from number `from` of the list on: a long talk is not drawn whole. */
export function linesOf(desk: Desk, talk: Talk, from = 0): readonly Line[] {
  const names = officerNames(talk.entries);
  const removed = new Set(talk.view.files.filter(({ removed_at }) => removed_at).map(({ file_id }) => file_id));
  const lines = talk.entries.slice(from).flatMap((entry, index): readonly Line[] =>
    entry.kind === 'message'
      ? [said(desk, talk, entry, talk.entries[from + index + 1], names)]
      : entry.kind === 'aside.posted'
        ? [aside(desk, entry, names)]
      : isGuide(entry)
        ? [{ kind: 'guide', key: `guide ${entry.body.guide_id}`, entry }]
        : entry.kind === 'note.added'
          ? [{ kind: 'note', key: `note ${entry.body.note_id}`, who: by(desk, names, entry.actorId), entry }]
          : isFile(entry)
            ? [{ kind: 'file', key: `file ${entry.body.file_id}`, own: entry.role === 'officer', entry, removed: removed.has(entry.body.file_id) }]
        : entry.kind === 'outcome.reported'
          ? [{ kind: 'outcome', key: `event ${entry.seq}`, entry }]
          : happened(entry, eventWords(desk, talk, entry, names)),
  );
  const outgoing = talk.outgoing.map((message): Line => ({ kind: 'outgoing', key: message.clientMsgId, message }));
  return [...lines, ...outgoing];
}

function by(desk: Desk, names: ReadonlyMap<string, string>, officerId: string): string {
  return officerId === desk.me.officer_id ? words().handed.you : (names.get(officerId) ?? officerId);
}

function isFile(entry: SystemEntry): entry is FileEntry {
  return entry.kind === 'file.shared' || entry.kind === 'file.refused';
}

function said(desk: Desk, talk: Talk, entry: MessageEntry, next: Entry | undefined, names: ReadonlyMap<string, string>): Line {
  const own = entry.role === 'officer';
  const { view } = talk;
  const colleague = names.get(entry.actorId) ?? entry.actorId;
  return {
    kind: 'said',
    // the same key as the outgoing line that it replaces: the line stays in place
    key: entry.clientMsgId,
    own,
    who: own ? (entry.actorId === desk.me.officer_id ? '' : colleague) : view.person.name,
    entry,
    mark: own ? (view.taxpayer_read >= entry.seq ? 'read' : 'sent') : null,
    meta: !continues(entry, next),
  };
}

function aside(desk: Desk, entry: Extract<SystemEntry, { kind: 'aside.posted' }>, names: ReadonlyMap<string, string>): AsideLine {
  const own = entry.actorId === desk.me.officer_id;
  const who = own ? '' : (names.get(entry.actorId) ?? entry.actorId);
  return { kind: 'aside', key: `aside ${entry.seq}`, own, who, text: entry.body.text, at: entry.at };
}

function continues(entry: MessageEntry, next: Entry | undefined): boolean {
  return next?.kind === 'message' && next.actorId === entry.actorId && hourMinute(next.at) === hourMinute(entry.at);
}

function happened(entry: SystemEntry, text: string): readonly HappenedLine[] {
  return text ? [{ kind: 'happened', key: `event ${entry.seq}`, text: `${hourMinute(entry.at)} ${text}` }] : [];
}

function eventWords(desk: Desk, talk: Talk, entry: SystemEntry, names: ReadonlyMap<string, string>): string {
  const { events } = words();
  const { view } = talk;
  switch (entry.kind) {
    case 'session.assigned':
      return assigned(desk, talk, entry);
    case 'session.queued':
      return entry.body.reason === 'officer_lost' ? events.requeued : '';
    case 'session.transferred':
      return transferred(desk, by(desk, names, entry.actorId), entry.body);
    case 'session.reassigned':
      return words().handed.reassigned(entry.body.officer.name, entry.body.reason ?? '');
    case 'question.opened': {
      if (entry.body.number === 1) return '';
      const question = view.questions.find((item) => item.question_id === entry.body.question_id);
      const by = entry.role === 'officer' ? events.byOfficer : view.person.name;
      return question ? events.question(entry.body.number, questionTitle(desk, question), by) : '';
    }
    case 'question.resolved': {
      const outcome = worded(desk.library.choice('dispositions', entry.body.disposition)?.name) || entry.body.disposition;
      return events.resolved(questionNumber(talk, entry.body.question_id), outcome);
    }
    case 'question.confirmed':
      return events.confirmed(view.person.name, questionNumber(talk, entry.body.question_id), entry.body.solved);
    case 'monitor.started':
      return events.monitored(entry.body.officer.name);
    case 'session.ended':
      return events.ended(events.endedBy[entry.role] ?? events.endedBy['hub'] ?? '', events.endedReason[entry.body.reason] ?? '');
    case 'slip.confirmed':
    case 'slip.concluded':
    case 'slip.cancelled':
      return slipEventWords(desk, talk, entry);
    case 'session.rated':
      return rated(desk, entry.body.score, entry.body.achieved);
    default:
      return togetherEvent(entry, names);
  }
}

function assigned(desk: Desk, talk: Talk, entry: Extract<SystemEntry, { kind: 'session.assigned' }>): string {
  const { officer, offer_id } = entry.body;
  if (offer_id === null) return ''; // they were there already and took over, which a line of its own says: nobody waited
  const queued = talk.entries.findLast((item) => item.kind === 'session.queued' && item.seq < entry.seq);
  const waited = secondsSince(queued?.at ?? talk.view.opened_at, Date.parse(entry.at));
  return words().events.assigned(officer.name, officer.officer_id === desk.me.officer_id, waited, talk.view.explained);
}

function transferred(desk: Desk, who: string, { kind, target, target_name }: SessionTransferred): string {
  const { handed } = words();
  if (kind === 'tier') return handed.toTier(who, Number(target));
  return kind === 'queue' ? handed.toQueue(who, short(worded(desk.library.nameOf(target)))) : handed.toOfficer(who, target_name);
}

function rated(desk: Desk, score: number | null, achieved: boolean | null): string {
  const { events } = words();
  const level = desk.library.common.rating_levels.find((item) => item.score === score);
  if (level) return events.rated(worded(level.name), achieved);
  return achieved === null ? '' : events.ratedAchieved(achieved);
}

function questionNumber(talk: Talk, questionId: string): number {
  return talk.view.questions.find((item) => item.question_id === questionId)?.number ?? 0;
}
