import type { DaobanEvents, Listener } from '../api.ts';

type AnyListener = (detail: never) => void;

/** Tells the page's listeners; one that throws harms neither the others nor the widget. */
export class Emitter {
  readonly #listeners: Record<string, AnyListener[]> = {};

  readonly on = <Name extends keyof DaobanEvents>(name: Name, listener: Listener<Name>): (() => void) => {
    (this.#listeners[name] ??= []).push(listener);
    return () => this.off(name, listener);
  };

  readonly off = <Name extends keyof DaobanEvents>(name: Name, listener: Listener<Name>): void => {
    this.#listeners[name] = this.#listeners[name]?.filter((other) => other !== listener) ?? [];
  };

  readonly emit = <Name extends keyof DaobanEvents>(name: Name, detail: DaobanEvents[Name]): void => {
    for (const listener of this.#listeners[name] ?? []) {
      try {
        (listener as Listener<Name>)(detail);
      } catch (fault) {
        reportError(fault);
      }
    }
  };
}
