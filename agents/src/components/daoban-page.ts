// A page with nothing but a heading, a sentence and ways on: not found, outdated, unreachable, loading.
import { type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../icons.ts';
import { shared } from '../styles/shared.ts';
import { SpeakingElement } from './element.ts';

export type PageKind = 'loading' | 'not-found' | 'outdated' | 'unreachable' | 'refused';

/** Nothing is shown before this; after the second, that it takes long. In milliseconds. */
const PATIENCE_MS = 400;
const LONG_MS = 8_000;

@customElement('daoban-page')
export class DaobanPage extends SpeakingElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-rows: 44px 1fr;
        height: 100%;
      }

      header {
        display: flex;
        gap: 8px;
        align-items: center;
        padding: 0 16px;
        border-bottom: 1px solid var(--db-edge);
        background: var(--db-sunken);
        font: 700 16px/24px var(--db-font);
      }

      header .i {
        color: var(--db-accent);
      }

      main {
        padding: 64px;
      }

      .nf {
        padding: 4px 0 4px 20px;
        border-left: 4px solid var(--db-accent);
      }

      h1 {
        font: 700 22px/32px var(--db-font);
      }

      p {
        color: var(--db-ink-2);
        font: var(--db-t-l) var(--db-font);
      }

      .do {
        display: flex;
        gap: 16px;
        align-items: center;
        margin-top: 12px;
      }

      .grey {
        display: grid;
        gap: 14px;
        max-width: 640px;
      }

      .grey i {
        display: block;
        height: 14px;
        background: var(--db-line);
      }

      .grey i:nth-child(2n) {
        width: 60%;
      }

      @media (max-width: 767px) {
        main {
          padding: 24px 16px;
        }
      }
    `,
  ];

  @property() kind: PageKind = 'loading';
  /** For support: the hub's code, where there is one. */
  @property() code = '';
  @state() private waited: 'short' | 'some' | 'long' = 'short';
  #timers: ReturnType<typeof setTimeout>[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timers = [setTimeout(() => (this.waited = 'some'), PATIENCE_MS), setTimeout(() => (this.waited = 'long'), LONG_MS)];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  protected override render(): TemplateResult {
    return html`<header>${icon('mark')}${this.words.product}</header>
      <main>${this.kind === 'loading' ? this.#loading() : this.#said()}</main>`;
  }

  #loading(): TemplateResult | typeof nothing {
    const { pages } = this.words;
    if (this.waited === 'short') return nothing;
    if (this.waited === 'some') return html`<div class="grey" aria-busy="true" aria-label=${pages.loading} role="status"><i></i><i></i><i></i><i></i></div>`;
    return this.#block(pages.slowStart, '', html`<button class="btn pri" @click=${() => this.tell('daoban-retry')}>${pages.retry}</button>`);
  }

  #said(): TemplateResult {
    const { pages } = this.words;
    const retry = html`<button class="btn pri" @click=${() => this.tell('daoban-retry')}>${pages.retry}</button>`;
    const home = html`<a href=${import.meta.env.BASE_URL}>${pages.backToDesk}</a>`;
    if (this.kind === 'not-found') return this.#block(pages.notFound, pages.notFoundText, home);
    if (this.kind === 'outdated')
      return this.#block(pages.outdated, pages.outdatedText, html`<button class="btn pri" @click=${() => location.reload()}>${pages.reload}</button>`);
    if (this.kind === 'refused') return this.#block(pages.refused, this.words.errors[this.code] ?? '', retry);
    return this.#block(pages.unreachable, pages.unreachableText, retry);
  }

  #block(heading: string, text: string, way: TemplateResult): TemplateResult {
    return html`<div class="nf">
      <h1>${heading}</h1>
      ${text ? html`<p>${text}</p>` : nothing}
      <div class="do">${way}${this.code ? html`<span class="mut">${this.words.errorCode(this.code)}</span>` : nothing}</div>
    </div>`;
  }
}
