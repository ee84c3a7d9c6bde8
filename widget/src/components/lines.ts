import type { Entry, MessageEntry, OutgoingMessage, Question, SessionView, SystemEntry } from '@daoban/client/index.ts';
import { called, say } from '../locales/words.ts';
import { clockTime } from '../look/figures.ts';
import type { Moved } from '../moved/moved.ts';
import { idOf, isAgain, isCard } from '../session/reading.ts';

export type Mark = 'pending' | 'delivered' | 'read' | 'failed';

/** A message as it is drawn. `meta`: its time and mark stand below it, for itself and those it closes. */
export interface MessageLine {
  readonly kind: 'message';
  readonly id: string;
  readonly own: boolean;
  /** Which officer says it; empty for one's own. */
  readonly who: string;
  readonly text: string;
  readonly time: string;
  readonly mark: Mark | null;
  readonly meta: boolean;
}

export interface SystemLine {
  readonly kind: 'system';
  readonly id: string;
  readonly text: string;
}

/** What an officer holds to be settled: the taxpayer is asked in place, and the answer stays there. */
export interface ConfirmLine {
  readonly kind: 'confirm';
  readonly id: string;
  readonly question: Question;
  readonly name: string;
}

/** What an officer pointed at, proposed or put there; a card that is fetched apart draws it. */
export interface GuideLine {
  readonly kind: 'guide';
  readonly id: string;
  readonly entry: SystemEntry;
}

export type Line = MessageLine | SystemLine | ConfirmLine | GuideLine;

/** How questions are called: by their error, else their step; and by which number the step goes. */
export interface Names {
  name(question: Question): string;
  step(question: Question): number | null;
}

/** The names of officers who were assigned, or joined, by their ids. */
type Officers = ReadonlyMap<string, string>;

/** Return the lines of a thread, in order: what is in the log, then what is still to be sent. */
export function linesOf(view: SessionView, entries: readonly Entry[], outgoing: readonly OutgoingMessage[], names: Names, moved?: Moved): Line[] {
  const logged = new Set(entries.map((entry) => (entry.kind === 'message' ? entry.clientMsgId : '')));
  const officers = new Map(entries.flatMap((entry) => ('body' in entry && 'officer' in entry.body ? [[entry.body.officer.officer_id, called(entry.body.officer)]] : [])));
  const lines = entries.flatMap((entry) => lineOf(entry, view, entries, officers, names, moved));
  const waiting = outgoing.filter((message) => !logged.has(message.clientMsgId)).map(waitingLine);
  return closeGroups([...lines, ...waiting]);
}

function lineOf(entry: Entry, view: SessionView, entries: readonly Entry[], officers: Officers, names: Names, moved?: Moved): Line[] {
  if (entry.kind === 'message') return [messageLine(entry, view, officers)];
  if (entry.kind === 'question.resolved') {
    const question = questionIn(view, entry.body.question_id);
    // after the end it is the officer's own bookkeeping; the taxpayer is asked by the rating
    const over = view.ending && entry.at >= view.ending.at;
    return question && !over ? [{ kind: 'confirm', id: `e${entry.seq}`, question, name: names.name(question) }] : [];
  }
  if (isCard(entry)) return [{ kind: 'guide', id: idOf(entry), entry }];
  const text = isAgain(entry) ? moved && `${clockTime(entry.at)} ${moved.line(entry, entries)}` : systemText(entry, view, names);
  return text ? [{ kind: 'system', id: `e${entry.seq}`, text }] : [];
}

function messageLine(entry: MessageEntry, view: SessionView, officers: Officers): MessageLine {
  const own = entry.role === 'taxpayer';
  const mark = entry.seq <= view.officer_read ? 'read' : 'delivered';
  const who = own ? '' : (officers.get(entry.actorId) ?? '');
  return { kind: 'message', id: entry.clientMsgId, own, who, text: entry.text, time: clockTime(entry.at), mark: own ? mark : null, meta: true };
}

function waitingLine(message: OutgoingMessage): MessageLine {
  const time = clockTime(new Date(message.at).toISOString());
  const mark = message.state === 'failed' ? 'failed' : 'pending';
  return { kind: 'message', id: message.clientMsgId, own: true, who: '', text: message.text, time, mark, meta: true };
}

function systemText(entry: SystemEntry, view: SessionView, names: Names): string | null {
  const time = clockTime(entry.at);
  switch (entry.kind) {
    case 'session.opened':
      return say.opened(time);
    case 'session.assigned':
      return say.joined(time, called(entry.body.officer), view.questions[0] ? names.step(view.questions[0]) : null);
    case 'question.opened':
      return entry.body.number > 1 ? say.newQuestion(time, entry.body.number, nameIn(view, entry.body.question_id, names)) : null;
    case 'question.confirmed':
      return say.confirmed(time, numberIn(view, entry.body.question_id), entry.body.solved);
    case 'session.ended':
      return say.endedLine(time);
    default:
      return null;
  }
}

/** Messages of one speaker in one minute with the same mark share one line of time and mark, below the last. */
function closeGroups(lines: Line[]): Line[] {
  return lines.map((line, at) => {
    const next = lines[at + 1];
    if (line.kind !== 'message' || next?.kind !== 'message' || line.mark === 'failed') return line;
    const same = next.who === line.who && next.time === line.time && next.mark === line.mark;
    return { ...line, meta: !same };
  });
}

function questionIn(view: SessionView, id: string): Question | undefined {
  return view.questions.find((question) => question.question_id === id);
}

function nameIn(view: SessionView, id: string, names: Names): string {
  const question = questionIn(view, id);
  return question ? names.name(question) : '';
}

function numberIn(view: SessionView, id: string): number {
  return questionIn(view, id)?.number ?? 1;
}
