// A sheet of A4, printed from a frame of its own: the bureau's page stays, and stays out of it.
import { html, render, type TemplateResult } from 'lit';
import { language } from '../locales/words.ts';

const STYLE = `
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
  .tick { width: 8mm; text-align: center; }
  .tick i { display: inline-block; width: 3.5mm; height: 3.5mm; border: 0.3mm solid #000; vertical-align: -0.5mm; }
  .result { padding: 2.5mm; border: 0.3mm solid #000; min-height: 18mm; break-inside: avoid; white-space: pre-line; }
  .foot { margin-top: 6mm; font-size: 9pt; }
`;

/** Opens the browser's print dialog with `body`; the browser calls the file by `title` where it is saved instead. */
export function printPaper(title: string, body: TemplateResult): void {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'position:fixed;inset-inline-start:-10000px;inline-size:210mm;block-size:297mm;border:0';
  frame.title = title;
  document.body.append(frame);
  const window = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!window) return frame.remove();
  const sheet = new window.CSSStyleSheet();
  sheet.replaceSync(STYLE);
  window.document.adoptedStyleSheets.push(sheet);
  window.document.documentElement.lang = language;
  window.document.title = title;
  render(body, window.document.body);
  window.addEventListener('afterprint', () => frame.remove());
  window.print();
}

/** A line of the table of facts at the head. */
export function row(name: string, value: unknown): TemplateResult {
  return html`<tr><th>${name}</th><td>${value}</td></tr>`;
}

/** `2026-11-28 14:06`, in the time of whoever prints. */
export function moment(at: string): string {
  const time = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
