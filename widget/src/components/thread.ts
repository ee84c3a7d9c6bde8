import { below, readsAlong } from '@daoban/client/reading-along.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { called, say } from '../locales/words.ts';
import { controls } from '../look/controls.styles.ts';
import { icon, type IconName } from '../look/icons.ts';
import { isTheirs } from '../session/reading.ts';
import { type ConfirmLine, type Line, linesOf, type Mark, type MessageLine } from './lines.ts';
import { Part } from './part.ts';
import { styles } from './thread.styles.ts';

const MARKS: Record<Mark, IconName> = { pending: 'clock', delivered: 'tick', read: 'ticks', failed: 'warn' };
/** A finger's breadth: nearer to the end than this counts as being at the end. */
const AT_END_PX = 48;

/** The conversation. A thread that is being read further up does not move: a bar says what came. */
export class Thread extends Part {
  static override styles = [controls, styles];

  #atEnd = true;
  /** Where the thread was scrolled to last, in pixels. */
  #top = 0;
  #own = 0;
  #theirs = 0;
  #fresh = 0;
  readonly #sizes = new ResizeObserver(() => {
    this.#heedHand();
    this.#settle();
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    // put elsewhere on the page it begins at its top, which no hand did
    if (this.#atEnd) this.#top = 0;
  }

  override willUpdate(): void {
    this.#heedHand();
    const { entries, outgoing } = this.help;
    const theirs = entries.filter(isTheirs).length;
    const own = entries.filter(({ kind, role }) => kind === 'message' && role === 'taxpayer').length + outgoing.length;
    if (own > this.#own) this.#atEnd = true; // who writes wants to see it
    this.#fresh = this.#atEnd ? 0 : this.#fresh + Math.max(0, theirs - this.#theirs);
    this.#own = own;
    this.#theirs = theirs;
  }

  override updated(): void {
    if (this.#scroller) this.#sizes.observe(this.#scroller); // observing twice is observing once
    this.#settle();
  }

  override render(): TemplateResult | typeof nothing {
    const { help } = this;
    const { view } = help;
    if (!view) return nothing;
    const lines = linesOf(view, help.entries, help.outgoing, help.names, help.moved);
    const silent = help.phase === 'active' && !lines.some(({ kind }) => kind === 'message' || kind === 'guide');
    // the scroll area takes the focus: no key could reach what is above it otherwise
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${say.log} @scroll=${this.#scrolled}>
        <div class="log" role="log" aria-label=${say.log}>
          ${repeat(lines, ({ id }) => id, (line, at) => this.#line(line, lines[at - 1]))}
          ${silent ? html`<p class="event">${say.empty(!help.sharing.stopped && !!help.page.context)}</p>` : nothing}
        </div>
        <p class="typing" aria-hidden="true">${help.typing.theirs && help.phase === 'active' ? say.typing(called(view.officer)) : ''}</p>
      </div>
      ${this.#fresh ? html`<button class="btn sm new" @click=${this.#toEnd}>${icon('down', 's')}${say.newMessages(this.#fresh)}</button>` : nothing}`;
  }

  /** Bring a card into sight and give it the focus. */
  jump(guideId: string): void {
    const card = this.renderRoot.querySelector<HTMLElement>(`[data-guide="${CSS.escape(guideId)}"]`);
    this.#atEnd = false;
    card?.scrollIntoView({ block: 'nearest' });
    card?.shadowRoot?.querySelector<HTMLElement>('.btn')?.focus({ preventScroll: true });
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroll');
  }

  #line(line: Line, before: Line | undefined): TemplateResult {
    if (line.kind === 'system') return html`<p class="event">${line.text}</p>`;
    if (line.kind === 'confirm') return this.#confirm(line);
    if (line.kind === 'guide' && line.entry.kind === 'slip.started') return html`<daoban-slip aria-live="off" data-guide=${line.id} .help=${this.help} .slipId=${line.id}></daoban-slip>`;
    if (line.kind === 'guide') return html`<daoban-guide-card aria-live="off" data-guide=${line.id} .help=${this.help} .entry=${line.entry}></daoban-guide-card>`;
    const follows = before?.kind === 'message' && before.who === line.who && !before.meta;
    return html`<div class="msg ${line.own ? 'own' : 'theirs'} ${follows ? 'follows' : ''}">
      <span class="vh">${line.who || say.you}:</span>
      <p dir="auto">${line.text}</p>
      ${line.meta ? this.#meta(line) : nothing}
    </div>`;
  }

  #meta({ id, mark, time, who }: MessageLine): TemplateResult {
    if (mark === null) return html`<span class="meta">${who === called(this.help.view?.officer) ? '' : who} ${time}</span>`;
    const again = html`<button class="link" @click=${() => this.help.resend(id)}>${say.resend}</button>${say.or}
      <button class="link" @click=${() => this.help.discard(id)}>${say.discard}</button>`;
    return html`<span class="meta ${mark}">${time} ${icon(MARKS[mark])}<span>${say[mark]}</span>${mark === 'failed' ? again : nothing}</span>`;
  }

  #confirm({ question: { question_id, number, solved }, name }: ConfirmLine): TemplateResult {
    if (solved !== null) return html``;
    const words = say.confirmQuestion(number, name);
    const answer = (yes: boolean, word: string): TemplateResult =>
      html`<button class="btn sm" @click=${() => this.help.confirm(question_id, yes)}>${word}</button>`;
    return html`<div class="sure" role="group" aria-label=${words}>
      ${words}
      <div class="row">${answer(true, say.solved)} ${answer(false, say.notYet)}</div>
    </div>`;
  }

  readonly #scrolled = (): void => {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.#atEnd = readsAlong(scroller, this.#atEnd, this.#top, AT_END_PX);
    this.#top = scroller.scrollTop;
    if (below(scroller) >= AT_END_PX) return;
    this.help.see();
    if (this.#fresh) this.#toEnd();
  };

  /** A hand has scrolled up in this very frame: its event is still to come, and a message must not pull it down. */
  #heedHand(): void {
    const scroller = this.#scroller;
    if (!scroller || scroller.scrollTop >= this.#top) return;
    if (below(scroller) >= AT_END_PX) this.#atEnd = false;
  }

  readonly #toEnd = (): void => {
    this.#atEnd = true;
    this.requestUpdate();
  };

  /** Stay at the end while one is there, whatever grows: messages, the composer, the keyboard. */
  #settle(): void {
    const scroller = this.#scroller;
    if (!this.#atEnd || !scroller) return;
    // what is longer than the thread is read from its beginning; who has read on is not taken back
    const last = scroller.querySelector<HTMLElement>('.log > :last-child');
    scroller.scrollTop = Math.max(scroller.scrollTop, (last?.offsetTop || scroller.scrollHeight) - 8);
    this.#top = scroller.scrollTop;
    this.help.see();
  }
}

customElements.define('daoban-thread', Thread);
