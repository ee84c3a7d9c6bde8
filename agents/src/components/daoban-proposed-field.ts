// One field of a proposal being written: what stands there now, and the new value, checked as it is typed.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Field, Part } from '../form/catalogue.ts';
import { showValue, unitOf } from '../form/values.ts';
import type { DraftChange } from '../guide/draft.ts';
import { type Wrong, YES_NO, isNumber, joinParts, partsOf, wrongProposal } from '../guide/values.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { SpeakingElement } from './element.ts';
import { placeOf } from './place.ts';
import { styles } from './daoban-proposed-field.styles.ts';

interface Choice {
  readonly value: string;
  readonly word: string;
}

@customElement('daoban-proposed-field')
export class DaobanProposedField extends SpeakingElement {
  static override readonly styles = [shared, textBox, styles];

  @property({ attribute: false }) field!: Field;
  @property({ attribute: false }) change!: DraftChange;
  /** What stands in the field instead of `change.before`; null while it is the same. */
  @property({ attribute: false }) now: string | null = null;
  /** What the hub said against the value, which only it could know. */
  @property({ attribute: false }) refused: Wrong | null = null;
  /** Whether empty boxes are told too: sending was tried. */
  @property({ attribute: false }) strict = false;
  @query('input, select') private input!: HTMLInputElement | HTMLSelectElement | null;

  /** What stands in a box is written over, as when one gets there by Tab. */
  override focus(): void {
    this.input?.focus();
    if (this.input instanceof HTMLInputElement) this.input.select();
  }

  protected override render(): TemplateResult {
    const { proposal, mirror } = this.words;
    const { field, change } = this;
    const where = placeOf(field);
    const name = worded(field.name);
    const before = showValue(field, change.before, worded);
    return html`<div class="line ${field.parts.length ? 'several' : ''}">
        <b>${where}</b>
        <span class="values">
          <span class="before"><span class="vh">${proposal.before}</span>${before.text || mirror.empty}</span>
          ${icon('arrow', { small: true, name: mirror.becomes })} ${this.#boxes(where)}
        </span>
        <button class="icon-btn" aria-label=${proposal.remove(where)} title=${proposal.remove(where)} @click=${() => this.tell('daoban-remove')}>${icon('close', { small: true })}</button>
      </div>
      <div class="below"><span class="cut" title=${name}>${name === where ? '' : name}</span>${this.#wrong()}</div>
      ${this.#meanwhile()}`;
  }

  #boxes(where: string): TemplateResult | TemplateResult[] {
    const { field, change } = this;
    if (field.parts.length === 0) return html`${this.#box(field, change.after, this.words.proposal.afterName(where, ''), (text) => this.#typed(text))}`;
    const texts = partsOf(field, change.after);
    return field.parts.map((part, index) => {
      const put = (text: string): void => this.#typed(joinParts(field, texts.map((old, at) => (at === index ? text : old))));
      return html`<label class="part"><small>${worded(part.name)}</small>${this.#box(part, texts[index] ?? '', this.words.proposal.afterName(where, `${worded(part.name)} `), put)}</label>`;
    });
  }

  #box(cell: Field | Part, value: string, name: string, put: (text: string) => void): TemplateResult {
    const choices = this.#choices(cell);
    const typed = (event: Event): void => put((event.target as HTMLInputElement | HTMLSelectElement).value);
    const invalid = this.#fault ? 'true' : 'false';
    if (choices.length)
      return html`<select aria-label=${name} aria-invalid=${invalid} aria-describedby="wrong" @change=${typed}>
        ${[{ value: '', word: this.words.proposal.choose }, ...choices].map((item) => html`<option value=${item.value} ?selected=${item.value === value}>${item.word}</option>`)}
      </select>`;
    const numeric = isNumber(cell.type);
    return html`<input
        class=${numeric ? 'num' : ''}
        type=${cell.type === 'date' ? 'date' : 'text'}
        inputmode=${numeric ? 'decimal' : nothing}
        autocomplete="off"
        maxlength="2000"
        aria-label=${name}
        aria-invalid=${invalid}
        aria-describedby="wrong"
        .value=${value}
        @input=${typed}
      />${cell.unit ? html`<span class="unit">${unitOf(cell.unit, worded)}</span>` : nothing}`;
  }

  #choices(cell: Field | Part): readonly Choice[] {
    if (cell.type === 'bool') return YES_NO.map((value) => ({ value, word: worded({ zh: value, en: '' }) }));
    return 'options' in cell ? cell.options.map((option) => ({ value: option.value, word: worded(option.name) })) : [];
  }

  #typed(after: string): void {
    this.tell('daoban-after', after);
  }

  /** An empty box, and boxes as they were, are not wrong before sending was tried: nothing is written yet. */
  get #fault(): Wrong | null {
    const { before, after } = this.change;
    const wrong = wrongProposal(this.field, before, after);
    const begun = after.trim() !== '' && !(this.field.parts.length && after === before);
    if (wrong && (this.strict || begun)) return wrong;
    return wrong ? null : this.refused;
  }

  #wrong(): TemplateResult {
    const fault = this.#fault;
    const said = fault ? (this.words.proposal.wrong[fault.code]?.(fault.limit) ?? this.words.proposal.wrongOther) : '';
    return html`<p id="wrong" class="wrong" role="status">${said ? html`${icon('warn', { small: true })}${said}` : nothing}</p>`;
  }

  /** The page has moved on: nothing is sent for a value that is no longer there, unless the officer says so. */
  #meanwhile(): TemplateResult | typeof nothing {
    if (this.now === null) return nothing;
    const { proposal, mirror } = this.words;
    const value = showValue(this.field, this.now, worded).text || mirror.empty;
    return html`<p class="meanwhile" role="status">
      <span>${proposal.changed(value)}</span><button class="btn xs" @click=${() => this.tell('daoban-take-over')}>${proposal.takeOver}</button>
    </p>`;
  }
}
