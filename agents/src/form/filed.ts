// The happy end: the page says among `tried` that the form was filed (`filed`), and with which number (`receipt:…`).
import type { FormContext } from '@daoban/client/index.ts';
import type { PageEvent } from '@daoban/client/store.ts';

export interface Filed {
  /** ISO instant at which the page first said so. */
  readonly at: string;
  /** The bureau's number, or an empty string. */
  readonly receipt: string;
}

const FILED = 'filed';
const RECEIPT = 'receipt:';
/** What the page says of the last submission; the log has it as `outcome.reported`. */
const CODES = /^(filed|refused)$|^(receipt|reason):/;

export function isFiled(context: FormContext): boolean {
  return context.tried.includes(FILED);
}

/** Since when the form that the page shows is filed; null while it is not. Another form begins anew. */
export function filedOn(pages: readonly PageEvent[]): Filed | null {
  const last = pages.at(-1)?.body.context;
  if (!last || !isFiled(last)) return null;
  const before = pages.findLastIndex(({ body }) => !isFiled(body.context) || body.context.matter_id !== last.matter_id);
  return { at: pages[before + 1]?.at ?? '', receipt: receiptOf(last) };
}

export function receiptOf(context: FormContext): string {
  return context.tried.find((item) => item.startsWith(RECEIPT))?.slice(RECEIPT.length) ?? '';
}

/** What the taxpayer tried before asking, without what the page says of the filing. */
export function triedOf(context: FormContext): readonly string[] {
  return context.tried.filter((item) => !CODES.test(item));
}
