// The page tells only what stands on its present step; while an error lasts, the officer still needs what it was about.
import type { ComparisonRow, FormContext } from '@daoban/client/index.ts';
import type { PageEvent } from '@daoban/client/store.ts';

/** `context` with the comparison that its error came with, also when the taxpayer has gone to another step since. */
export function remembered(context: FormContext | null, pages: readonly PageEvent[]): FormContext | null {
  if (!context?.error_id || context.comparison.length > 0) return context;
  return { ...context, comparison: comparisonOf(context.error_id, context.matter_id, pages) };
}

/**
 * ISO instant at which the page first showed the error that it shows now; null when it shows none. Steps that say
 * nothing of the error, and the next times that it comes up, leave it as it is.
 */
export function firstShown(pages: readonly PageEvent[]): string | null {
  const last = pages.at(-1)?.body.context;
  if (!last?.error_id) return null;
  const same = pages.find(({ body }) => body.context.error_id === last.error_id && body.context.matter_id === last.matter_id);
  return same?.at ?? null;
}

function comparisonOf(errorId: string, matterId: string, pages: readonly PageEvent[]): readonly ComparisonRow[] {
  const page = pages.findLast(({ body }) => body.context.error_id !== errorId || body.context.comparison.length > 0);
  const same = page?.body.context.error_id === errorId && page.body.context.matter_id === matterId;
  return same ? page.body.context.comparison : [];
}
