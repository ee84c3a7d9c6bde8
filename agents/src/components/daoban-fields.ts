// The fields in groups: those of the error, guided ones, the rest of the step, other steps. Each can be pointed at and proposed
// for. Live changes stay marked for half a minute; no row changes its place under pointer or focus.
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type FormContext, serverNow } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import { type FieldChange, changesOf, marked } from '../form/changes.ts';
import type { Field, Matter } from '../form/catalogue.ts';
import { rowName } from '../form/names.ts';
import { type Row, type RowGroup, rowGroups } from '../form/rows.ts';
import { type ShownValue, boxChanges, separatorOf, showValue, unitOf } from '../form/values.ts';
import { type Mark, type Marks, markedFields, marksOf } from '../guide/marks.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-fields.styles.ts';
import { stackedStyles } from './fields-stacked.styles.ts';
import { numeral, numeralStyles } from './numeral.ts';
import { rowActions } from './row-actions.ts';

/** Younger than this is 刚刚, in seconds. */
const JUST_NOW_SECONDS = 5;
/** Units of more characters than these need a wider column. */
const SHORT_UNIT = 3;
const LONG_UNIT = 7;
/** Widths in pixels below which a row needs more than one line. */
const ROOM = 440;
const ROOM_FOR_LONG_WORDS = 600;

@customElement('daoban-fields')
export class DaobanFields extends DeskElement {
  static override readonly styles = [shared, numeralStyles, styles, stackedStyles];
  static override readonly ticks = true;

  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) matter!: Matter;
  @property({ attribute: false }) context!: FormContext;
  @state() private held = false;
  /** Width of the table in pixels. */
  @state() private room = ROOM_FOR_LONG_WORDS;
  /** Why the last key did nothing. */
  @state() private note = '';
  /** The guided group as it is drawn: while the table is in use, it waits. */
  #guided: ReadonlySet<string> = new Set();
  #marks: Marks = new Map();
  /** The unit in the head of the table; empty where values have a column for it. */
  #unit = '';

  readonly #sized = new ResizeObserver(([entry]) => (this.room = entry?.contentRect.width ?? this.room));

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
  }

  /** The field that keys are about: the row that has the focus, else the one in which the taxpayer is. */
  get chosen(): string | null {
    const row = this.shadowRoot?.activeElement?.closest<HTMLElement>('tr[data-field]');
    return row?.dataset['field'] ?? this.context.focused_field;
  }

  /** Points at the chosen field. */
  highlightChosen(): void {
    if (this.chosen) void this.#highlight(this.chosen);
    else this.note = this.words.guide.nothingChosen;
  }

  /** Starts, or adds to, a proposal for the chosen field. */
  proposeChosen(): void {
    const row = rowGroups(this.matter, this.context, [], new Set()).flatMap((group) => group.rows).find(({ field }) => field.id === this.chosen);
    if (this.talk.part === 'second') this.note = this.words.together.second;
    else if (row && !row.cannot) this.tell('daoban-propose', row.field.id);
    else this.note = row?.cannot ? this.words.guide.cannot[row.cannot] : this.words.guide.nothingChosen;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#marks = marksOf(this.talk.view.guidance);
    if (!this.held) this.#guided = markedFields(this.#marks);
  }

  protected override render(): TemplateResult {
    const { mirror } = this.words;
    const error = this.matter.errors.find((item) => item.id === this.context.error_id);
    const groups = rowGroups(this.matter, this.context, error?.field_ids ?? [], this.#guided);
    const addressed = this.matter.fields.some((field) => field.row);
    const changes = marked(changesOf(this.talk.pages), serverNow());
    const width = this.#unitWidth();
    this.#unit = width ? '' : this.#commonUnit();
    return html`<div
        class="scroll"
        tabindex="0"
        role="group"
        aria-label=${mirror.fields}
        @pointerenter=${() => (this.held = true)}
        @pointerleave=${this.#release}
        @focusin=${() => (this.held = true)}
        @focusout=${this.#release}
      >
      <table class="${addressed ? '' : 'plain'} ${this.#stacks(width !== '') ? 'stacks' : ''}">
        <thead>
          <tr>
            ${addressed ? html`<th scope="col" class="at">${mirror.address}</th>` : nothing}
            <th scope="col">${mirror.field}</th>
            <th scope="col" class="num worth">${this.#unit ? mirror.valueIn(unitOf(this.#unit, worded)) : mirror.value}</th>
            ${this.#unit ? nothing : html`<th scope="col" class="unit ${width}"><span class="vh">${mirror.unit}</span></th>`}
            ${this.talk.part ? html`<th scope="col" class="act"><span class="vh">${this.words.guide.actions}</span></th>` : nothing}
          </tr>
        </thead>
        ${groups.map((group, index) => this.#group(group, index === 0, addressed, changes))}
      </table>
    </div>
    ${this.#trouble()}`;
  }

  #trouble(): TemplateResult | typeof nothing {
    if (this.fault) return html`<div class="trouble">${this.faultLine()}</div>`;
    return this.note ? html`<p class="trouble" role="status">${this.note}</p>` : nothing;
  }

  #release = (event: Event): void => {
    const table = event.currentTarget as HTMLElement;
    const inside = event.type === 'focusout' ? table.matches(':hover') : table.contains(this.shadowRoot?.activeElement ?? null);
    if (!inside) this.held = false;
  };

  async #highlight(fieldId: string): Promise<void> {
    this.note = '';
    await this.told(() => this.desk.guiding.highlight(this.talk.sessionId, 'field', fieldId));
  }

  /** Columns have fixed widths, so that values do not shift; English units need more of it. */
  #unitWidth(): string {
    const longest = Math.max(0, ...this.matter.fields.map((field) => this.#unitLength(field)));
    return longest > LONG_UNIT ? 'long' : longest > SHORT_UNIT ? 'middle' : '';
  }

  /** Whether names, values and actions need lines of their own. English words and long units need more room. */
  #stacks(longUnits: boolean): boolean {
    return this.room < (longUnits || this.words.locale === 'en' ? ROOM_FOR_LONG_WORDS : ROOM);
  }

  /** The unit that all values share: then it stands in the head, and names have the room of its column. */
  #commonUnit(): string {
    const units = new Set(this.matter.fields.flatMap((field) => (field.parts.length || !field.unit ? [] : [field.unit])));
    return units.size === 1 ? ([...units][0] ?? '') : '';
  }

  /** Boxes carry their units themselves, in the width of both columns. */
  #unitLength({ unit, parts }: Field): number {
    if (parts.length === 0) return unitOf(unit, worded).length;
    return Math.max(...parts.map((part) => unitOf(part.unit, worded).length)) - SHORT_UNIT;
  }

  #group(group: RowGroup, first: boolean, addressed: boolean, changes: ReadonlyMap<string, FieldChange>): TemplateResult {
    return html`<tbody class=${group.kind}>
      <tr class="sec">
        <th colspan=${this.#columns(addressed)} scope="rowgroup">${this.#heading(group, first)} ${this.#suggestion(group)}</th>
      </tr>
      ${group.rows.map((row) => this.#row(row, addressed ? this.#place(row, group) : null, changes.get(row.field.id)))}
    </tbody>`;
  }

  /** Columns of the table: who only reads along needs none for what can be done. */
  #columns(addressed: boolean): number {
    return 1 + this.#span + (addressed ? 1 : 0) + (this.talk.part ? 1 : 0);
  }

  /** Columns that a value without a unit of its own takes. */
  get #span(): number {
    return this.#unit ? 1 : 2;
  }

  #place(row: Row, group: RowGroup): string {
    const { sheet, place } = this.words;
    return [row.form === group.form ? '' : sheet(row.form), place(row.place)].filter(Boolean).join(' ');
  }

  #suggestion({ kind, step }: RowGroup): TemplateResult | typeof nothing {
    if (kind !== 'other' || !step || !this.talk.speaks || this.talk.view.state !== 'active') return nothing;
    const { guide, step: named } = this.words;
    const suggest = (): unknown => this.told(() => this.desk.guiding.suggestStep(this.talk.sessionId, step.id));
    return html`<button class="lk" aria-label=${guide.suggestStepName(named(step.order, worded(step.name)))} @click=${suggest}>${guide.suggestStep}</button>`;
  }

  #heading({ kind, step, form, unseen }: RowGroup, first: boolean): string {
    const { mirror } = this.words;
    const headings = {
      failing: mirror.failing,
      guided: this.words.guide.guided,
      step: first ? mirror.thisStepOnly : mirror.thisStep,
      other: step ? this.words.step(step.order, worded(step.name)) : '',
    };
    return [headings[kind], this.words.sheet(form), unseen ? mirror.unseenCount(unseen) : ''].filter(Boolean).join(' · ');
  }

  /** `place` null: a matter whose form has no row numbers needs no column for them. */
  #row(row: Row, place: string | null, change: FieldChange | undefined): TemplateResult {
    const { field } = row;
    const marks = this.#marks.get(`field ${field.id}`) ?? [];
    const classes = [row.state, row.failing ? 'failing' : '', change ? 'changed' : '', row.focused ? 'focused' : '', marks.length ? 'guided' : ''].join(' ');
    return html`<tr class=${classes} tabindex="-1" data-field=${field.id}>
      ${place === null ? nothing : place ? html`<th scope="row" class="at">${place}</th>` : html`<td class="at"></td>`}
      <td class="name" title=${worded(field.name)}>
        ${rowName(this.matter, field, worded)}${row.focused ? html` <span class="here">${this.words.mirror.here}</span>` : nothing}
        ${this.#numerals(marks)} ${change ? this.#when(change, field) : nothing}
        ${row.error ? html`<small class="er">${icon('warn', { small: true })}${row.error}</small>` : nothing}
      </td>
      ${this.#value(row, change)}
      ${this.talk.part ? html`<td class="act">${this.talk.view.state === 'active' ? this.#actions(row) : nothing}</td>` : nothing}
    </tr>`;
  }

  #actions(row: Row): TemplateResult {
    return rowActions(row, this.talk, () => void this.#highlight(row.field.id), () => this.tell('daoban-propose', row.field.id));
  }

  #numerals(marks: readonly Mark[]): TemplateResult | typeof nothing {
    return marks.length ? html`<span class="marks">${marks.map((mark) => numeral(mark, { small: true }))}</span>` : nothing;
  }

  #when(change: FieldChange, { readonly }: Field): TemplateResult {
    const { mirror } = this.words;
    const who = readonly ? mirror.byPage : this.talk.view.person.name;
    const seconds = secondsSince(change.at, serverNow());
    const ago = seconds < JUST_NOW_SECONDS ? mirror.justNow : mirror.ago(seconds);
    return html`<small class="when">${who} ${ago}</small>`;
  }

  #value(row: Row, change: FieldChange | undefined): TemplateResult {
    const { mirror } = this.words;
    if (row.state === 'hidden') return html`<td class="num v" colspan=${this.#span}>${mirror.hidden}<small>${mirror.hiddenWhy}</small></td>`;
    if (row.state === 'closed') return html`<td class="num v" colspan=${this.#span}>${mirror.closed}</td>`;
    if (row.state === 'unseen') return html`<td class="num v" colspan=${this.#span} title=${mirror.unseen}><span aria-hidden="true">—</span><span class="vh">${mirror.unseen}</span></td>`;
    const value = showValue(row.field, row.value, worded);
    const kind = row.field.parts.length ? 'parts' : value.numeric ? 'num' : 'text';
    const shown = change ? this.#change(row, change) : value.boxes.length ? this.#boxes(row, value) : value.text || html`<span class="mut">${mirror.empty}</span>`;
    if (this.#unit) return html`<td class="v ${kind}">${shown}${value.unit ? html`<span class="vh"> ${value.unit}</span>` : nothing}</td>`;
    return html`<td class="v ${kind}" colspan=${value.unit ? nothing : 2}>${shown}</td>
      ${value.unit ? html`<td class="u">${value.unit}</td>` : nothing}`;
  }

  /** Lines break between boxes, never inside one. */
  #boxes(row: Row, { boxes }: ShownValue): TemplateResult[] {
    const separator = separatorOf(row.field).trim();
    return boxes.map(({ name, words: wraps, text }, index) => html`<span class="box ${wraps ? 'wraps' : ''}">${text || name}${index < boxes.length - 1 ? ` ${separator}` : nothing}</span> `);
  }

  #change(row: Row, change: FieldChange): TemplateResult[] {
    const { mirror } = this.words;
    const changes = boxChanges(row.field, change.before, change.after, worded);
    return changes.map(
      ({ name, words: wraps, before, after }) => html`${name ? html`<span class="of">${name}</span> ` : nothing}<span class="box ${wraps ? 'wraps' : ''}"><s>${before || mirror.empty}</s></span>
        <span class="box ${wraps ? 'wraps' : ''}">${icon('arrow', { small: true, name: mirror.becomes })} <b>${after || mirror.empty}</b></span> `,
    );
  }
}
