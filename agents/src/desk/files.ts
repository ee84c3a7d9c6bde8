// What the officer puts before taxpayers: for each session what was chosen and is on its way. No words, no elements.
import type { Connection, OfficerCommands } from '@daoban/client/index.ts';
import type { FileAccess } from '@daoban/client/files/access.ts';
import { Uploads } from '@daoban/client/files/uploads.ts';
import type { Talk } from './talk.ts';

export class Files {
  readonly access: FileAccess;
  readonly #uploads = new Map<string, Uploads>();
  readonly #changed: () => void;

  constructor(connection: Connection<OfficerCommands>, changed: () => void) {
    this.#changed = changed;
    this.access = {
      hub: '/',
      // the login cookie goes with every request by itself
      proof: async () => ({}),
      link: (session_id, file_id) => connection.send('file.link', { session_id, file_id }),
      underWay: (session_id) => connection.send('uploads.look', { session_id }),
    };
  }

  /** The uploads of a session; what the thread tells by now is no longer among them. */
  of({ sessionId, entries }: Talk): Uploads {
    let uploads = this.#uploads.get(sessionId);
    if (!uploads) {
      uploads = new Uploads(this.access, sessionId);
      uploads.subscribe(this.#changed);
      this.#uploads.set(sessionId, uploads);
      void uploads.recall();
    }
    uploads.settle(entries);
    return uploads;
  }

  /** The session is no longer this desk's. */
  drop(sessionId: string): void {
    this.#uploads.get(sessionId)?.close();
    this.#uploads.delete(sessionId);
  }
}
