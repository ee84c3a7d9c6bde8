import type { PageField } from '../api.ts';
import { readFields } from '../context/declared.ts';
import type { Host } from '../host.ts';
import type { Adaptor, Capabilities } from './adaptor.ts';
import { settle } from './settle.ts';
import { isOpen, typeInto } from './typing.ts';

const BUSY = '[data-daoban-busy],[aria-busy=true]';

/** A page whose fields are declared by `data-daoban-field`: read, found and filled in through its own controls. */
export class DeclaredAdaptor implements Adaptor {
  readonly can: Capabilities;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.can = { set: !('daobanReadonly' in host.embed.said) };
  }

  find(fieldId: string): Element | null {
    const shown = this.#elements(fieldId).filter((element) => element.checkVisibility?.() ?? true);
    // the control itself before a place that only repeats its value
    return shown.find(isOpen) ?? shown[0] ?? null;
  }

  read(fieldId: string): PageField | undefined {
    return this.readAll().find(({ id }) => id === fieldId);
  }

  readAll(): readonly PageField[] {
    return readFields(this.#host.watch.page);
  }

  takes(fieldId: string): boolean {
    return this.#elements(fieldId).some(isOpen);
  }

  async set(fieldId: string, value: string): Promise<string | null> {
    // several elements may carry one field, as radio buttons do; each decides whether the value is its own
    const open = this.#elements(fieldId).filter(isOpen);
    return open.map((element) => typeInto(element, value)).some(Boolean) ? null : 'value_not_kept';
  }

  settled(): Promise<void> {
    const { page } = this.#host.watch;
    return settle({
      shape: () => JSON.stringify(this.readAll()),
      isBusy: () => (this.#host.watch.form() ?? page).querySelector(BUSY) !== null || !!this.#host.watch.form()?.matches(BUSY),
    });
  }

  goto(): boolean {
    return false;
  }

  #elements(fieldId: string): HTMLElement[] {
    return [...this.#host.watch.page.querySelectorAll<HTMLElement>(`[data-daoban-field="${CSS.escape(fieldId)}"]`)];
  }
}
