// The ledger at the foot of the form: what changed on the taxpayer's page, newest first.
import { type TemplateResult, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Talk } from '../desk/talk.ts';
import type { Change, FieldChange } from '../form/changes.ts';
import { showValue } from '../form/values.ts';
import { icon } from '../icons.ts';
import { errorTitle, worded } from '../locales/speech.ts';
import { hourMinuteSecond } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { placeOf } from './place.ts';
import { styles } from './daoban-ledger.styles.ts';

@customElement('daoban-ledger')
export class DaobanLedger extends DeskElement {
  static override readonly styles = [shared, styles];

  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) changes: readonly Change[] = [];

  protected override render(): TemplateResult {
    const { mirror } = this.words;
    return html`<section aria-label=${mirror.ledger}>
      <h3>${mirror.ledger}</h3>
      ${this.changes.length
        ? html`<ol tabindex="0" aria-label=${mirror.ledger}>
            ${this.changes.toReversed().map((change) => html`<li><time>${hourMinuteSecond(change.at)}</time><span>${this.#words(change)}</span></li>`)}
          </ol>`
        : html`<p class="mut">${mirror.noChanges}</p>`}
    </section>`;
  }

  #words(change: Change): TemplateResult | string {
    const { mirror } = this.words;
    const { name } = this.talk.view.person;
    switch (change.kind) {
      case 'field':
        return this.#field(change, name);
      case 'step':
        return this.#step(change.before, change.after, name);
      case 'matter':
        return mirror.movedMatter(name, this.desk.library.shortName(change.after));
      case 'error':
        return mirror.errorAgain(this.#error(change.error_id), Math.max(1, change.occurrences));
      case 'passed':
        return mirror.errorGone(this.#error(change.error_id));
    }
  }

  #field(change: FieldChange, name: string): TemplateResult {
    const { mirror } = this.words;
    const field = this.#matter?.fields.find((item) => item.id === change.field_id);
    const where = field ? placeOf(field) : change.field_id;
    const shown = (value: string | null): string => (field && value ? showValue(field, value, worded).text : value) || mirror.empty;
    return html`${mirror.changed(name, where)} <s>${shown(change.before)}</s> ${icon('arrow', { name: mirror.becomes })} <b>${shown(change.after)}</b>`;
  }

  #step(before: string | null, after: string | null, name: string): string {
    const { mirror, stepShort } = this.words;
    const [from, to] = [before, after].map((id) => this.#matter?.steps.find((item) => item.id === id)?.order);
    if (to === undefined) return '';
    if (from === undefined) return mirror.movedTo(name, stepShort(to));
    return to > from ? mirror.movedForward(name, stepShort(from), stepShort(to)) : mirror.movedBack(name, stepShort(from), stepShort(to));
  }

  #error(id: string): string {
    const error = this.#matter?.errors.find((item) => item.id === id);
    return error ? errorTitle(error) : id;
  }

  get #matter() {
    const { context, view } = this.talk;
    return this.desk.library.matter(context?.matter_id ?? view.matter_id);
  }
}
