import { LitElement } from 'lit';
import type { Help } from '../session/help.ts';

/** A part of the panel with a state of its own: draws what `help` knows, again whenever that changes. */
export class Part extends LitElement {
  /** Given before the part comes on the page, and for good. */
  help!: Help;
  #unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.help.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }
}
