// One session as the console shows it: the store's view and transcript with what only this desk knows.
import type { Entry, FormContext, Outbox, OutgoingMessage, SessionStore, SessionView } from '@daoban/client/index.ts';
import type { PageEvent } from '@daoban/client/store.ts';
import { type Filed, filedOn } from '../form/filed.ts';
import { remembered } from '../form/remembered.ts';
import type { Peers } from './peers.ts';
import { type Standing, standingOf, unreadOf } from './standing.ts';

export interface Talk {
  readonly sessionId: string;
  readonly view: SessionView;
  readonly entries: readonly Entry[];
  readonly pages: readonly PageEvent[];
  /** The form as the taxpayer has it, with the comparison that the present error came with. */
  readonly context: FormContext | null;
  /** Since when the form on the page is filed, or null. */
  readonly filed: Filed | null;
  /** Messages written here that are not in the log yet. */
  readonly outgoing: readonly OutgoingMessage[];
  readonly standing: Standing;
  readonly unread: number;
  readonly peerTyping: boolean;
  /** ISO instant since when the taxpayer is away; null while they are here. */
  readonly peerAwaySince: string | null;
}

export function talkOf(store: SessionStore, view: SessionView, outbox: Outbox, peers: Peers): Talk {
  return {
    sessionId: store.sessionId,
    view,
    entries: store.entries,
    pages: store.pages,
    context: remembered(view.context, store.pages),
    filed: filedOn(store.pages),
    outgoing: outbox.pending(store.sessionId),
    standing: standingOf(view, store.entries),
    unread: unreadOf(view, store.entries),
    peerTyping: peers.isTyping(store.sessionId),
    peerAwaySince: peers.absentSince(store.sessionId),
  };
}
