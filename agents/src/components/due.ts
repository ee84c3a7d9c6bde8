// A deadline in words: 今天截止, 3 天后截止, 已逾期 2 天.
import { words } from '../locales/speech.ts';

/** `days` from today to the deadline: 0 today, negative past. */
export function dueWords(days: number): string {
  const { due } = words();
  if (days < 0) return due.past(-days);
  if (days === 0) return due.today;
  return days === 1 ? due.tomorrow : due.inDays(days);
}
