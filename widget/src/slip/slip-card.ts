import type { FoundSlip } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { Part } from '../components/part.ts';
import { called } from '../locales/words.ts';
import { foreignNote } from '../guide/foreign.ts';
import { clockTime } from '../look/figures.ts';
import { controls } from '../look/controls.styles.ts';
import { print } from './paper.ts';
import { slipItem } from './slip-item.ts';
import { isRunning, type Shown, shownOf, standOf } from './slip.ts';
import { styles } from './slip.styles.ts';
import type { Slips } from './slips.ts';
import { slipWords } from './words.ts';

/**
 * A service confirmation slip: in the thread by its id, where it is filled in; in the history as it was found.
 *
 * @prop slipId - the slip of the session that is open here
 * @prop found - or one that was found again; it is read only
 */
export class SlipCard extends Part {
  static override styles = [controls, styles];

  // set before this is fetched: a first value would replace what is there
  slipId!: string;
  found!: FoundSlip | undefined;

  override render(): TemplateResult | typeof nothing {
    const { slips } = this.help;
    const shown = this.found ? shownOf(this.found) : slips?.here(this.slipId);
    if (!slips || !shown) return nothing;
    const words = slipWords();
    const { slip, ended } = shown;
    const live = !this.found && !ended && isRunning(slip);
    const items = [...slip.items].sort((one, other) => Number(one.state === 'struck') - Number(other.state === 'struck'));
    const started = this.help.entries.find((entry) => entry.kind === 'slip.started' && entry.body.slip_id === slip.slip_id);
    return html`${this.found ? nothing : foreignNote(this.help.entries, started?.seq ?? 0)}<section class="slip ${slip.state}" aria-label=${`${words.kind} ${slip.no}`}>
      <header>
        <h3>${words.title(slip.title)}</h3>
        <p>${words.started(called(slip.officer), this.found ? dayOf(slip.at) : clockTime(slip.at))} · <span class="stand">${standOf(slip)}</span></p>
        <small>${words.number(slip.no)}</small>
      </header>
      <ul>${items.map((item) => slipItem(slips, shown, item, live))}</ul>
      ${slip.result ? html`<div class="result"><b>${words.resultOf[slip.state]}</b><p dir="auto">${slip.result}</p></div>` : nothing}
      ${live && slip.state === 'open' ? this.#confirm(slips, shown) : this.#after(shown)}
    </section>`;
  }

  #confirm(slips: Slips, { slip }: Shown): TemplateResult {
    const words = slipWords();
    const fault = slips.faultOf(slip.slip_id);
    return html`<div class="foot">
      <p class="bad" role="alert">${fault ?? nothing}</p>
      <button class="btn" @click=${() => void slips.confirm(slip)}>${words.confirm}</button>
      <small>${words.confirmHint}</small>
    </div>`;
  }

  #after(shown: Shown): TemplateResult {
    const words = slipWords();
    const { slip, ended } = shown;
    const left = ended && isRunning(slip) ? (slip.state === 'open' ? words.left : words.leftGiven) : '';
    const { view } = this.help;
    const parties = this.found ?? (view && { taxpayer: view.taxpayer, person: view.person });
    return html`<div class="foot">
      ${left ? html`<p>${left}</p>` : nothing}
      ${parties ? html`<button class="btn sm" @click=${() => print(shown, parties)}>${words.print}</button>` : nothing}
    </div>`;
  }
}

function dayOf(at: string): string {
  const day = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

customElements.define('daoban-slip', SlipCard);
