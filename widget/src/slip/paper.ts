// The slip on A4: number, parties, papers, result, times.
import type { Person, SlipItem, Taxpayer } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { called } from '../locales/words.ts';
import { moment, printPaper, row } from '../look/paper.ts';
import { type Shown, standOf, stateOf } from './slip.ts';
import { slipWords } from './words.ts';

export interface Parties {
  readonly taxpayer: Taxpayer;
  readonly person: Person;
}

/** Opens the browser's print dialog with the slip. */
export function print(shown: Shown, parties: Parties): void {
  printPaper(`${slipWords().kind} ${shown.slip.no}`, paper(shown, parties));
}

function paper(shown: Shown, { taxpayer, person }: Parties): TemplateResult {
  const words = slipWords();
  const { slip } = shown;
  const officers = [...new Set([called(slip.officer), called(slip.concluded_by ?? slip.officer)])].join(words.between);
  const ends = slip.result ? slip.state_at : null;
  return html`<h1>${words.kind}</h1><p class="no">${words.number(slip.no)}</p>
    <table class="parties"><tbody>
      ${row(words.taxpayer, taxpayer.name)}
      ${taxpayer.uscc ? row(words.uscc, taxpayer.uscc) : nothing}
      ${row(words.person, person.name)}
      ${row(words.officer, officers)}
      ${row(words.matter, slip.title)}
      ${row(words.times, [slip.at, slip.confirmed_at, ends].map((at) => (at ? moment(at) : '—')).join(' / '))}
      ${row(words.state, standOf(slip))}
    </tbody></table>
    <table><thead><tr><th>${words.paper}</th><th>${words.state}</th><th>${words.files}</th></tr></thead>
      <tbody>${slip.items.map((item) => line(shown, item))}</tbody></table>
    ${slip.result ? html`<div class="result"><b>${words.resultOf[slip.state]}</b><br />${slip.result}</div>` : nothing}
    <p class="foot">${words.paperFoot(moment(new Date().toISOString()))}</p>`;
}

function line({ files }: Shown, item: SlipItem): TemplateResult {
  const names = files.filter(({ file_id }) => item.file_ids.includes(file_id)).map(({ name }) => name);
  const added = item.added ? slipWords().added(item.added) : '';
  return html`<tr><td>${item.name}${added ? html`<br />${added}` : nothing}</td><td>${stateOf(item)}</td><td>${names.join(slipWords().between) || '—'}</td></tr>`;
}
