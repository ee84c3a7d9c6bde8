import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../locales/words.ts';
import { controls } from '../look/controls.styles.ts';
import { tokens } from '../look/tokens.styles.ts';
import { ask } from './ask.ts';
import { styles as askStyles } from './ask.styles.ts';
import { bars } from './bars.ts';
import { styles as barsStyles } from './bars.styles.ts';
import './composer.ts';
import type { Dock } from './dock.ts';
import { explanation } from './explanation.ts';
import { styles as explanationStyles } from './explanation.styles.ts';
import { header } from './header.ts';
import { styles as headerStyles } from './header.styles.ts';
import { styles } from './panel.styles.ts';
import { Part } from './part.ts';
import { prompts } from './prompts.ts';
import { styles as promptsStyles } from './prompts.styles.ts';
import { queue } from './queue.ts';
import { styles as queueStyles } from './queue.styles.ts';
import type { Thread } from './thread.ts';
import './thread.ts';
import type { Sure, Ui } from './ui.ts';

const MINUTE_MS = 60_000;

/** The panel: header and bars stay, the body scrolls, the footer stays. It is a region of the page, not a dialog. */
export class PanelElement extends Part implements Ui {
  static override styles = [
    tokens, controls, styles, headerStyles, promptsStyles, barsStyles, explanationStyles, queueStyles, askStyles,
  ];

  dock!: Dock;
  /** Fold the panel; a session goes on. */
  fold!: () => void;
  menu = false;
  explaining = false;
  sure: Sure | null = null;
  later: Ui['later'];
  #phase = '';
  #unsaid: (() => void) | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsaid = this.help.speaker.onSaid(({ text, urgent }) => this.#read(text, urgent));
    this.#clock = setInterval(() => this.requestUpdate(), MINUTE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsaid?.();
    clearInterval(this.#clock);
  }

  override willUpdate(): void {
    const { phase } = this.help;
    // fetched ahead of need: the line may be gone by then
    if (phase !== 'explain' && !this.later) import('./later.ts').then(this.#take, () => undefined);
    if (phase === this.#phase) return;
    Object.assign(this, { menu: false, explaining: false, sure: null });
    // nothing on the page is talked about any more, and the rating is long; once given, the next page is to be seen
    if (phase === 'ended' && this.dock.sheet && !this.help.view?.rating) this.dock.set('full');
    this.#phase = phase;
    // the button that led on is gone: who pressed it goes on at the heading
    if (this.matches(':focus-within')) void this.updateComplete.then(() => this.matches(':focus-within') || this.focus());
  }

  /** The heading takes the focus when the panel comes. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  override render(): TemplateResult {
    const { help, dock } = this;
    const peek = dock.sheet && dock.height === 'peek';
    return html`<aside aria-label=${say.title} @keydown=${this.#pressed} @focusin=${this.#moved} @daoban-look=${this.#yield}>
      <div class="grab" @pointerdown=${dock.grab}></div>
      ${header(this)}
      ${peek ? nothing : html`${bars(help)}
        <div class="body" tabindex=${help.phase === 'explain' ? 0 : -1}>${this.#body()}</div>
        <div class="foot">${this.#foot()}</div>`}
      <div class="vh polite" role="status"></div>
      <div class="vh urgent" role="alert"></div>
    </aside>`;
  }

  readonly close = (): void => {
    const { phase } = this.help;
    if (phase === 'queued') return this.change({ sure: 'leave' });
    if (phase === 'ended') this.help.putAway();
    this.fold();
  };

  change(state: Partial<Pick<Ui, 'menu' | 'explaining' | 'sure'>>): void {
    const settled = this.sure && state.sure === null;
    Object.assign(this, state);
    this.requestUpdate();
    void this.updateComplete.then(() => {
      if (this.sure) this.#focusOn('.prompt .btn');
      else if (state.menu) this.#focusOn('.menu button');
      else if (state.menu === false) this.#focusOn('.more');
      else if (settled || state.explaining === false) this.#focusOn('daoban-composer');
    });
  }

  readonly #take = (later: Ui['later']): void => {
    this.later = later;
    this.change({});
  };

  #body(): TemplateResult {
    const { help } = this;
    if (help.slips?.past) return html`<daoban-slip-history .help=${help}></daoban-slip-history>`;
    const thread = html`<daoban-thread .help=${help}></daoban-thread>`;
    if (help.phase === 'queued') return html`${queue(help)}${help.hasTalk ? thread : explanation(help)}`;
    if (help.phase === 'ended') return html`${help.hasTalk ? thread : nothing}<daoban-rating .help=${help}></daoban-rating>`;
    if (help.phase === 'active') return this.explaining ? html`${this.#back()}${explanation(help)}` : thread;
    return help.signedOut ? html`<p class="calm">${say.signedOut}</p>` : explanation(help);
  }

  #back(): TemplateResult {
    const { unread } = this.help;
    return html`<div class="prompt">
      <span>${unread ? say.newMessages(unread) : ''}</span>
      <button class="btn sm" @click=${() => this.change({ explaining: false })}>${say.backToTalk}</button>
    </div>`;
  }

  #foot(): TemplateResult {
    const { help } = this;
    if (help.slips?.past) return html``;
    const mine = help.signedOut ? nothing : html`<p class="mine"><button class="link" @click=${help.showSlips}>${say.mySlips}</button></p>`;
    if (help.phase === 'explain') return html`${prompts(this)}${ask(help)}${mine}`;
    if (help.phase === 'ended') return html`${prompts(this)}${mine}`;
    return html`${help.guide?.waiting(this.#jump) ?? nothing}${prompts(this)}<daoban-composer .help=${help} @daoban-sent=${() => this.change({ explaining: false })}><daoban-attach></daoban-attach></daoban-composer>`;
  }

  /** The page is to be looked at: a sheet that lies over all of it makes room. */
  readonly #yield = (): void => {
    if (this.dock.sheet && this.dock.height === 'full') this.dock.set('half');
  };

  readonly #jump = (guideId: string): void => {
    this.change({ explaining: false });
    void this.updateComplete.then(() => this.renderRoot.querySelector<Thread>('daoban-thread')?.jump(guideId));
  };

  #focusOn(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  /** Read out `text`: emptied first, so that the same sentence is read again. */
  #read(text: string, urgent: boolean): void {
    const region = this.renderRoot.querySelector(urgent ? '.urgent' : '.polite');
    if (!region) return;
    region.textContent = '';
    requestAnimationFrame(() => (region.textContent = text));
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.menu) return;
    event.preventDefault();
    this.change({ menu: false });
  };

  /** A menu that is left is closed, without calling the focus back. */
  readonly #moved = (event: FocusEvent): void => {
    if (!this.menu || (event.target as Element).closest('.menu,.more')) return;
    this.menu = false;
    this.requestUpdate();
  };
}

customElements.define('daoban-panel', PanelElement);
