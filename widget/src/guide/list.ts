import { safeStorage } from '@daoban/client/index.ts';

/** Ids in a text of the browser's storage. */
export class List {
  readonly #storage: ReturnType<typeof safeStorage>;
  readonly #name: string;

  constructor(kind: 'local' | 'session', name: string) {
    this.#storage = safeStorage(kind);
    this.#name = name;
  }

  has(id: string): boolean {
    return this.#read().includes(id);
  }

  add(id: string): void {
    if (!this.has(id)) this.#write([...this.#read(), id]);
  }

  remove(id: string): void {
    if (this.has(id)) this.#write(this.#read().filter((other) => other !== id));
  }

  #read(): string[] {
    return (this.#storage.getItem(this.#name) ?? '').split(' ').filter(Boolean);
  }

  #write(ids: readonly string[]): void {
    if (ids.length) this.#storage.setItem(this.#name, ids.join(' '));
    else this.#storage.removeItem(this.#name);
  }
}
