import type { Entry, HallItem, Hold, SessionView, SystemEntry } from '@daoban/client/index.ts';
import { serverNow } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { called } from '../locales/words.ts';
import { clockTime, tidy } from '../look/figures.ts';
import { icon } from '../look/icons.ts';
import { togetherWords } from './together-words.ts';

const TOOK_OVER = 'took_over';

/** What happened beside the talk: one line with its time, or the card of the hall. Anything else is not drawn here. */
export function togetherCard(entry: SystemEntry, view: SessionView | null): TemplateResult {
  if (entry.kind === 'hall.referred') return hallCard(entry, view);
  return html`<p class="event">${lineOf(entry)}</p>`;
}

/** What is said aloud of it, once. */
export function togetherSentence(entry: Entry): string {
  const words = togetherWords();
  switch (entry.kind) {
    case 'consult.introduced':
      return words.saidJoined(called(entry.body.officer));
    case 'consult.ended':
      return entry.body.reason === TOOK_OVER ? '' : words.saidLeft(called(entry.body.officer));
    case 'session.held':
      return words.saidHeld(clockTime(entry.body.due_at));
    case 'hall.referred':
      return words.saidHall(tidy(entry.body.title), entry.body.items.length);
    default:
      return '';
  }
}

/** How a break that goes on reads in the head of the panel. */
export function holdWords({ due_at }: Hold): string {
  const words = togetherWords();
  return Date.parse(due_at) < serverNow() ? words.holdingLate : words.holding(clockTime(due_at));
}

function lineOf(entry: SystemEntry): string {
  const words = togetherWords();
  const time = clockTime(entry.at);
  switch (entry.kind) {
    case 'consult.introduced':
      return words.joined(time, called(entry.body.officer));
    case 'consult.ended':
      return (entry.body.reason === TOOK_OVER ? words.goesOn : words.left)(time, called(entry.body.officer));
    case 'session.held':
      return words.held(time, entry.body.reason, clockTime(entry.body.due_at));
    case 'session.continued':
      return words.continued(time);
    default:
      return '';
  }
}

function hallCard({ at, body }: Extract<SystemEntry, { kind: 'hall.referred' }>, view: SessionView | null): TemplateResult {
  const words = togetherWords();
  const { title, items, text } = body;
  const print = (): void => void (view && import('./hall-paper.ts').then(({ printHall }) => printHall(body, at, view)).catch(() => undefined));
  const papers = items.length
    ? html`<p class="sub">${words.bring}</p><ol>${items.map((item) => html`<li>${paper(item)}</li>`)}</ol>`
    : html`<p>${words.bringNothing}</p>`;
  return html`<section class="gd more" aria-label=${words.hall}>${icon('mark', 's')}<div>
    <b>${words.hall}</b><p class="sub">${tidy(title)}</p>${papers}${text ? html`<p dir="auto">${text}</p>` : nothing}
    <p class="way"><button class="link" @click=${print}>${words.print}</button></p>
  </div></section>`;
}

function paper({ name, copies, original, when }: HallItem): TemplateResult {
  const words = togetherWords();
  const facts = words.facts(original, copies);
  return html`${tidy(name)}${facts ? html` <span class="mut">${facts}</span>` : nothing}${when ? html`<br /><small class="mut">${tidy(when)}</small>` : nothing}`;
}
