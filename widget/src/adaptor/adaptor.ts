// What guidance needs of a page. A page is either plain HTML that declares its fields, or says by `daoban.adapt` how
// it is read and filled in. Nothing here knows a proposal.
import type { PageField } from '../api.ts';

/** What a page can do. Where `set` is false, values are shown for copying and nothing is ever filled in. */
export interface Capabilities {
  readonly set: boolean;
}

export interface Adaptor {
  readonly can: Capabilities;
  /** What a mark of the field is put around, if it is on show. */
  find(fieldId: string): Element | null;
  /** The field as the page has it now, on show or not; undefined: the page has no such field. */
  read(fieldId: string): PageField | undefined;
  /** Every field that the page tells of. */
  readAll(): readonly PageField[];
  /** Can a value be entered here and now? */
  takes(fieldId: string): boolean;
  /** Enter a value as if it were typed; answers why the page does not take it, or null. */
  set(fieldId: string, value: string): Promise<string | null>;
  /** Resolves when the page has worked out what follows from the values entered. */
  settled(): Promise<void>;
  /** Show a step; false: the page has no way that is known here. */
  goto(stepId: string): boolean;
}
