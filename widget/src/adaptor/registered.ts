import type { PageAdaptor, PageField } from '../api.ts';
import { under } from '../context/declared.ts';
import type { Host } from '../host.ts';
import type { Adaptor, Capabilities } from './adaptor.ts';
import { DeclaredAdaptor } from './declared.ts';
import { settle } from './settle.ts';

/** A page that reads and fills in its fields itself (`daoban.adapt`); what it does not say is read from attributes. */
export class RegisteredAdaptor implements Adaptor {
  readonly can: Capabilities;
  readonly #page: PageAdaptor;
  readonly #host: Host;
  readonly #declared: DeclaredAdaptor;

  constructor(page: PageAdaptor, host: Host) {
    this.#page = page;
    this.#host = host;
    this.#declared = new DeclaredAdaptor(host);
    this.can = this.#declared.can;
  }

  find(fieldId: string): Element | null {
    const found = attempt(() => this.#page.find?.(fieldId)) ?? this.#declared.find(fieldId);
    return found && (found.checkVisibility?.() ?? true) ? found : null;
  }

  read(fieldId: string): PageField | undefined {
    const value = this.#value(fieldId);
    // policy and message, if any, stand where the page declares or tells them
    const told = this.#told().get(fieldId);
    return value === null || value === undefined ? told : { ...told, id: fieldId, value };
  }

  readAll(): readonly PageField[] {
    return [...this.#told().keys()].flatMap((id) => this.read(id) ?? []);
  }

  takes(fieldId: string): boolean {
    const value = this.#value(fieldId);
    return value !== null && value !== undefined;
  }

  async set(fieldId: string, value: string): Promise<string | null> {
    try {
      const why = await this.#page.set(fieldId, value);
      return typeof why === 'string' && why ? why : null;
    } catch (reason) {
      return reason instanceof Error ? reason.message : String(reason);
    }
  }

  settled(): Promise<void> {
    return settle({ shape: () => JSON.stringify(this.readAll()), isBusy: () => false });
  }

  goto(stepId: string): boolean {
    if (!this.#page.goto) return false;
    return this.#page.goto(stepId) !== false;
  }

  #value(fieldId: string): string | null | undefined {
    return attempt(() => this.#page.read(fieldId));
  }

  #told(): Map<string, PageField> {
    const told = [...this.#declared.readAll(), ...(this.#host.watch.declared.fields ?? [])];
    const fields = new Map<string, PageField>();
    for (const field of told) {
      const known = fields.get(field.id);
      fields.set(field.id, under({ ...known, ...field }, known));
    }
    return fields;
  }
}

/** The page's own code may fail; its fault is reported as its own, and what it would have said is not known. */
function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (fault) {
    reportError(fault);
    return undefined;
  }
}
