// What does not pass: the message, how often, and the comparison with the difference worked out. No advice, arithmetic only.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { FormContext } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import type { Field, Matter, MatterError } from '../form/catalogue.ts';
import { type Compared, type ComparedRow, compare, fieldsEqualTo, isOld } from '../form/comparison.ts';
import { triedOf } from '../form/filed.ts';
import { filler } from '../form/phrases.ts';
import { firstShown } from '../form/remembered.ts';
import { type SinceCompared, sinceCompared } from '../form/since-compared.ts';
import { marksOf } from '../guide/marks.ts';
import { icon } from '../icons.ts';
import { errorTitle, worded } from '../locales/speech.ts';
import { grouped, isZero } from '../shown/amounts.ts';
import { tidy } from '../shown/chinese.ts';
import { numeral, numeralStyles } from './numeral.ts';
import { placeOf } from './place.ts';
import { hourMinute } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-error-block.styles.ts';

/** More equal cells than this say nothing. */
const MOST_EQUAL = 3;
/** So many changed cells are named; of more, how many there are. */
const MOST_NAMED = 3;

@customElement('daoban-error-block')
export class DaobanErrorBlock extends DeskElement {
  static override readonly styles = [shared, numeralStyles, styles];

  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) matter!: Matter;
  @property({ attribute: false }) context!: FormContext;
  @state() private showAgreeing = false;

  protected override render(): TemplateResult | typeof nothing {
    const error = this.#errorOf(this.context.error_id);
    const rows = this.context.comparison.length;
    if (error) return html`<section class="bad">${this.#failing(error)} ${rows ? this.#comparison() : nothing}</section>`;
    const before = this.#lastError;
    if (!before && !rows) return nothing;
    return html`<section class="good">${before ? this.#passed(before) : nothing} ${rows ? this.#comparison() : nothing}</section>`;
  }

  #errorOf(id: string | null): MatterError | null {
    return this.matter.errors.find((item) => item.id === id) ?? null;
  }

  /** The error that the page showed last, in this matter. */
  get #lastError(): MatterError | null {
    const page = this.talk.pages.findLast(({ body }) => body.context.error_id && body.context.matter_id === this.matter.id);
    return this.#errorOf(page?.body.context.error_id ?? null);
  }

  #failing(error: MatterError): TemplateResult {
    const { mirror, listSeparator, colon, tried: triedWords } = this.words;
    const firstAt = firstShown(this.talk.pages);
    const times = Math.max(1, this.context.error_occurrences);
    const since = firstAt ? (times > 1 ? mirror.firstAt(hourMinute(firstAt)) : hourMinute(firstAt)) : '';
    const facts = [error.id, mirror.times(times), since];
    const tried = triedOf(this.context);
    return html`<h3>${icon('warn', { small: true })}<span>${filler(this.matter, error, this.context, worded)(error.message)}</span></h3>
      <p class="c">${facts.filter(Boolean).join(' · ')}${tried.length ? ` · ${mirror.tried}${colon}${tried.map((item) => triedWords[item] ?? tidy(item)).join(listSeparator)}` : ''}</p>`;
  }

  #passed(error: MatterError): TemplateResult {
    const { mirror } = this.words;
    return html`<h3>${icon('tick', { small: true })}<span>${mirror.clear}</span></h3>
      <p class="c">${mirror.clearText(errorTitle(error))}</p>`;
  }

  #comparison(): TemplateResult {
    const { mirror } = this.words;
    const since = sinceCompared(this.matter, this.context, this.talk.pages);
    const compared = compare(this.context.comparison, since);
    const { differing, agreeing, largest } = compared;
    const old = isOld(compared, since);
    const rows = this.showAgreeing ? [...differing, ...agreeing] : differing;
    const agree = differing.length ? mirror.agree(agreeing.length) : mirror.allAgree(agreeing.length);
    const equal = old ? [] : fieldsEqualTo(largest, this.context, this.matter); // an old difference found in new values says nothing
    return html`${rows.length ? this.#table(rows) : nothing} ${this.#since(compared, old ? since : null)}
      <div class="same">
        ${agreeing.length
          ? html`<button class="btn xs plain" aria-expanded=${this.showAgreeing} @click=${() => (this.showAgreeing = !this.showAgreeing)}>
              ${this.showAgreeing ? mirror.hideAgree : agree}
            </button>`
          : nothing}
        ${equal.length > 0 && equal.length <= MOST_EQUAL ? this.#equal(equal, largest ?? '') : nothing}
      </div>
      ${this.fault ? this.faultLine() : nothing}`;
  }

  /** Which numbers these are, once the form has been changed; `old`: for rows that cannot be worked out by now. */
  #since({ differing }: Compared, old: SinceCompared | null): TemplateResult {
    const { mirror, listSeparator } = this.words;
    const named = old?.changed.slice(0, MOST_NAMED).map(placeOf).join(listSeparator) ?? '';
    const more = old && old.changed.length > MOST_NAMED ? old.changed.length : 0;
    return html`${differing.some((row) => row.now) ? html`<p class="since">${mirror.asOfNow}</p>` : nothing}
      ${old ? html`<p class="since">${mirror.sinceThen(hourMinute(old.at), named, more)}</p>` : nothing}`;
  }

  #equal(fields: readonly Field[], amount: string): TemplateResult {
    const { mirror, colon } = this.words;
    const figure = grouped(amount.replace('-', ''));
    return html`<span>${mirror.equal}${colon}</span>${fields.map((field) => html`<span>${placeOf(field)} <b>${figure}</b> ${this.#marks('field', field.id)}</span>${this.#point('field', field.id, placeOf(field))}`)}`;
  }

  #marks(kind: 'field' | 'row', id: string): TemplateResult | typeof nothing {
    const marks = marksOf(this.talk.view.guidance).get(`${kind} ${id}`);
    return marks ? html`<span class="marks">${marks.map((mark) => numeral(mark, { small: true }))}</span>` : nothing;
  }

  #point(kind: 'field' | 'row', id: string, where: string): TemplateResult | typeof nothing {
    if (!this.talk.speaks || this.talk.view.state !== 'active') return nothing;
    const { guide } = this.words;
    const point = (): unknown => this.told(() => this.desk.guiding.highlight(this.talk.sessionId, kind, id));
    return html`<button class="btn xs" aria-label=${guide.highlightName(where)} @click=${point}>${guide.highlight}</button>`;
  }

  #table(rows: readonly ComparedRow[]): TemplateResult {
    const { mirror } = this.words;
    const acts = rows.some((row) => this.#canPoint(row) || this.#marks('row', String(row.no)) !== nothing);
    return html`<table>
      <caption class="vh">
        ${mirror.comparison}
      </caption>
      <thead>
        <tr>
          <th scope="col">${mirror.sourceItem}</th>
          <th scope="col" class="num">${mirror.sourceAmount}</th>
          <th scope="col">${mirror.declaredItem}</th>
          <th scope="col" class="num">${mirror.declaredAmount}</th>
          <th scope="col" class="num">${mirror.difference}</th>
          ${acts ? html`<th scope="col" class="act"><span class="vh">${this.words.guide.actions}</span></th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => this.#row(row, acts))}
      </tbody>
    </table>`;
  }

  /** A row is on the taxpayer's page only where the comparison is; what is remembered of it cannot be pointed at. */
  #canPoint(row: ComparedRow): boolean {
    const { context, state } = this.talk.view;
    return this.talk.speaks && state === 'active' && (context?.comparison.some((item) => item.no === row.no) ?? false);
  }

  /** `acts`: some row has a number or can be pointed at, so that there is a column for it. */
  #row(row: ComparedRow, acts: boolean): TemplateResult {
    const difference = (row.now ?? row).difference;
    const agrees = difference !== null && isZero(difference);
    return html`<tr>
      <th scope="row">${tidy(row.source_item)}</th>
      <td class="num">${grouped(row.source_amount)}</td>
      <td>${tidy(row.declared_item)}</td>
      <td class="num">${this.#amount(row.declared_amount, row.now?.declared)}</td>
      <td class="num ${agrees ? '' : 'd'}" data-label=${this.words.mirror.difference}>${this.#amount(row.difference, row.now?.difference)}</td>
      ${acts ? html`<td class="act">${this.#marks('row', String(row.no))} ${this.#canPoint(row) ? this.#point('row', String(row.no), this.words.guide.comparisonRow(String(row.no), tidy(row.source_item))) : nothing}</td>` : nothing}
    </tr>`;
  }

  /** What the page told, and beside it what it is by now. */
  #amount(told: string | null, now: string | null | undefined): TemplateResult | string {
    const before = told === null ? '' : grouped(told);
    if (now === undefined || now === null) return before;
    return html`<s>${before}</s> <span class="now">${icon('arrow', { small: true, name: this.words.mirror.becomes })} <b>${grouped(now)}</b></span>`;
  }
}
