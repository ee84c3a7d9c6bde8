// What the two said and what happened, as lines in order.
import type { HiddenEvent, WireEvent } from './wire.gen.ts';

/** Something said. `text` is plain text; `masked` names the kinds of numbers hidden in it. */
export interface MessageEntry {
  readonly kind: 'message';
  readonly seq: number;
  readonly at: string;
  readonly role: string;
  readonly actorId: string;
  readonly clientMsgId: string;
  readonly text: string;
  readonly masked: readonly string[];
}

type VisibleEvent = Exclude<WireEvent, HiddenEvent>;
type Unlisted = 'message.posted' | 'message.read' | 'context.updated';
type SystemLine<E> = E extends { type: infer Type; body: infer Body }
  ? Type extends Unlisted
    ? never
    : { readonly kind: Type; readonly seq: number; readonly at: string; readonly role: string; readonly actorId: string; readonly body: Body }
  : never;

/** Something that happened; `kind` is the event's type, `body` its fields. */
export type SystemEntry = SystemLine<VisibleEvent>;

/** One line of a transcript. */
export type Entry = MessageEntry | SystemEntry;

/** Returns the line that an event adds; none for hidden events, read marks and changes of the form. */
export function entryOf(event: WireEvent): Entry | null {
  if (event.type === 'event.hidden' || event.type === 'message.read' || event.type === 'context.updated') return null;
  const { seq, at, actor, body } = event;
  const common = { seq, at, role: actor.role, actorId: actor.id };
  if (event.type !== 'message.posted') return { kind: event.type, ...common, body } as SystemEntry;
  const { client_msg_id: clientMsgId, text, masked } = event.body;
  return { kind: 'message', ...common, clientMsgId, text, masked };
}
