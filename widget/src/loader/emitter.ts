import type { DaobanEvents, Listener } from '../api.ts';

type AnyListener = (detail: never) => void;

/** Tells the page's listeners; one that throws harms neither the others nor the widget. */
export class Emitter {
  readonly #listeners = new Map<string, Set<AnyListener>>();

  on<Name extends keyof DaobanEvents>(name: Name, listener: Listener<Name>): () => void {
    const known = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, known.add(listener));
    return () => this.off(name, listener);
  }

  off<Name extends keyof DaobanEvents>(name: Name, listener: Listener<Name>): void {
    this.#listeners.get(name)?.delete(listener);
  }

  emit<Name extends keyof DaobanEvents>(name: Name, detail: DaobanEvents[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as Listener<Name>)(detail);
      } catch (fault) {
        reportError(fault);
      }
    }
  }
}
