// The transcript. It stays where it is being read; what comes meanwhile is counted in a bar. Only new messages are announced.
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { readsAlong } from '@daoban/client/reading-along.ts';
import type { FileCard } from '@daoban/client/files/daoban-file-card.ts';
import '@daoban/client/files/daoban-file-card.ts';
import type { Talk } from '../desk/talk.ts';
import { icon } from '../icons.ts';
import { hourMinute } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { type CardContext, guideCard } from './guide-cards.ts';
import { cardStyles } from './guide-cards.styles.ts';
import { numeralStyles } from './numeral.ts';
import { outcomeCard } from './outcome-card.ts';
import { slipCard } from './slip-card.ts';
import { type AsideLine, type FileLine, type Line, type NoteLine, type OutgoingLine, type SaidLine, linesOf } from './thread-lines.ts';
import { styles } from './daoban-thread.styles.ts';

/** Within this many pixels of the end one reads along. */
const AT_END = 24;
/** So many entries are drawn at first, and more of them on demand: drawing two thousand takes a second. */
const PAGE = 120;
/** Where each session was being read when it was left, from which entry on it was drawn; absent: at its end. */
const positions = new Map<string, { readonly top: number; readonly from: number }>();

@customElement('daoban-thread')
export class DaobanThread extends DeskElement {
  static override readonly styles = [shared, styles, numeralStyles, cardStyles];

  @property({ attribute: false }) talk!: Talk;
  @state() private seenSeq = 0;
  /** The proposal or highlight that `fault` is about. */
  @state() private withdrawing = '';
  @query('.log') private log!: HTMLElement | null;
  /** Number of the first entry that is drawn. */
  @state() private from = -1;
  #atEnd = true;
  /** Where the log stood when last looked at. */
  #top = 0;
  #restored = false;
  /** Who reads along goes on doing so when the room for it changes, as by what is found for the reply. */
  readonly #room = new ResizeObserver(() => {
    if (this.#atEnd) this.#toEnd();
  });
  /** What stays in its place when earlier entries come in above it, and that place. */
  #anchor: { readonly line: Element; readonly top: number } | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#look);
    window.addEventListener('focus', this.#look);
    this.#room.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#look);
    window.removeEventListener('focus', this.#look);
    this.#room.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const count = this.talk.entries.length;
    if (this.from < 0 && count) this.from = positions.get(this.talk.sessionId)?.from ?? Math.max(0, count - PAGE);
    // who reads along need not keep what has long gone by; who reads further up is not moved
    if (this.#atEnd && count - this.from > 2 * PAGE && !positions.has(this.talk.sessionId)) this.from = count - PAGE;
  }

  protected override render(): TemplateResult {
    const { talk: said } = this.words;
    if (this.talk.entries.length === 0) return html`<p class="loading mut" aria-busy="true">${said.loadingThread}</p>`;
    const unseen = this.#unseen;
    return html`
      <div class="log" role="log" aria-live=${this.#anchor ? 'off' : 'polite'} aria-label=${said.thread} tabindex="0" @scroll=${this.#scrolled}>
        <div class="push"></div>
        ${this.from > 0 ? html`<button class="btn xs plain earlier" @click=${this.#earlier}>${said.earlier(this.from)}</button>` : nothing}
        ${repeat(linesOf(this.desk, this.talk, Math.max(0, this.from)), (line) => line.key, (line) => this.#line(line))} ${this.#peer()}
      </div>
      ${unseen ? html`<button class="new btn xs pri" @click=${this.#toEnd}>${icon('down', { small: true })}${said.newMessages(unseen)}</button>` : nothing}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.log) return;
    // a browser may have kept it there by itself
    if (this.#anchor) this.log.scrollTop += this.#anchor.line.getBoundingClientRect().top - this.#anchor.top;
    this.#anchor = null;
    if (!this.#restored) this.#restore(this.log);
    else if (this.#atEnd) this.#toEnd();
    this.#look();
    void this.#settle(this.log);
  }

  /** Cards of files draw themselves a moment later; they keep their height from then on. */
  async #settle(log: HTMLElement): Promise<void> {
    const cards = [...log.querySelectorAll<FileCard>('daoban-file-card')];
    await Promise.all(cards.map((card) => card.updateComplete));
    if (this.#atEnd) this.#toEnd();
  }

  get #unseen(): number {
    if (this.#atEnd) return 0;
    return this.talk.entries.filter((entry) => entry.kind === 'message' && entry.role === 'taxpayer' && entry.seq > this.seenSeq).length;
  }

  #restore(log: HTMLElement): void {
    this.#restored = true;
    const position = positions.get(this.talk.sessionId);
    this.#atEnd = position === undefined;
    log.scrollTop = position?.top ?? log.scrollHeight;
    this.#top = log.scrollTop;
    this.seenSeq = this.#lastSeq;
  }

  get #lastSeq(): number {
    return this.talk.entries.at(-1)?.seq ?? 0;
  }

  #scrolled = (event: Event): void => {
    const log = event.currentTarget as HTMLElement;
    this.#atEnd = readsAlong(log, this.#atEnd, this.#top, AT_END);
    this.#top = log.scrollTop;
    if (this.#atEnd) positions.delete(this.talk.sessionId);
    else positions.set(this.talk.sessionId, { top: log.scrollTop, from: this.from });
    this.#look();
  };

  /** What stands before the officer's eyes is read: the end of the thread in a window that is looked at. */
  #look = (): void => {
    if (!this.#atEnd || document.visibilityState !== 'visible' || !document.hasFocus()) return;
    if (this.seenSeq !== this.#lastSeq) this.seenSeq = this.#lastSeq;
    this.desk.consults.look(this.talk.sessionId, this.#lastSeq);
    if (this.talk.part === 'first' && this.talk.unread > 0) this.desk.reading.look(this.talk.sessionId, this.talk.view.last_message_seq);
  };

  readonly #earlier = ({ currentTarget }: Event): void => {
    const line = (currentTarget as Element).nextElementSibling;
    this.#anchor = line && { line, top: line.getBoundingClientRect().top };
    this.#atEnd = false;
    this.from = Math.max(0, this.from - PAGE);
  };

  #toEnd(): void {
    if (!this.log) return;
    this.log.scrollTop = this.log.scrollHeight;
    this.#top = this.log.scrollTop;
  }

  #line(line: Line): TemplateResult {
    if (line.kind === 'happened') return html`<p class="happened">${line.text}</p>`;
    if (line.kind === 'aside') return this.#aside(line);
    if (line.kind === 'guide') return html`${guideCard(this.#cards, line.entry)}`;
    if (line.kind === 'note') return this.#note(line);
    if (line.kind === 'file') return this.#file(line);
    if (line.kind === 'outcome') return outcomeCard(this.desk, this.talk, line.entry);
    if (line.kind === 'slip') return html`${slipCard(this.talk, line.entry.body.slip_id, () => this.tell('daoban-slip'))}`;
    return line.kind === 'said' ? this.#said(line) : this.#outgoing(line);
  }

  #note({ entry, who }: NoteLine): TemplateResult {
    const { notes } = this.words;
    return html`<div class="note">
      <small>${icon('eyeOff')}${notes.name} · ${notes.by(who, hourMinute(entry.at))} · ${notes.hidden}</small>
      <p>${entry.body.text}</p>
    </div>`;
  }

  get #cards(): CardContext {
    const { desk, talk } = this;
    const trouble = (guideId: string) => (guideId === this.withdrawing ? this.faultLine() : nothing);
    const take = (back: 'withdraw' | 'clear') => (guideId: string) => void this.#takeBack(back, guideId);
    return { desk, talk, trouble, withdraw: take('withdraw'), clear: take('clear') };
  }

  async #takeBack(back: 'withdraw' | 'clear', guideId: string): Promise<void> {
    if (this.busy) return;
    this.withdrawing = guideId;
    await this.attempt(() => this.desk.guiding[back](this.talk.sessionId, guideId));
  }

  #file({ own, entry, removed }: FileLine): TemplateResult {
    const { desk, talk, words } = this;
    return html`<div class="m ${own ? 'own' : 'theirs'}" aria-live="off">
      <daoban-file-card .file=${entry.body} .removed=${removed} .access=${desk.files.access} .sessionId=${talk.sessionId} .language=${words.locale}></daoban-file-card>
      <small>${own ? '' : `${talk.view.person.name} `}${hourMinute(entry.at)}</small>
    </div>`;
  }

  #said(line: SaidLine): TemplateResult {
    const { entry } = line;
    return html`<div class="m ${line.own ? 'own' : 'theirs'}">
      <p>${entry.text}</p>
      ${entry.masked.length ? html`<small class="masked">${this.#masked(entry.masked)}</small>` : nothing}
      ${line.meta ? this.#meta(line) : nothing}
    </div>`;
  }

  /** Said among officers: drawn like nothing that the taxpayer has before them. */
  #aside({ own, who, text, at }: AsideLine): TemplateResult {
    const { together } = this.words;
    return html`<div class="m aside ${own ? 'own' : ''}">
      <p>${text}</p>
      <small>${icon('eyeOff')}${own ? together.asideYou : together.asideWho(who)} ${hourMinute(at)}</small>
    </div>`;
  }

  #meta({ entry, mark, who }: SaidLine): TemplateResult {
    const { marks } = this.words;
    const tick = mark === 'read' ? html`${icon('tick2')}${marks.read}` : mark === 'sent' ? html`${icon('tick')}${marks.sent}` : nothing;
    return html`<small class=${mark ?? ''}>${who ? `${who} ` : ''}${hourMinute(entry.at)} ${tick}</small>`;
  }

  #masked(kinds: readonly string[]): string {
    const { masked, listSeparator, talk } = this.words;
    return talk.masked(kinds.map((kind) => masked[kind] ?? masked['other'] ?? kind).join(listSeparator));
  }

  #outgoing({ message }: OutgoingLine): TemplateResult {
    const { marks, errors } = this.words;
    const { clientMsgId, state: stands, error } = message;
    const { outbox } = this.desk;
    return html`<div class="m own ${stands}">
      <p>${message.text}</p>
      ${stands === 'waiting'
        ? html`<small>${icon('clock')}${marks.waiting}</small>`
        : html`<small class="failed" role="alert">
            ${icon('warn')}${marks.failed}${error ? `：${errors[error] ?? errors['other']}` : ''}
            <button class="btn xs plain" @click=${() => outbox.retry(clientMsgId)}>${marks.again}</button>
            <button class="btn xs plain" @click=${() => outbox.discard(clientMsgId)}>${marks.discard}</button>
          </small>`}
    </div>`;
  }

  /** Typing and presence stand at the end of the thread and are not announced. */
  #peer(): TemplateResult {
    const { person, state: stands } = this.talk.view;
    const { peerTyping, peerAway } = this.words.talk;
    const { peerAwaySince, peerTyping: isTyping } = this.talk;
    const text = stands !== 'active' ? '' : peerAwaySince ? peerAway(person.name, hourMinute(peerAwaySince)) : isTyping ? peerTyping(person.name) : '';
    return html`<p class="peer" aria-live="off">${text}</p>`;
  }
}
