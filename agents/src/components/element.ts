// What the console's components share: they redraw with the desk, with the language and, where clocks run, with the second.
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { CommandError } from '@daoban/client/index.ts';
import { onSecond } from '../desk/clock.ts';
import type { Desk } from '../desk/desk.ts';
import { icon } from '../icons.ts';
import { onSpeech, words } from '../locales/speech.ts';
import type { Words } from '../locales/zh-CN.ts';

/** Speaks the language chosen, runs a task and shows in place why it failed. */
export abstract class SpeakingElement extends LitElement {
  @state() protected fault: CommandError | null = null;
  @state() protected busy = false;
  #stopSpeech: (() => void) | null = null;

  protected get words(): Words {
    return words();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopSpeech = onSpeech(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopSpeech?.();
  }

  /** Runs `task` once at a time; returns whether it succeeded. Its CommandError is kept in `fault`. */
  protected async attempt(task: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.fault = null;
    try {
      await task();
      return true;
    } catch (error) {
      this.fault = asFault(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Like `attempt`, for what may run beside others: only the words of the last failure are kept. */
  protected async told(task: () => Promise<unknown>): Promise<boolean> {
    this.fault = null;
    try {
      await task();
      return true;
    } catch (error) {
      this.fault = asFault(error);
      return false;
    }
  }

  protected faultLine(fault = this.fault): TemplateResult | typeof nothing {
    if (!fault) return nothing;
    const said = this.words.errors[fault.code] ?? this.words.errors['other'];
    return html`<p class="fault" role="alert">
      ${icon('warn', { small: true })}<span>${said} <code>${this.words.errorCode(fault.code)}</code></span>
    </p>`;
  }

  protected tell(name: string, detail: unknown = null): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function asFault(error: unknown): CommandError {
  return error instanceof CommandError ? error : new CommandError('internal', String(error), false);
}

/** A part of the desk. `ticks` in a subclass: it shows a running clock. */
export abstract class DeskElement extends SpeakingElement {
  static readonly ticks: boolean = false;

  @property({ attribute: false }) desk!: Desk;
  #followed: Desk | null = null;
  #stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    if ((this.constructor as typeof DeskElement).ticks) this.#stops.push(onSecond(() => this.requestUpdate()));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#followed = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.#followed === this.desk) return;
    this.#followed = this.desk;
    this.#stops.push(this.desk.subscribe(() => this.requestUpdate()));
  }
}
