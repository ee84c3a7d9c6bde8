// One session as the console shows it: the store's view and transcript with what only this desk knows.
import type { Entry, FormContext, Outbox, OutgoingMessage, SessionStore, SessionView } from '@daoban/client/index.ts';
import type { Consults } from './consults.ts';
import type { PageEvent } from '@daoban/client/store.ts';
import { type Filed, filedOn } from '../form/filed.ts';
import { remembered } from '../form/remembered.ts';
import type { Peers } from './peers.ts';
import { type Standing, standingOf, unreadOf } from './standing.ts';

/** What is needed of the desk to tell how a session stands. */
export interface Around {
  readonly me: { readonly officer_id: string };
  readonly outbox: Outbox;
  readonly peers: Peers;
  readonly consults: Consults;
}

export interface Talk {
  readonly sessionId: string;
  /** `first`: this officer is responsible. `second`: they have joined a colleague's. Null: it is not theirs. */
  readonly part: 'first' | 'second' | null;
  /** Whether the taxpayer knows of this officer, who may then speak to all and point. */
  readonly speaks: boolean;
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

type Worked = Pick<Talk, 'context' | 'filed' | 'standing' | 'unread'>;

/** What follows from two thousand events is not worked out again while none comes. */
const known = new WeakMap<SessionStore, Pick<Talk, 'view' | 'entries' | 'pages'> & Worked>();

export function talkOf(store: SessionStore, view: SessionView, { me, outbox, peers, consults }: Around): Talk {
  const { sessionId, entries, pages } = store;
  const part = partOf(view, me.officer_id);
  const before = known.get(store);
  const same = before?.view === view && before.entries === entries && before.pages === pages;
  const worked = same ? before : { view, entries, pages, ...workedOut(view, entries, pages, part) };
  known.set(store, worked);
  return {
    ...worked,
    sessionId,
    part,
    speaks: part === 'first' || Boolean(view.consult?.introduced_at),
    outgoing: outbox.pending(sessionId),
    unread: worked.unread + consults.unread(sessionId, entries, me.officer_id, part === 'second'),
    peerTyping: peers.isTyping(sessionId),
    peerAwaySince: peers.absentSince(sessionId),
  };
}

function workedOut(view: SessionView, entries: readonly Entry[], pages: readonly PageEvent[], part: Talk['part']): Worked {
  const second = part === 'second';
  return {
    context: remembered(view.context, pages),
    filed: filedOn(pages),
    standing: second ? { kind: 'consult', since: view.consult?.joined_at ?? view.opened_at } : standingOf(view, entries),
    unread: second ? 0 : unreadOf(view, entries),
  };
}

function partOf({ officer, consult }: SessionView, me: string): Talk['part'] {
  if (officer?.officer_id === me) return 'first';
  return consult?.joined_at && consult.officer.officer_id === me ? 'second' : null;
}
