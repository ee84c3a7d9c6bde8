// The desk in columns: sessions, talk, form. Keys are heard here; widths below 768 show one column at a time.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Alarm } from '../desk/alarm.ts';
import { type Shortcut, shortcutOf } from '../desk/shortcuts.ts';
import { type IconName, icon } from '../icons.ts';
import { shared } from '../styles/shared.ts';
import type { DaobanConversation } from './daoban-conversation.ts';
import type { DaobanMirror } from './daoban-mirror.ts';
import type { DaobanOfferRoom } from './daoban-offer-room.ts';
import type { DaobanTopBar } from './daoban-top-bar.ts';
import { DeskElement } from './element.ts';
import './daoban-conversation.ts';
import './daoban-empty.ts';
import './daoban-floor.ts';
import './daoban-line-bar.ts';
import './daoban-mirror.ts';
import './daoban-offer-room.ts';
import './daoban-phrase-pane.ts';
import './daoban-session-list.ts';
import './daoban-shortcuts.ts';
import './daoban-top-bar.ts';
import { styles } from './daoban-desk.styles.ts';

type Column = 'sessions' | 'talk' | 'form';

const COLUMNS: Readonly<Record<Column, IconName>> = { sessions: 'list', talk: 'talk', form: 'form' };

@customElement('daoban-desk')
export class DaobanDesk extends DeskElement {
  static override readonly styles = [shared, styles];

  @property({ attribute: false }) alarm!: Alarm;
  @state() private column: Column = 'sessions';
  @state() private showKeys = false;
  /** Whether phrases are looked after, from the account's menu: who has no session writes some, too. */
  @state() private keeping = false;
  /** Whether the floor is on show; whoever only supervises begins there. */
  @state() private onFloor = false;
  @query('daoban-top-bar') private topBar!: DaobanTopBar;
  @query('daoban-offer-room') private room!: DaobanOfferRoom | null;
  @query('daoban-conversation') private conversation!: DaobanConversation | null;
  @query('daoban-mirror') private mirror!: DaobanMirror | null;

  #greeted: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.onFloor = this.desk.supervises && this.desk.me.capacity === 0;
    document.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key);
  }

  protected override render(): TemplateResult {
    return html`
      <header>
        <daoban-top-bar .desk=${this.desk} .alarm=${this.alarm} .onFloor=${this.onFloor} @daoban-floor=${() => (this.onFloor = !this.onFloor)} @daoban-shortcuts=${() => (this.showKeys = true)} @daoban-manage=${() => (this.keeping = true)}></daoban-top-bar>
        <daoban-line-bar .desk=${this.desk}></daoban-line-bar>
      </header>
      ${this.onFloor ? html`<daoban-floor role="main" .desk=${this.desk} .alarm=${this.alarm} @daoban-floor=${() => (this.onFloor = false)}></daoban-floor>` : this.#columns()}
      ${this.keeping ? html`<daoban-phrase-pane .desk=${this.desk} @daoban-closed=${() => (this.keeping = false)}></daoban-phrase-pane>` : nothing}
      <daoban-shortcuts .open=${this.showKeys} @daoban-closed=${() => (this.showKeys = false)} @daoban-keys=${() => this.desk.changed()}></daoban-shortcuts>
    `;
  }

  #columns(): TemplateResult {
    const { selected } = this.desk;
    const { list, talk, mirror } = this.words;
    return html`<main class="${this.column} ${selected ? '' : 'empty'}" @daoban-insert=${(event: CustomEvent<string>) => this.#insert(event.detail)}>
        <nav aria-label=${list.heading} @daoban-chosen=${() => (this.column = 'talk')}>
          <daoban-offer-room ?strip=${this.column !== 'sessions'} .desk=${this.desk} .alarm=${this.alarm}></daoban-offer-room>
          <daoban-session-list .desk=${this.desk}></daoban-session-list>
        </nav>
        ${selected
          ? html`<daoban-conversation role="region" aria-label=${talk.name} .desk=${this.desk}></daoban-conversation>
              <daoban-mirror role="region" aria-label=${mirror.name} .desk=${this.desk} .talk=${selected}></daoban-mirror>`
          : html`<daoban-empty .desk=${this.desk}></daoban-empty>`}
      </main>
      ${this.#tabs()}`;
  }

  /** Who has just accepted goes on in the reply: the button that they pressed is gone. */
  protected override updated(): void {
    const { accepted } = this.desk;
    if (accepted === this.#greeted) return;
    this.#greeted = accepted;
    this.column = 'talk';
    void this.conversation?.focusFoot();
  }

  /** Only below 768 px: one column at a time. */
  #tabs(): TemplateResult {
    const { tabs } = this.words;
    const count = this.desk.offers.shown.length + this.desk.talks.reduce((sum, talk) => sum + talk.unread, 0);
    return html`<nav class="tabs" aria-label=${tabs.label}>
      ${Object.entries(COLUMNS).map(
        ([column, shape]) => html`<button class=${column === this.column ? 'on' : ''} aria-pressed=${column === this.column} @click=${() => (this.column = column as Column)}>
          ${icon(shape)}${tabs[column as Column]}${column === 'sessions' && count ? html`<span class="count">${count}</span>` : ''}
        </button>`,
      )}
    </nav>`;
  }

  #insert(text: string): void {
    if (!text) return;
    this.column = 'talk';
    this.conversation?.insert(text);
  }

  #open(drawer: 'transfer' | 'notes' | 'history' | 'slip'): void {
    this.column = 'talk';
    this.conversation?.toggle(drawer);
  }

  #propose(): void {
    this.column = 'form';
    this.mirror?.propose();
  }

  #key = (event: KeyboardEvent): void => {
    const shortcut = shortcutOf(event);
    if (!shortcut || this.showKeys) return;
    event.preventDefault();
    this.#run[shortcut]();
  };

  readonly #run: Readonly<Record<Shortcut, () => void>> = {
    available: () => void this.topBar.declare('available'),
    finishing: () => void this.topBar.declare('finishing'),
    away: () => this.topBar.openStatus(),
    accept: () => this.room?.accept(),
    previous: () => this.desk.step(-1),
    next: () => this.desk.step(1),
    explain: () => this.#insert(this.mirror?.tellable ?? ''),
    highlight: () => this.mirror?.highlight(),
    propose: () => this.#propose(),
    slip: () => this.#open('slip'),
    resolve: () => this.conversation?.resolve(),
    transfer: () => this.#open('transfer'),
    notes: () => this.#open('notes'),
    history: () => this.#open('history'),
    help: () => (this.showKeys = true),
  };
}
