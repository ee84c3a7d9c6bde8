// What the panels of a talk share: Esc shuts, the first control has the focus, and pressing the button again shuts too.
import { type TemplateResult, html } from 'lit';
import { property } from 'lit/decorators.js';
import type { Talk } from '../desk/talk.ts';
import { DeskElement } from './element.ts';

/** `send` does what the panel is for. */
export abstract class PanelElement extends DeskElement {
  @property({ attribute: false }) talk!: Talk;

  protected abstract send(): Promise<unknown>;

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('input, textarea, button')?.focus();
  }

  /** The panel around `inside`; `ready`: it can be sent. */
  protected frame(heading: string, inside: TemplateResult, yes: string, ready: boolean): TemplateResult {
    return html`<form aria-label=${heading} @keydown=${this.#key} @submit=${this.#submit}>
      <h3>${heading}</h3>
      ${inside} ${this.faultLine()}
      <div class="do">
        <button class="btn pri" aria-disabled=${this.busy || !ready}>${yes}</button>
        <button class="btn plain" type="button" @click=${() => this.tell('daoban-done')}>${this.words.together.shut}</button>
      </div>
    </form>`;
  }

  /** Whether it can be sent; asked when it is. */
  protected get ready(): boolean {
    return true;
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    if (this.ready) void this.attempt(() => this.send()).then((done) => done && this.tell('daoban-done'));
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    this.tell('daoban-done');
  };
}
