// Instants and spans as an officer reads them. Instants are ISO strings (UTC) on the wire, the bureau's time on the screen.

/** Times and days are those of the bureau's place, wherever the officer's computer thinks it is: Beijing time, all year. */
const BUREAU_AHEAD_MS = 8 * 3_600_000;

/** `14:06`. */
export function hourMinute(at: string | number): string {
  return clockOf(at).slice(11, 16);
}

/** `2026-11-20 14:06`. */
export function dayAndMinute(at: string): string {
  return clockOf(at).slice(0, 16).replace('T', ' ');
}

/** `14:06:51`. */
export function hourMinuteSecond(at: string | number): string {
  return clockOf(at).slice(11, 19);
}

/** A running clock: `0:42`, `12:05`, `1:02:03`. Negative spans (clocks that differ a little) show as 0:00. */
export function clockSpan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Whole seconds from `from` to `now` (epoch milliseconds). */
export function secondsSince(from: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(from)) / 1000));
}

/** Whole days from the bureau's today to an ISO date: 0 today, negative past; null when `date` is no date. */
export function daysUntil(date: string, now: number): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (!match) return null;
  const target = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const start = Date.parse(clockOf(now).slice(0, 10));
  return Math.round((target - start) / 86_400_000);
}

/** A tax period in its shortest clear form: whole months of one year lose their days. */
export function taxPeriod(period: string): string {
  const match = /^(\d{4})-(\d{2})-01~\1-(\d{2})-(\d{2})$/.exec(period);
  if (!match) return period.replace('~', ' – ');
  const [, year, from, to, day] = match;
  const lastDay = new Date(Date.UTC(Number(year), Number(to), 0)).getUTCDate();
  if (Number(day) !== lastDay) return period.replace('~', ' – ');
  return from === to ? `${year}-${from}` : `${year}-${from}–${to}`;
}

/** Day and time at the bureau, `2026-11-20T14:06:51`. */
function clockOf(at: string | number): string {
  return new Date(new Date(at).getTime() + BUREAU_AHEAD_MS).toISOString().slice(0, 19);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
