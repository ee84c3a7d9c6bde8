// The step strip: the current step by name, the failing one with its word, the others by number.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FormContext } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import type { Matter } from '../form/catalogue.ts';
import { type StepMark, stepMarks } from '../form/steps.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-steps.styles.ts';

@customElement('daoban-steps')
export class DaobanSteps extends DeskElement {
  static override readonly styles = [shared, styles];

  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) matter!: Matter;
  @property({ attribute: false }) context: FormContext | null = null;

  protected override render(): TemplateResult | typeof nothing {
    if (!this.context) return nothing;
    const marks = stepMarks(this.matter, this.context, this.talk.pages);
    return html`<ol aria-label=${this.words.mirror.steps}>
      ${marks.map((mark) => this.#step(mark))}
    </ol>`;
  }

  #step(mark: StepMark): TemplateResult {
    const { step, current, failing, passed } = mark;
    const { mirror } = this.words;
    const name = worded(step.name);
    const classes = [current ? 'on' : '', failing ? 'bad' : ''].join(' ');
    const open = current || failing;
    return html`<li class=${classes} aria-current=${current ? 'step' : nothing} title=${this.words.step(step.order, name)}>
      ${passed ? icon('tick', { name: mirror.passedStep }) : nothing}${failing && current ? icon('warn') : nothing}
      <span>${step.order}</span>${open ? html`<span class="cut">${name}</span>` : html`<span class="vh">${name}</span>`}
      ${failing ? html`<span class="word">${mirror.failed}</span>` : nothing}
    </li>`;
  }
}
