// The slip on A4: number, parties, papers, result, times. Printed from a frame of its own; the bureau's page stays.
import type { Person, SlipItem, Taxpayer } from '@daoban/client/index.ts';
import { html, nothing, render, type TemplateResult } from 'lit';
import { language } from '../locales/words.ts';
import { type Shown, standOf, stateOf } from './slip.ts';
import { slipWords } from './words.ts';

export interface Parties {
  readonly taxpayer: Taxpayer;
  readonly person: Person;
}

const PAPER = `
  @page { size: A4; margin: 18mm 16mm; }
  body { margin: 0; color: #000; background: #fff; font: 10.5pt/1.6 "Noto Serif CJK SC", "Songti SC", SimSun, serif; font-variant-numeric: tabular-nums; }
  h1 { margin: 0; font-size: 16pt; line-height: 1.4; text-align: center; }
  .no { margin: 2mm 0 6mm; text-align: center; }
  table { width: 100%; border-collapse: collapse; margin-bottom: 6mm; }
  th, td { padding: 1.5mm 2.5mm; border: 0.3mm solid #000; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
  th { font-weight: 700; }
  .parties th { width: 42mm; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  s { text-decoration: none; }
  .result { padding: 2.5mm; border: 0.3mm solid #000; min-height: 18mm; break-inside: avoid; }
  .foot { margin-top: 6mm; font-size: 9pt; }
`;

/** Opens the browser's print dialog with the slip. */
export function print(shown: Shown, parties: Parties): void {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'position:fixed;inset-inline-start:-10000px;inline-size:210mm;block-size:297mm;border:0';
  frame.title = slipWords().kind;
  document.body.append(frame);
  const window = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!window) return frame.remove();
  const sheet = new window.CSSStyleSheet();
  sheet.replaceSync(PAPER);
  window.document.adoptedStyleSheets.push(sheet);
  window.document.documentElement.lang = language;
  window.document.title = `${slipWords().kind} ${shown.slip.no}`;
  render(paper(shown, parties), window.document.body);
  window.addEventListener('afterprint', () => frame.remove());
  window.print();
}

function paper(shown: Shown, { taxpayer, person }: Parties): TemplateResult {
  const words = slipWords();
  const { slip } = shown;
  const row = (name: string, value: unknown): TemplateResult => html`<tr><th>${name}</th><td>${value}</td></tr>`;
  const officers = [...new Set([slip.officer.name, slip.concluded_by?.name ?? slip.officer.name])].join(words.between);
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

/** `2026-11-28 14:06`, in the time of whoever prints. */
function moment(at: string): string {
  const time = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
