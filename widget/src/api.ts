/**
 * What a bureau's page may say to the widget and hear from it: `window.daoban`, replaced by the real one on load.
 * Calls made earlier are kept by this line in the page:
 * `window.daoban = window.daoban || function () { (daoban.q = daoban.q || []).push(arguments) }`, then `daoban('open')`.
 */

/** One field as the page shows it; `error` is the page's own message, absent when the field is valid. */
export interface PageField {
  id: string;
  value: string;
  error?: string | null;
  /** `hidden`: the value never leaves the browser; `masked`: all but what it looks like is hidden. */
  policy?: string | undefined;
  /** Nobody may propose a value for it. */
  locked?: boolean;
}

/** How a page that is no plain HTML form is read and filled in; what it leaves out is done by the declared attributes. */
export interface PageAdaptor {
  /** The value as the page holds it; null or undefined: no such field on show. */
  read(fieldId: string): string | null | undefined;
  /** Enter a value as if it were typed. The answer, or a rejection: why the page does not take it; nothing: it did. */
  set(fieldId: string, value: string): unknown;
  /** Show a step. The answer `false`: there is no way. */
  goto?(stepId: string): unknown;
  /** What a mark is put around. */
  find?(fieldId: string): Element | null | undefined;
}

/** One row of a comparison result; amounts in yuan, with or without thousands separators. */
export interface PageRow {
  no: number;
  source_item: string;
  source_amount: string;
  declared_item: string;
  declared_amount: string;
}

/** What the page knows about the step; whatever is left out is read from the `data-daoban-*` attributes. */
export interface PageContext {
  matter_id?: string;
  form_code?: string | null;
  step_id?: string | null;
  period?: string | null;
  /** ISO date. */
  deadline?: string | null;
  error_id?: string | null;
  /** How often this error came up, this time included. */
  error_occurrences?: number;
  focused_field?: string | null;
  seconds_on_step?: number;
  tried?: readonly string[];
  /** `filed`: the page shows that the form was accepted; `refused`: that it was submitted and sent back. */
  outcome?: string | null;
  /** Of what was filed: the receipt's number. */
  receipt?: string | null;
  /** Of what was refused: why, in the page's own words. */
  reason?: string | null;
  fields?: readonly PageField[];
  comparison?: readonly PageRow[];
}

export type OpenedBy = 'tab' | 'link' | 'api' | 'resume';

/** Event name → what its listener is given. */
export interface DaobanEvents {
  /** The widget is on the page and takes calls. */
  ready: Record<string, never>;
  open: { by: OpenedBy };
  close: Record<string, never>;
  /** Messages not yet seen, also shown on the help tab. */
  unread: { count: number };
  /** A message was stored; never its text. */
  message: { session_id: string; seq: number; own: boolean };
  ended: { session_id: string; reason: string };
  /** The person wants to go there, and the page declared no address for it. */
  goto: { step_id: string | null; matter_id: string | null };
  /** Something that the person was told about; `code` as in docs/protocol.md, or panel_unreachable, ticket_unreachable. */
  error: { code: string; message: string };
}

export type Listener<Name extends keyof DaobanEvents> = (detail: DaobanEvents[Name]) => void;

/** Gives a fresh help ticket each time it is asked; null: nobody is signed in. */
export type TicketSource = () => Promise<string | null>;

export interface DaobanApi {
  open(): void;
  /** Fold the panel; a session goes on. */
  close(): void;
  /** Say what the page knows; null goes back to the declared attributes. */
  update(context: PageContext | null): void;
  /** Listen; the answer stops listening. */
  on<Name extends keyof DaobanEvents>(name: Name, listener: Listener<Name>): () => void;
  off<Name extends keyof DaobanEvents>(name: Name, listener: Listener<Name>): void;
  /** Where help tickets come from; null: the person signed out, and what the browser keeps of them is cleared. */
  identify(source: TicketSource | null): void;
  /** Forget everything about the person: call it on sign-out. */
  reset(): void;
  setLocale(locale: string): void;
  /** How the page is read and filled in, where attributes do not say it; null: by attributes again. */
  adapt(adaptor: PageAdaptor | null): void;
}

declare global {
  interface Window {
    daoban?: DaobanApi & { q?: ArrayLike<unknown>[] };
  }
}
