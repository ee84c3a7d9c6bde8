import type { Entry, OutgoingMessage, PlaceView, SessionStore, SessionView } from '@daoban/client/index.ts';
import { Listeners } from '@daoban/client/listeners.ts';
import { Catalogue, type CommonLists } from '../catalogue.ts';
import type { Host } from '../host.ts';
import { Access, type AccessNews } from './access.ts';
import { Names } from './names.ts';
import { Page } from './page.ts';
import { otherQuestion, type Other } from './questions.ts';
import { countUnread } from './reading.ts';
import type { Whole } from './whole.ts';

/** `explain`: no session; `queued`: waiting for an officer; `active`: with one; `ended`: to be read and rated. */
export type Phase = 'explain' | 'queued' | 'active' | 'ended';

/** What is known of the page, the person and their session, for the parts of the panel to draw. */
export abstract class Known implements AccessNews {
  readonly page: Page;
  readonly names: Names;
  /** The lists that all matters share, once read. */
  common: CommonLists | null = null;
  /** The place in the queue while waiting. */
  place: PlaceView | null = null;
  /** Code of what the last wish failed for; null: nothing is wrong. */
  fault: string | null = null;
  /** Help was asked for and is not yet granted: sent as soon as there is a line. */
  asking = false;
  officerPresent = true;
  /** Is the panel on the screen? */
  onShow = false;
  /** Messages not seen, and an officer who came unseen. */
  unread = 0;
  readonly host: Host;
  readonly catalogue: Catalogue;
  readonly access: Access;
  protected store: SessionStore | undefined;
  /** Adds guidance and slips to the view; fetched with the first of either. */
  whole: Whole | undefined;
  /** An officer joined while the panel was folded: worth a numeral on the tab, like a message. */
  protected joined = false;
  readonly #listeners = new Listeners<void>();

  constructor(host: Host) {
    this.host = host;
    this.catalogue = new Catalogue(host.embed.hub);
    this.access = new Access(host, this);
    this.names = new Names(this.catalogue, () => this.changed());
    this.page = new Page(host.watch, this.catalogue, () => this.pageChanged());
  }

  get view(): SessionView | null {
    const view = this.store?.view ?? null;
    return view && this.whole ? this.whole.of(view, this.entries) : view;
  }

  get entries(): readonly Entry[] {
    return this.store?.entries ?? [];
  }

  /** Messages of this browser that are not yet in the log. */
  get outgoing(): readonly OutgoingMessage[] {
    return this.store ? (this.access.talk?.outbox.pending(this.store.sessionId) ?? []) : [];
  }

  get phase(): Phase {
    const { view } = this;
    if (!view) return 'explain';
    if (view.ending) return 'ended';
    return view.officer ? 'active' : 'queued';
  }

  /** Nobody is signed in at the bureau. */
  get signedOut(): boolean {
    return this.access.signedOut;
  }

  /** Did an officer take part? Only then is there something to rate. */
  get hadOfficer(): boolean {
    return this.entries.some(({ kind }) => kind === 'session.assigned');
  }

  /** Has anything been said, here or there? */
  get hasTalk(): boolean {
    return this.hadOfficer || this.outgoing.length > 0 || this.entries.some(({ kind }) => kind === 'message');
  }

  /** What the page shows and no question is about. */
  get other(): Other | null {
    return this.view && this.phase === 'active' ? otherQuestion(this.view, this.page) : null;
  }

  /** Up to where the person has seen what the officer put into the thread besides messages. */
  protected get cardsSeen(): number {
    return this.store ? (this.access.talk?.seen(this.store.sessionId) ?? 0) : 0;
  }

  /** Text typed and not yet sent; kept over a reload. */
  get draft(): string {
    return this.store ? (this.access.talk?.drafts.load(this.store.sessionId) ?? '') : '';
  }

  set draft(text: string) {
    if (this.store) this.access.talk?.drafts.save(this.store.sessionId, text);
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  abstract began(talk: NonNullable<Access['talk']>): void;
  abstract ended(): void;

  failed(code: string): void {
    // a ticket is asked for again by itself, and the wish still stands
    this.asking &&= code === 'ticket_unreachable';
    this.fault = this.signedOut ? null : code;
    if (this.fault) this.host.emit('error', { code, message: this.wordsFor(code) });
    this.changed();
  }

  protected abstract wordsFor(code: string): string;
  protected abstract pageChanged(): void;

  /** Tell the parts, and the help tab what was not seen. */
  changed(): void {
    const unread = this.view ? countUnread(this.view, this.entries, this.cardsSeen) + Number(this.joined) : 0;
    if (unread !== this.unread) {
      this.unread = unread;
      this.host.element.setUnread(unread);
      this.host.emit('unread', { count: unread });
    }
    this.#listeners.tell();
  }
}
