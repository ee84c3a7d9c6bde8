// The fields in groups: those of the error, the rest of the step, other steps. Live changes stay marked for half a minute.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type FormContext, serverNow } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import { type FieldChange, changesOf, marked } from '../form/changes.ts';
import type { Matter } from '../form/catalogue.ts';
import { rowName } from '../form/names.ts';
import { type Row, type RowGroup, rowGroups } from '../form/rows.ts';
import { showValue } from '../form/values.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-fields.styles.ts';

/** Younger than this is 刚刚, in seconds. */
const JUST_NOW_SECONDS = 5;

@customElement('daoban-fields')
export class DaobanFields extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) matter!: Matter;
  @property({ attribute: false }) context!: FormContext;

  protected override render(): TemplateResult {
    const { mirror } = this.words;
    const error = this.matter.errors.find((item) => item.id === this.context.error_id);
    const groups = rowGroups(this.matter, this.context, error?.field_ids ?? []);
    const addressed = this.matter.fields.some((field) => field.row);
    const changes = marked(changesOf(this.talk.pages), serverNow());
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${mirror.fields}>
      <table class=${addressed ? '' : 'plain'}>
        <thead>
          <tr>
            <th scope="col">${mirror.address}</th>
            <th scope="col">${mirror.field}</th>
            <th scope="col" class="num">${mirror.value}</th>
            <th scope="col"><span class="vh">${mirror.unit}</span></th>
          </tr>
        </thead>
        ${groups.map((group, index) => this.#group(group, index === 0, changes))}
      </table>
    </div>`;
  }

  #group(group: RowGroup, first: boolean, changes: ReadonlyMap<string, FieldChange>): TemplateResult {
    return html`<tbody class=${group.kind}>
      <tr class="sec">
        <th colspan="4" scope="rowgroup">${this.#heading(group, first)}</th>
      </tr>
      ${group.rows.map((row) => this.#row(row, row.form === group.form, changes.get(row.field.id)))}
    </tbody>`;
  }

  #heading({ kind, step, form, unseen }: RowGroup, first: boolean): string {
    const { mirror } = this.words;
    const headings = {
      failing: mirror.failing,
      step: first ? mirror.thisStepOnly : mirror.thisStep,
      other: step ? this.words.step(step.order, worded(step.name)) : '',
    };
    return [headings[kind], form, unseen ? mirror.unseenCount(unseen) : ''].filter(Boolean).join(' · ');
  }

  #row(row: Row, sameForm: boolean, change: FieldChange | undefined): TemplateResult {
    const { field } = row;
    const classes = [row.state, row.failing ? 'failing' : '', change ? 'changed' : '', row.focused ? 'focused' : ''].join(' ');
    const place = sameForm ? row.place : [row.form, row.place].filter(Boolean).join(' ');
    return html`<tr class=${classes}>
      ${place ? html`<th scope="row">${place}</th>` : html`<td></td>`}
      <td class="name" title=${worded(field.name)}>
        ${rowName(this.matter, field, worded)}${row.focused ? html` <span class="here">${this.words.mirror.here}</span>` : nothing}
        ${change ? this.#when(change) : nothing}
        ${row.error ? html`<small class="er">${icon('warn', { small: true })}${row.error}</small>` : nothing}
      </td>
      ${this.#value(row, change)}
    </tr>`;
  }

  #when(change: FieldChange): TemplateResult {
    const { mirror } = this.words;
    const seconds = secondsSince(change.at, serverNow());
    const ago = seconds < JUST_NOW_SECONDS ? mirror.justNow : mirror.ago(seconds);
    return html`<small class="when">${this.talk.view.person.name} ${ago}</small>`;
  }

  #value(row: Row, change: FieldChange | undefined): TemplateResult {
    const { mirror } = this.words;
    if (row.state === 'hidden') return html`<td class="num v" colspan="2">${mirror.hidden}<small>${mirror.hiddenWhy}</small></td>`;
    if (row.state === 'closed') return html`<td class="num v" colspan="2">${mirror.closed}</td>`;
    if (row.state === 'unseen') return html`<td class="num v" colspan="2" title=${mirror.unseen}><span aria-hidden="true">—</span><span class="vh">${mirror.unseen}</span></td>`;
    const value = showValue(row.field, row.value, worded);
    const kind = row.field.parts.length ? 'parts' : value.numeric || change ? 'num' : 'text';
    const shown = change ? this.#change(row, change, value.text) : value.text || html`<span class="mut">${mirror.empty}</span>`;
    return html`<td class="v ${kind}" colspan=${value.unit ? nothing : 2}>${shown}</td>
      ${value.unit ? html`<td class="u">${value.unit}</td>` : nothing}`;
  }

  #change(row: Row, change: FieldChange, after: string): TemplateResult {
    const { mirror } = this.words;
    const before = change.before ? showValue(row.field, change.before, worded).text : mirror.empty;
    return html`<s>${before}</s> ${icon('arrow', { small: true, name: mirror.becomes })} <b>${after || mirror.empty}</b>`;
  }
}
