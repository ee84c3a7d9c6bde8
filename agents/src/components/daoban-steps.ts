// The step strip: the current step by name, the failing one with its word, the others by number. Each opens what can be done
// with it: suggest going there, point at it.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FormContext } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import type { Matter } from '../form/catalogue.ts';
import { type StepMark, stepMarks } from '../form/steps.ts';
import { marksOf } from '../guide/marks.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { menu } from '../styles/menu.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { numeral, numeralStyles } from './numeral.ts';
import { styles } from './daoban-steps.styles.ts';

@customElement('daoban-steps')
export class DaobanSteps extends DeskElement {
  static override readonly styles = [shared, menu, numeralStyles, styles];

  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) matter!: Matter;
  @property({ attribute: false }) context: FormContext | null = null;

  protected override render(): TemplateResult | typeof nothing {
    if (!this.context) return nothing;
    const marks = stepMarks(this.matter, this.context, this.talk.pages);
    return html`<ol aria-label=${this.words.mirror.steps}>
        ${marks.map((mark) => this.#step(mark))}
      </ol>
      ${this.faultLine()}`;
  }

  #step(mark: StepMark): TemplateResult {
    const { step, current, failing, passed } = mark;
    const { mirror } = this.words;
    const name = worded(step.name);
    const classes = [current ? 'on' : '', failing ? 'bad' : ''].join(' ');
    const open = current || failing;
    const label = this.words.step(step.order, name);
    const inside = html`${passed ? icon('tick', { name: mirror.passedStep }) : nothing}${failing && current ? icon('warn') : nothing}
      <span>${step.order}</span>${open ? html`<span class="cut">${name}</span>` : html`<span class="vh">${name}</span>`}
      ${failing ? html`<span class="word">${mirror.failed}</span>` : nothing} ${this.#marks(step.id)}`;
    return html`<li class=${classes} aria-current=${current ? 'step' : nothing} title=${label}>
      ${this.talk.speaks && this.talk.view.state === 'active' ? this.#menu(mark, label, inside) : html`<span class="inside">${inside}</span>`}
    </li>`;
  }

  #menu({ step, current }: StepMark, label: string, inside: TemplateResult): TemplateResult {
    const { guide } = this.words;
    return html`<wa-dropdown placement="bottom-start" distance="4" @wa-select=${(event: CustomEvent<{ item: { value?: string } }>) => void this.#chosen(step.id, event)}>
      <button slot="trigger" class="inside">${inside}</button>
      <h3>${label}</h3>
      ${current ? nothing : html`<wa-dropdown-item value="suggest">${guide.suggestStep}</wa-dropdown-item>`}
      <wa-dropdown-item value="highlight">${guide.highlightStep}</wa-dropdown-item>
    </wa-dropdown>`;
  }

  #marks(stepId: string): TemplateResult | typeof nothing {
    const marks = marksOf(this.talk.view.guidance).get(`step ${stepId}`);
    return marks ? html`${marks.map((mark) => numeral(mark, { small: true }))}` : nothing;
  }

  async #chosen(stepId: string, event: CustomEvent<{ item: { value?: string } }>): Promise<void> {
    const { guiding } = this.desk;
    const { sessionId } = this.talk;
    await this.told(() => (event.detail.item.value === 'suggest' ? guiding.suggestStep(sessionId, stepId) : guiding.highlight(sessionId, 'step', stepId)));
  }
}
