// Ids of what an officer sends. They are drawn here and kept until the hub has answered for sure, so that pressing again
// after a broken line is the same thing, not a second one.
import { CommandError, newId } from '@daoban/client/index.ts';

export class KeptIds {
  readonly #ids = new Map<string, string>();
  readonly #underWay = new Map<string, Promise<unknown>>();

  /** Sends what `key` says under its id. Pressed twice before the answer is pressed once. */
  once<T>(key: string, send: (id: string) => Promise<T>): Promise<T> {
    const running = this.#underWay.get(key);
    if (running) return running as Promise<T>; // a key is always of one command
    const answer = this.#send(key, send).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, answer);
    return answer;
  }

  async #send<T>(key: string, send: (id: string) => Promise<T>): Promise<T> {
    const id = this.#ids.get(key) ?? newId();
    this.#ids.set(key, id);
    try {
      const answer = await send(id);
      this.#ids.delete(key);
      return answer;
    } catch (error) {
      if (!isUnsure(error)) this.#ids.delete(key);
      throw error;
    }
  }
}

/** Whether what was sent may have been done all the same. */
function isUnsure(error: unknown): boolean {
  return error instanceof CommandError && (error.code === 'timeout' || error.code === 'offline');
}
