import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Part } from '../components/part.ts';
import { controls } from '../look/controls.styles.ts';
import { slipWords } from './words.ts';

/** The person's slips of all sessions, newest first; takes the place of the panel's body while it is open. */
export class SlipHistory extends Part {
  static override styles = [controls, css`
    :host { flex: 1; min-height: 0; overflow-y: auto; padding: 12px 16px 16px; }
    .top { display: flex; align-items: center; justify-content: space-between; gap: 8px; margin-bottom: 8px; }
    h3 { outline-offset: 4px; }
    daoban-slip { margin-bottom: 12px; }
    .older { width: 100%; }
  `];

  override firstUpdated(): void {
    this.renderRoot.querySelector('h3')?.focus();
  }

  /** The panel's heading takes the focus again. */
  readonly #back = (): void => {
    const panel = (this.getRootNode() as ShadowRoot).host as HTMLElement;
    this.help.slips?.closeHistory();
    panel.focus();
  };

  override render(): TemplateResult | typeof nothing {
    const { slips } = this.help;
    if (!slips?.past) return nothing;
    const words = slipWords();
    const { past, look } = slips;
    return html`<div class="top"><h3 tabindex="-1">${words.mine}</h3><button class="btn sm" @click=${this.#back}>${words.back}</button></div>
      ${past.state === 'ready' && !past.slips.length ? html`<p class="mut">${words.none}</p>` : nothing}
      ${repeat(past.slips, ({ slip }) => slip.no, (found) => html`<daoban-slip .help=${this.help} .found=${found}></daoban-slip>`)}
      ${past.state === 'loading' ? html`<p class="mut" role="status">${words.loading}</p>` : nothing}
      ${past.state === 'failed' ? html`<p role="status">${words.offline}</p>` : nothing}
      ${past.more || past.state === 'failed' ? html`<button class="btn older" @click=${() => void look()}>${past.state === 'failed' ? words.retry : words.older}</button>` : nothing}`;
  }
}

customElements.define('daoban-slip-history', SlipHistory);
