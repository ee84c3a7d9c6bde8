// What both front ends use to speak with the hub.
export { serverNow, syncClock } from './clock.ts';
export { type ConnectOptions, Connection } from './connection.ts';
export { CommandError, type FailureCode } from './errors.ts';
export { fold } from './fold.ts';
export { type Fold, foldTalk, mergeContext } from './fold-talk.ts';
export { foldGuidance } from './guidance.ts';
export { newId } from './ids.ts';
export type { LineState } from './line.ts';
export { Outbox, type OutgoingMessage } from './outbox.ts';
export { Sessions } from './sessions.ts';
export { foldSlips } from './slips.ts';
export { Drafts, safeStorage, type TextStorage } from './storage.ts';
export { type PageEvent, SessionStore } from './store.ts';
export type { Entry, MessageEntry, SystemEntry } from './transcript.ts';
export * from './wire.gen.ts';
