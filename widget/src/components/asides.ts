// What is asked and offered beside the talk: the menu in the header, and being sure. Fetched once there is a session.
import { html, nothing, type TemplateResult } from 'lit';
import { asideWords } from '../locales/asides.ts';
import { say } from '../locales/words.ts';
import type { Help } from '../session/help.ts';
import { line } from './prompts.ts';
import type { Sure, Ui } from './ui.ts';

/** What can be done with a session besides talking. */
export function menu(ui: Ui): TemplateResult {
  const { help, explaining } = ui;
  const item = (words: string, press: () => void): TemplateResult => html`<button @click=${press}>${words}</button>`;
  const other = (): void => {
    ui.change({ menu: false });
    void help.askOther();
  };
  return html`<div class="menu" role="group" aria-label=${say.more}>
    ${item(explaining ? say.backToTalk : say.explanation, () => ui.change({ menu: false, explaining: !explaining }))}
    ${help.other ? item(say.otherQuestion, other) : nothing} ${item(say.mySlips, help.showSlips)} ${item(asideWords().end, () => ui.change({ menu: false, sure: 'end' }))}
  </div>`;
}

/** Asks before anything is given up, and says what it would be. */
export function surely(ui: Ui, sure: Sure): TemplateResult {
  const words = asideWords();
  const stay = (): void => ui.change({ sure: null });
  const go = (): void => {
    stay();
    void (sure === 'end' ? ui.help.end() : ui.help.cancel());
  };
  if (sure === 'end') return line(`${slipsLeft(ui.help)}${words.endAsk}`, [[words.endYes, go], [words.goOn, stay]]);
  return line(words.leaveAsk, [[say.leave, go], [words.stay, stay]]);
}

/** What the end means for slips without a result; empty where there are none. */
function slipsLeft({ view }: Help): string {
  const words = asideWords();
  const states = view?.slips.map(({ state }) => state) ?? [];
  const open = states.filter((state) => state === 'open').length;
  const given = states.filter((state) => state === 'confirmed' || state === 'checking').length;
  return `${open ? words.slipsOpen(open) : ''}${given ? words.slipsGiven(given) : ''}`;
}
