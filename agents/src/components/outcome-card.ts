// What the page said became of the form: filed (办成) or sent back, in words, as a card of the transcript, as a proposal.
import { type TemplateResult, html, nothing } from 'lit';
import type { FormOutcome, Question, SystemEntry } from '@daoban/client/index.ts';
import { isComparison, isReturn } from '@daoban/client/guide/outcome.ts';
import type { Desk } from '../desk/desk.ts';
import type { Talk } from '../desk/talk.ts';
import { icon } from '../icons.ts';
import { words } from '../locales/speech.ts';
import { hourMinute } from '../shown/times.ts';

export type OutcomeEntry = Extract<SystemEntry, { kind: 'outcome.reported' }>;
type Said = Pick<FormOutcome, 'outcome' | 'matter_id' | 'question_ids' | 'receipt' | 'message'>;

/** The disposition that a filed form suggests. */
const SOLVED = 'resolved';
/** The catalogue's outcome 需到大厅. */
const TO_THE_HALL = 'appointment_made';

/** One sentence; that a comparison passed is said where a question was about one. */
export function outcomeWords(desk: Desk, talk: Talk, { outcome, matter_id, question_ids, message }: Said): string {
  const said = words().outcome;
  if (outcome !== 'filed') return said.refused(message ?? '');
  const asked = talk.view.questions.filter((question) => question_ids.includes(question.question_id));
  return said.filed(asked.some((question) => isCompared(desk, question)), isReturn(desk.library.matter(matter_id)?.steps ?? []));
}

function isCompared({ library }: Desk, { matter_id, error_id }: Question): boolean {
  const stepId = library.error(matter_id, error_id)?.step_id ?? '';
  return isComparison(library.matter(matter_id)?.steps ?? [], stepId);
}

export function outcomeCard(desk: Desk, talk: Talk, { at, body }: OutcomeEntry): TemplateResult {
  const filed = body.outcome === 'filed';
  const about = body.question_ids.map((id) => talk.view.questions.find((item) => item.question_id === id)?.number ?? 0);
  const { outcome, mirror, listSeparator } = words();
  const facts = [body.receipt ? mirror.receipt(body.receipt) : '', about.length ? outcome.about(about.join(listSeparator)) : ''].filter(Boolean);
  return html`<div class="g ${filed ? 'done' : 'bad'}">
    ${icon(filed ? 'tick' : 'warn', { small: true })}<b>${outcomeWords(desk, talk, body)}</b><span class="end ${filed ? 'done' : 'bad'}">${hourMinute(at)}</span>
    ${facts.length ? html`<p>${facts.join(' · ')}</p>` : nothing}
  </div>`;
}

/** What the page last said of the form that a question is about; null while it said nothing. */
export function outcomeOf(talk: Talk, question: Question): FormOutcome | null {
  // a node of an older version shows none
  return (talk.view.outcomes ?? []).findLast(({ question_ids }) => question_ids.includes(question.question_id)) ?? null;
}

/** The disposition that is likely for a question: solved where the page said that the form was filed; else the hall, where one was sent there. */
export function suggestedFor(desk: Desk, talk: Talk, question: Question): string | null {
  const likely = outcomeOf(talk, question)?.outcome === 'filed' ? SOLVED : talk.view.referral ? TO_THE_HALL : null;
  return desk.library.common.dispositions.some(({ id }) => id === likely) ? likely : null;
}
