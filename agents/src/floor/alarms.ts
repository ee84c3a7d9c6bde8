// What a supervisor is alarmed about: thresholds that they choose, kept in this browser. Pure but for the keeping.
import { type Floor, type TextStorage } from '@daoban/client/index.ts';
import { secondsSince } from '../shown/times.ts';

export interface Thresholds {
  /** Somebody waits longer than so many minutes; 0: never alarm. */
  readonly waitMinutes: number;
  /** An officer is away, or without a line, for longer than so many minutes; 0: never alarm. */
  readonly awayMinutes: number;
  /** Somebody waits in a queue in which nobody is on duty. */
  readonly nobody: boolean;
}

export type Trouble =
  | { readonly kind: 'wait'; readonly key: string; readonly queueId: string; readonly since: string }
  | { readonly kind: 'nobody'; readonly key: string; readonly queueId: string; readonly waiting: number }
  | { readonly kind: 'away'; readonly key: string; readonly name: string; readonly since: string };

export const DEFAULTS: Thresholds = { waitMinutes: 2, awayMinutes: 15, nobody: true };
export const MOST_MINUTES = 120;

/** `now` in milliseconds by the hub's clock. The longest wait first, then empty queues, then who is away. */
export function troublesOf({ queues, officers }: Floor, { waitMinutes, awayMinutes, nobody }: Thresholds, now: number): readonly Trouble[] {
  const late = (since: string | null, minutes: number): since is string => since !== null && minutes > 0 && secondsSince(since, now) >= minutes * 60;
  const waits = queues.flatMap(({ queue_id: queueId, longest_since: since }): Trouble[] =>
    late(since, waitMinutes) ? [{ kind: 'wait', key: `wait ${queueId}`, queueId, since }] : [],
  );
  const empty = queues.flatMap(({ queue_id: queueId, waiting, free, busy }): Trouble[] =>
    nobody && waiting > 0 && free + busy === 0 ? [{ kind: 'nobody', key: `nobody ${queueId}`, queueId, waiting }] : [],
  );
  const away = officers.flatMap(({ officer_id, name, status, present, status_at: since }): Trouble[] => {
    const gone = status === 'away' || (!present && status !== 'off_duty');
    return gone && late(since, awayMinutes) ? [{ kind: 'away', key: `away ${officer_id}`, name, since }] : [];
  });
  return [...waits.sort((a, b) => (a.kind === 'wait' && b.kind === 'wait' ? a.since.localeCompare(b.since) : 0)), ...empty, ...away];
}

/** The figures of the whole floor, from the very rows that are listed: what is shown twice agrees. */
export function totalsOf({ queues, officers }: Floor) {
  const handling = officers.filter((officer) => officer.capacity > 0);
  const since = queues.flatMap(({ longest_since }) => longest_since ?? []).sort();
  return {
    waiting: queues.reduce((sum, queue) => sum + queue.waiting, 0),
    longestSince: since[0] ?? null,
    onDuty: handling.filter((officer) => officer.present && (officer.status === 'available' || officer.status === 'finishing')).length,
    expected: handling.length,
    inHand: handling.reduce((sum, officer) => sum + officer.in_hand, 0),
    capacity: handling.reduce((sum, officer) => sum + officer.capacity, 0),
  };
}

export function loadThresholds(storage: TextStorage, key: string): Thresholds {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? '{}') as Partial<Thresholds>;
    const minutes = (value: unknown, otherwise: number): number => (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_MINUTES ? Number(value) : otherwise);
    return {
      waitMinutes: minutes(kept.waitMinutes, DEFAULTS.waitMinutes),
      awayMinutes: minutes(kept.awayMinutes, DEFAULTS.awayMinutes),
      nobody: kept.nobody ?? DEFAULTS.nobody,
    };
  } catch {
    return DEFAULTS;
  }
}
