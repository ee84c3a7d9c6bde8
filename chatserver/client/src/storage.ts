// Keeping small texts in the browser: works where storage is blocked, and touches nothing before the first use.

/** The part of the browser's Storage that is used here. Never throws. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The browser's storage; where it is blocked or full, memory for as long as the page lives. */
export function safeStorage(kind: 'local' | 'session'): TextStorage {
  const memory = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): T | null => {
    try {
      return use(globalThis[`${kind}Storage`]);
    } catch {
      return null;
    }
  };
  return {
    getItem: (key) => memory.get(key) ?? attempt((storage) => storage.getItem(key)),
    setItem(key, value) {
      memory.delete(key);
      if (attempt((storage) => (storage.setItem(key, value), true))) return;
      memory.set(key, value);
      // full: an older text must not come back with the next page
      attempt((storage) => storage.removeItem(key));
    },
    removeItem(key) {
      memory.delete(key);
      attempt((storage) => storage.removeItem(key));
    },
  };
}

/** Text typed and not yet sent, per session. */
export class Drafts {
  readonly #storage: TextStorage;
  readonly #key: string;

  /** `key` must name the person, or the next one at this computer finds the text. */
  constructor(storage: TextStorage, key: string) {
    this.#storage = storage;
    this.#key = key;
  }

  /** Keeps `text`; an empty one forgets. */
  save(sessionId: string, text: string): void {
    const key = `${this.#key}.${sessionId}`;
    if (text) this.#storage.setItem(key, text);
    else this.#storage.removeItem(key);
  }

  load(sessionId: string): string {
    return this.#storage.getItem(`${this.#key}.${sessionId}`) ?? '';
  }
}
