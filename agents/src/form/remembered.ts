// The page tells only what stands on its present step; while an error lasts, the officer still needs what it was about.
import type { ComparisonRow, FormContext } from '@daoban/client/index.ts';
import type { PageEvent } from '@daoban/client/store.ts';

/** `context` with the comparison that its error came with, also when the taxpayer has gone to another step since. */
export function remembered(context: FormContext | null, pages: readonly PageEvent[]): FormContext | null {
  if (!context?.error_id || context.comparison.length > 0) return context;
  return { ...context, comparison: comparisonOf(context.error_id, context.matter_id, pages) };
}

/** ISO instant at which the page first showed the error for the time that it shows it now; null when it shows none. */
export function shownSince(pages: readonly PageEvent[]): string | null {
  const last = pages.at(-1)?.body.context;
  if (!last?.error_id) return null;
  const before = pages.findLastIndex(
    ({ body }) => body.context.error_id !== last.error_id || body.context.error_occurrences !== last.error_occurrences,
  );
  return pages[before + 1]?.at ?? null;
}

function comparisonOf(errorId: string, matterId: string, pages: readonly PageEvent[]): readonly ComparisonRow[] {
  const page = pages.findLast(({ body }) => body.context.error_id !== errorId || body.context.comparison.length > 0);
  const same = page?.body.context.error_id === errorId && page.body.context.matter_id === matterId;
  return same ? page.body.context.comparison : [];
}
