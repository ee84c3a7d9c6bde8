import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../locales/words.ts';
import { icon } from '../look/icons.ts';
import type { Help } from '../session/help.ts';
import type { Ui } from './ui.ts';

/** One line above the composer that wants an answer: sure to end, what failed, another question seen on the page. */
export function prompts(ui: Ui): TemplateResult | typeof nothing {
  const { help, sure } = ui;
  if (sure) return ui.later?.surely(ui, sure) ?? nothing;
  if (help.fault) return fault(help, help.fault);
  const { other } = help;
  return other?.pressing ? line(say.otherNoticed(other.name), [[say.otherQuestion, () => help.askOther()]]) : nothing;
}

/** Words with one button for each answer to them. */
export function line(words: string, answers: readonly [string, () => void][]): TemplateResult {
  return html`<div class="prompt" role="group" aria-label=${words}>
    <span>${words}</span>${answers.map(([answer, press]) => html`<button class="btn sm" @click=${press}>${answer}</button>`)}
  </div>`;
}

function fault(help: Help, code: string): TemplateResult {
  return html`<div class="prompt off" role="alert">
    ${icon('warn')}<span>${say.errors[code] ?? say.error}<small>${say.errorCode(code)}</small></span>
    <button class="btn sm" @click=${help.retry}>${say.retry}</button>
  </div>`;
}
