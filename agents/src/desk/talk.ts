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

/** The last of each session: what follows from two thousand events is not worked out again while none comes. */
const known = new WeakMap<SessionStore, Talk>();

export function talkOf(store: SessionStore, view: SessionView, outbox: Outbox, peers: Peers): Talk {
  const before = known.get(store);
  const { sessionId, entries, pages } = store;
  const same = before?.view === view && before.entries === entries && before.pages === pages;
  const now = {
    outgoing: outbox.pending(sessionId),
    peerTyping: peers.isTyping(sessionId),
    peerAwaySince: peers.absentSince(sessionId),
  };
  const talk = same ? { ...before, ...now } : { ...now, sessionId, view, entries, pages, ...worked(view, entries, pages) };
  known.set(store, talk);
  return talk;
}

function worked(view: SessionView, entries: readonly Entry[], pages: readonly PageEvent[]): Pick<Talk, 'context' | 'filed' | 'standing' | 'unread'> {
  return {
    context: remembered(view.context, pages),
    filed: filedOn(pages),
    standing: standingOf(view, entries),
    unread: unreadOf(view, entries),
  };
}
