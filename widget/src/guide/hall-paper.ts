// What to bring to the hall, on A4: fetched when it is to be printed.
import type { HallItem, HallReferred, SessionView } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { called } from '../locales/words.ts';
import { tidy } from '../look/figures.ts';
import { moment, printPaper, row } from '../look/paper.ts';
import { togetherWords } from './together-words.ts';

/** Opens the browser's print dialog with the list that an officer gave at `at`. */
export function printHall(referral: HallReferred, at: string, view: SessionView): void {
  const words = togetherWords();
  printPaper(`${words.list} ${tidy(referral.title)}`, paper(referral, at, view));
}

function paper({ title, items, text }: HallReferred, at: string, { taxpayer, person, officer, session_id }: SessionView): TemplateResult {
  const words = togetherWords();
  return html`<h1>${words.list}</h1><p class="no">${tidy(title)}</p>
    <table class="parties"><tbody>
      ${row(words.taxpayer, taxpayer.name)}
      ${taxpayer.uscc ? row(words.uscc, taxpayer.uscc) : nothing}
      ${row(words.person, person.name)}
      ${taxpayer.tax_office ? row(words.office, taxpayer.tax_office) : nothing}
      ${officer ? row(words.officer, called(officer)) : nothing}
      ${row(words.told, moment(at))}
      ${row(words.session, session_id)}
    </tbody></table>
    ${items.length ? table(items) : html`<p>${words.bringNothing}</p>`}
    ${text ? html`<div class="result"><b>${words.note}</b><br />${text}</div>` : nothing}
    <p class="foot">${words.foot(moment(new Date().toISOString()))}</p>`;
}

function table(items: readonly HallItem[]): TemplateResult {
  const words = togetherWords();
  const facts = items.map(({ original, copies }) => words.facts(original, copies));
  const asked = facts.some(Boolean); // a column of nothing would only ask what it is for
  return html`<table><thead><tr><th class="tick"></th><th>${words.paper}</th>${asked ? html`<th>${words.asked}</th>` : nothing}<th>${words.when}</th></tr></thead>
    <tbody>${items.map(({ name, when }, at) => html`<tr>
      <td class="tick"><i></i></td><td>${tidy(name)}</td>${asked ? html`<td>${facts[at] || '—'}</td>` : nothing}<td>${when ? tidy(when) : words.always}</td>
    </tr>`)}</tbody></table>`;
}
