// 会商: which colleague on duty to ask in, what about, and whether the taxpayer is to be told.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Colleague } from '@daoban/client/index.ts';
import { lacksOf } from '../desk/handing.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { lackWords, skillWords } from './colleague-words.ts';
import { PanelElement } from './panel-element.ts';
import { panelStyles } from './panel.styles.ts';

@customElement('daoban-consult-panel')
export class DaobanConsultPanel extends PanelElement {
  static override readonly styles = [shared, textBox, panelStyles];

  @state() private colleagues: readonly Colleague[] | null = null;
  @state() private chosen = '';
  @state() private introduced = false;
  @query('input[type="text"]') private text!: HTMLInputElement | null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      this.colleagues = await this.desk.consults.colleagues(this.talk.sessionId);
      this.chosen = this.colleagues[0]?.officer.officer_id ?? '';
    });
  }

  protected override render(): TemplateResult {
    const { together } = this.words;
    return this.frame(together.consultHeading, this.#choices(), together.ask, this.ready);
  }

  protected override get ready(): boolean {
    return this.chosen !== '';
  }

  protected override send(): Promise<unknown> {
    return this.desk.consults.start(this.talk.sessionId, this.chosen, this.introduced, this.text?.value ?? '');
  }

  protected override updated(): void {
    const { activeElement } = this.shadowRoot ?? {};
    if (this.colleagues && (!activeElement || activeElement.matches('.do *'))) this.renderRoot.querySelector<HTMLElement>('input')?.focus();
  }

  #choices(): TemplateResult {
    const { together } = this.words;
    if (!this.colleagues) return html`<p class="mut" aria-busy=${this.busy}>${this.fault ? nothing : this.words.pages.loading}</p>`;
    if (!this.colleagues.length) return html`<p class="mut" role="status">${together.nobody}</p>`;
    return html`<fieldset>
        <legend class="vh">${together.whom}</legend>
        ${this.colleagues.map((one) => this.#choice(one))}
      </fieldset>
      <input type="text" maxlength="500" aria-label=${together.about} placeholder=${together.about} autocomplete="off" />
      <label class="pick"><input type="checkbox" .checked=${this.introduced} @change=${() => (this.introduced = !this.introduced)} /><span>${together.tell}</span><small class="under">${together.tellHint}</small></label>`;
  }

  /** Who does not fit may be asked all the same: a second pair of eyes need not know the matter. */
  #choice(one: Colleague): TemplateResult {
    const { together, top, colleague } = this.words;
    const { officer_id, name, tier, status, in_hand, capacity } = one.officer;
    const { view } = this.talk;
    const facts = [together.tiers[tier] ?? '', together.statuses[status] ?? '', top.slots(in_hand, capacity)].filter(Boolean).join(' · ');
    const fits = lacksOf(one).length === 0;
    const knows = [lackWords(one), skillWords(this.desk, one.skills, one.languages, view.matter_id)].filter(Boolean).join(' · ');
    return html`<label class="pick ${fits ? '' : 'unfit'}">
      <input type="radio" name="officer" .checked=${officer_id === this.chosen} @change=${() => (this.chosen = officer_id)} />
      <span>${name}${fits ? html`<span class="fits">${colleague.fits}</span>` : nothing}</span><small>${facts}</small>
      ${knows ? html`<small class="under" title=${knows}>${knows}</small>` : nothing}
    </label>`;
  }
}
