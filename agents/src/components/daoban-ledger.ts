// The ledger at the foot of the form: every guide, every answer to it and every change of the taxpayer's page, newest first.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Talk } from '../desk/talk.ts';
import type { Matter } from '../form/catalogue.ts';
import type { Change, FieldChange, StepChange } from '../form/changes.ts';
import { boxChanges } from '../form/values.ts';
import { type LedgerLine, ledgerOf } from '../guide/ledger.ts';
import { icon } from '../icons.ts';
import { errorTitle, worded } from '../locales/speech.ts';
import { hourMinuteSecond } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { filedWords } from './filed-words.ts';
import { ledgerWords } from './ledger-words.ts';
import { numeral, numeralStyles } from './numeral.ts';
import { placeOf } from './place.ts';
import { slipEventWords } from './slip-words.ts';
import { styles } from './daoban-ledger.styles.ts';

/** So many lines are drawn at first, and more of them on demand. */
const PAGE = 60;

@customElement('daoban-ledger')
export class DaobanLedger extends DeskElement {
  static override readonly styles = [shared, numeralStyles, styles];

  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) changes: readonly Change[] = [];
  @state() private shown = PAGE;

  protected override render(): TemplateResult {
    const { mirror } = this.words;
    const lines = ledgerOf(this.changes, this.talk.entries);
    return html`<section aria-label=${mirror.ledger}>
      <h3>${mirror.ledger}</h3>
      ${lines.length
        ? html`<ol tabindex="0" aria-label=${mirror.ledger}>
            ${repeat(lines.slice(0, this.shown), (line) => line.key, (line) => this.#line(line))}
            ${lines.length > this.shown
              ? html`<li><button class="btn xs plain" @click=${() => (this.shown += PAGE)}>${this.words.talk.earlier(lines.length - this.shown)}</button></li>`
              : nothing}
          </ol>`
        : html`<p class="mut">${mirror.noChanges}</p>`}
    </section>`;
  }

  #line(line: LedgerLine): TemplateResult {
    if (line.kind === 'change') return html`<li><time>${hourMinuteSecond(line.at)}</time><i></i><span>${this.#words(line.change)}</span></li>`;
    if (line.kind === 'slip') return html`<li><time>${hourMinuteSecond(line.at)}</time><i></i><span>${slipEventWords(this.desk, this.talk, line.entry)}</span></li>`;
    const said = ledgerWords(this.desk, this.talk, line.entry);
    return html`<li>
      <time>${hourMinuteSecond(line.at)}</time><i>${said.mark ? numeral(said.mark, { small: true }) : nothing}</i><span>${said.text}</span>
      ${said.state ? html`<em>${said.state}</em>` : nothing}
    </li>`;
  }

  #words(change: Change): TemplateResult | string {
    const { mirror } = this.words;
    const { name } = this.talk.view.person;
    const matter = this.desk.library.matter(change.matter_id);
    switch (change.kind) {
      case 'field':
        return this.#field(change, matter, name);
      case 'step':
        return this.#step(change, matter, name);
      case 'matter':
        return mirror.movedMatter(name, this.desk.library.shortName(change.after));
      case 'error':
        return mirror.errorAgain(this.#error(change.error_id, matter), Math.max(1, change.occurrences));
      case 'passed':
        return mirror.errorGone(this.#error(change.error_id, matter));
      case 'filed':
        return [`${name} ${filedWords(this.desk.library.matter(change.matter_id))}`, change.receipt ? mirror.receipt(change.receipt) : ''].filter(Boolean).join(' · ');
    }
  }

  #field(change: FieldChange, matter: Matter | null, name: string): TemplateResult {
    const { mirror } = this.words;
    const field = matter?.fields.find((item) => item.id === change.field_id);
    const where = field ? placeOf(field) : change.field_id;
    const boxes = field ? boxChanges(field, change.before, change.after, worded) : [{ name: '', words: true, before: change.before ?? '', after: change.after }];
    return html`${field?.readonly ? mirror.workedOut(where) : mirror.changed(name, where)}${boxes.map(
      (box, index) => html`${index ? this.words.listSeparator : ' '}${box.name} <s class=${box.words ? 'wraps' : ''}>${box.before || mirror.empty}</s> ${icon('arrow', { name: mirror.becomes })}
        <b class=${box.words ? 'wraps' : ''}>${box.after || mirror.empty}</b>`,
    )}`;
  }

  #step({ before, after }: StepChange, matter: Matter | null, name: string): string {
    const { mirror, stepShort } = this.words;
    const [from, to] = [before, after].map((id) => matter?.steps.find((item) => item.id === id)?.order);
    if (to === undefined) return '';
    if (from === undefined) return mirror.movedTo(name, stepShort(to));
    return to > from ? mirror.movedForward(name, stepShort(from), stepShort(to)) : mirror.movedBack(name, stepShort(from), stepShort(to));
  }

  #error(id: string, matter: Matter | null): string {
    const error = matter?.errors.find((item) => item.id === id);
    return error ? errorTitle(error) : id;
  }
}
