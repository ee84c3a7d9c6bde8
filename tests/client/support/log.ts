// Builds the log of a session as the hub would have it, and what the hub answers from it.
import { fold, type FormContext, type Resumed, type SessionView, type WireEvent } from '@daoban/client';

export const SESSION = 's-1';
export const NOW = '2026-11-23T08:00:00Z';

const TAXPAYER = { role: 'taxpayer', id: 't-1/p-1' };
const OFFICER = { role: 'officer', id: 'o-1' };
const HUB = { role: 'hub', id: 'hub' };
const ACTORS = { taxpayer: TAXPAYER, officer: OFFICER, hub: HUB };

type Visible = Exclude<WireEvent, { type: 'event.hidden' }>;
type Body<Type extends Visible['type']> = Extract<Visible, { type: Type }>['body'];

/** One numbered event of the type, an hour's second apart from its neighbours. */
export function event<Type extends Visible['type']>(
  seq: number,
  type: Type,
  body: Body<Type>,
  role: keyof typeof ACTORS = 'taxpayer',
): WireEvent {
  const at = new Date(Date.parse(NOW) + seq * 1_000).toISOString();
  return { session_id: SESSION, seq, type, at, actor: ACTORS[role], body } as Extract<WireEvent, { type: Type }>;
}

export function hidden(seq: number): WireEvent {
  return { session_id: SESSION, seq, type: 'event.hidden' };
}

export function message(seq: number, text = `message ${seq}`, role: 'taxpayer' | 'officer' = 'taxpayer', id = `m-${seq}`): WireEvent {
  return event(seq, 'message.posted', { client_msg_id: id, text, masked: [] }, role);
}

export function context(change: Partial<FormContext> = {}): FormContext {
  return {
    matter_id: 'vat-general',
    form_code: null,
    step_id: 's6',
    period: null,
    deadline: null,
    error_id: null,
    error_occurrences: 0,
    focused_field: null,
    seconds_on_step: 0,
    shared: true,
    tried: [],
    fields: [],
    comparison: [],
    ...change,
  };
}

/** What is known of a session before its first event. */
export const NOTHING: SessionView = {
  session_id: SESSION,
  seq: 0,
  state: 'new',
  opened_at: '',
  matter_id: '',
  tier: 1,
  taxpayer: { taxpayer_id: '', name: '', uscc: null, credit_grade: null, tax_office: null, kind: null },
  person: { person_id: '', name: '', role: '' },
  questions: [],
  context: null,
  guidance: { highlights: [], proposals: [], cards: [] },
  files: [],
  consult: null,
  outcomes: [],
  hold: null,
  referral: null,
  slips: [],
  queued_at: null,
  boost_reason: null,
  queue_reason: null,
  officer: null,
  assigned_at: null,
  taxpayer_read: 0,
  officer_read: 0,
  last_message_seq: 0,
  ending: null,
  rating: null,
  closed_at: null,
  explained: false,
  note: null,
};

/** The four events with which every session begins. */
export function opening(): WireEvent[] {
  const taxpayer = { ...NOTHING.taxpayer, taxpayer_id: 't-1', name: '云岭商贸有限公司' };
  const person = { person_id: 'p-1', name: '赵一', role: 'tax_handler' };
  const question = { question_id: 'q-1', number: 1, matter_id: 'vat-general', step_id: 's6', error_id: null, text: null };
  const queued = { queue_id: 'vat-general', rank: 1, boost_seconds: 600, boost_reason: 'deadline_today', reason: 'opened' };
  return [
    event(1, 'session.opened', { taxpayer, person, matter_id: 'vat-general', tier: 1, locale: 'zh-CN', explained: true }),
    event(2, 'context.updated', { context: context() }),
    event(3, 'question.opened', question),
    event(4, 'session.queued', queued, 'hub'),
  ];
}

/** The opening, an offer that the taxpayer may not see, the assignment, then as many messages as it takes. */
export function logOf(length: number): WireEvent[] {
  const officer = { officer_id: 'o-1', name: '李导办', tier: 1, name_en: null };
  const log = [...opening(), hidden(5), event(6, 'session.assigned', { offer_id: 'f-1', officer, slot: 1 }, 'officer')];
  while (log.length < length) {
    const seq = log.length + 1;
    if (seq % 7 === 0) log.push(event(seq, 'message.read', { up_to_seq: seq - 1 }, 'officer'));
    else if (seq % 5 === 0) log.push(event(seq, 'context.updated', { context: context({ seconds_on_step: seq }) }));
    else log.push(message(seq, undefined, seq % 2 ? 'taxpayer' : 'officer'));
  }
  return log.slice(0, length);
}

export function viewOf(log: readonly WireEvent[]): SessionView {
  return log.reduce(fold, NOTHING);
}

/** The hub's answer to session.resume. */
export function resumed(log: readonly WireEvent[], afterSeq: number): Resumed {
  return { session: viewOf(log), events: log.filter(({ seq }) => seq > afterSeq), place: null, now: NOW };
}
