// Where a slip stands for the officer: what waits for them comes first, then what the taxpayer owes. No words.
import type { Slip } from '@daoban/client/index.ts';

const RUNNING = ['open', 'confirmed', 'checking'];

export type Stand =
  | { readonly kind: 'toCheck' | 'lacking'; readonly count: number }
  | { readonly kind: 'unconfirmed' | 'toConclude' }
  | { readonly kind: 'over'; readonly state: string };

export function isRunning({ state }: Slip): boolean {
  return RUNNING.includes(state);
}

/** What the slip waits for, or what became of it. */
export function standOf(slip: Slip): Stand {
  if (!isRunning(slip)) return { kind: 'over', state: slip.state };
  const count = (...states: readonly string[]): number => slip.items.filter(({ state }) => states.includes(state)).length;
  if (count('given')) return { kind: 'toCheck', count: count('given') };
  if (count('wanted', 'redo')) return { kind: 'lacking', count: count('wanted', 'redo') };
  return { kind: count('filled') || !count('accepted') ? 'unconfirmed' : 'toConclude' };
}
