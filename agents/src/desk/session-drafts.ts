// What is being written for a session, each kept under its own name before the session's id.
import type { Drafts } from '@daoban/client/index.ts';

/** The reply, the gaps in it, the wrap-up's note, a note, a word for the next officer, one for the other officer. */
const NAMES = ['', 'gaps.', 'note.', 'notes.', 'transfer.', 'aside.'];

/** Much of it is for officers only: none stays in the browser once the session is not shown here any more. */
export function forgetDrafts(drafts: Drafts, sessionId: string): void {
  for (const name of NAMES) drafts.save(`${name}${sessionId}`, '');
}
