// The list of phrases above the reply. The caret stays in the reply: the composer hands the keys here.
import { type PropertyValues, type TemplateResult, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';
import { SpeakingElement } from './element.ts';
import { styles } from './daoban-phrases.styles.ts';

@customElement('daoban-phrases')
export class DaobanPhrases extends SpeakingElement {
  static override readonly styles = [shared, styles];

  @property({ attribute: false }) phrases: readonly string[] = [];
  @state() private at = 0;

  /** Takes a key of the reply; returns whether it was for the list. */
  take(event: KeyboardEvent): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = this.phrases[this.at];
    if (step && !event.ctrlKey) this.at = (this.at + step + this.phrases.length) % Math.max(1, this.phrases.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && chosen !== undefined) this.tell('daoban-phrase', chosen);
    else return false;
    event.preventDefault();
    return true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('phrases') && this.at >= this.phrases.length) this.at = 0;
  }

  protected override render(): TemplateResult {
    const { composer } = this.words;
    return html`<section aria-label=${composer.phrases}>
      <ul role="listbox" aria-label=${composer.phrases}>
        ${this.phrases.map((text, index) => this.#phrase(text, index))}
      </ul>
      <p class="mut" role="status">${this.phrases.length ? composer.phrasesHint : composer.noPhrases}</p>
    </section>`;
  }

  #phrase(text: string, index: number): TemplateResult {
    const choose = (event: Event): void => {
      event.preventDefault();
      this.tell('daoban-phrase', text);
    };
    return html`<li role="option" aria-selected=${index === this.at} @pointerdown=${choose} @pointerenter=${() => (this.at = index)}>${text}</li>`;
  }
}
