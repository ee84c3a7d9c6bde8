// 需到厅: which of the matter's papers the taxpayer is to bring. What the matter always asks for is chosen already.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Material } from '../form/catalogue.ts';
import { worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { PanelElement } from './panel-element.ts';
import { panelStyles } from './panel.styles.ts';

@customElement('daoban-hall-panel')
export class DaobanHallPanel extends PanelElement {
  static override readonly styles = [shared, textBox, panelStyles];

  /** Null until the officer has changed something. */
  @state() private chosen: ReadonlySet<string> | null = null;
  @query('input[type="text"]') private text!: HTMLInputElement | null;

  protected override render(): TemplateResult {
    const { together } = this.words;
    const inside = html`${this.#materials.length
        ? html`<fieldset><legend>${together.bring}</legend>${this.#materials.map((item) => this.#paper(item))}</fieldset>`
        : html`<p class="mut">${together.noMaterials}</p>`}
      <input type="text" maxlength="500" aria-label=${together.hallText} placeholder=${together.hallText} autocomplete="off" />`;
    return this.frame(together.hallHeading, inside, together.hallYes, true);
  }

  protected override send(): Promise<unknown> {
    const items = this.#materials.filter(({ id }) => this.#isChosen.has(id)).map(({ id }) => id);
    return this.desk.consults.refer(this.talk.sessionId, items, this.text?.value ?? '');
  }

  get #materials(): readonly Material[] {
    return this.desk.library.matter(this.talk.context?.matter_id ?? this.talk.view.matter_id)?.materials ?? [];
  }

  get #isChosen(): ReadonlySet<string> {
    return this.chosen ?? new Set(this.#materials.filter(({ required }) => required).map(({ id }) => id));
  }

  #paper({ id, name, when, copies, original }: Material): TemplateResult {
    const { together } = this.words;
    const facts = [original ? together.original : '', copies > 1 ? together.copies(copies) : ''].filter(Boolean).join(' · ');
    return html`<label class="pick">
      <input type="checkbox" .checked=${this.#isChosen.has(id)} @change=${() => this.#toggle(id)} />
      <span>${worded(name)}</span><small>${facts}</small>
      ${worded(when) ? html`<small class="under">${worded(when)}</small>` : nothing}
    </label>`;
  }

  #toggle(id: string): void {
    const chosen = new Set(this.#isChosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen = chosen;
  }
}
