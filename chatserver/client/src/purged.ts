// What was kept for its term and then taken out of the log says so in its own place; people read it in their language.
/** As chatserver/domain/purge_mark.py writes it; nobody can say it, the hub takes the first character out of all texts. */
const MARK = /^\u007Fpurged after (\d+) days$/;

/** Returns an answer of the hub with every text that was purged put into words; `say` gets the term in days. */
export function withPurged<T>(answer: T, say: (days: number) => string): T {
  return put(answer, say) as T;
}

function put(value: unknown, say: (days: number) => string): unknown {
  if (typeof value === 'string') {
    const days = MARK.exec(value)?.[1];
    return days ? say(Number(days)) : value;
  }
  if (Array.isArray(value)) return value.map((item) => put(item, say));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, put(item, say)]));
}
