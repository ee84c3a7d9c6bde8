import { language } from '../locales/words.ts';

/** Return yuan written with or without thousands separators as whole fen, or null when it is not an amount. */
export function fenOf(text: string): number | null {
  const bare = text.replace(/[,，\s]/g, '').replace('−', '-');
  return /^-?\d{1,13}(\.\d+)?$/.test(bare) ? Math.round(Number(bare) * 100) : null;
}

/** Return an amount as the wire has it, `860000.00`; what is not an amount stays as it is. */
export function plainAmount(text: string): string {
  const fen = fenOf(text);
  return fen === null ? text : (fen / 100).toFixed(2);
}

/** Return fen as people read them: `1,015,000.00`, with a real minus sign. */
export function amount(fen: number): string {
  const [whole = '', rest = ''] = (Math.abs(fen) / 100).toFixed(2).split('.');
  return `${fen < 0 ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`;
}

/** Return `14:06`, with the date before it when it was not today. */
export function clockTime(at: string, now: Date = new Date()): string {
  const time = new Date(at);
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}`;
  if (time.toDateString() === now.toDateString()) return clock;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}`;
}

/** Return whole minutes from `from` to `to`, never less than 0. */
export function minutesBetween(from: string, to: string | number): number {
  return Math.floor(secondsBetween(from, to) / 60);
}

/** Return whole seconds from `from` to `to`, never less than 0: clocks of two machines differ. */
export function secondsBetween(from: string, to: string | number): number {
  return Math.max(0, Math.floor((new Date(to).getTime() - new Date(from).getTime()) / 1000));
}

const WIDE: Record<string, string> = { ',': '，', ';': '；', ':': '：', '?': '？', '!': '！', '(': '（', ')': '）' };

/** Return catalogue text with the full-width punctuation of Chinese, leaving digits (`1,000.00`, `14:06`) and Latin alone. */
export function tidy(text: string): string {
  if (language === 'en') return text;
  return text.replace(/(?<![\d\w])[,:]|[,:](?![\d\w/])|[;?!()]/g, (mark) => WIDE[mark] ?? mark);
}

/** Return `text` with a full stop, unless it has an end already. */
export function sentence(text: string): string {
  if (/[。？！.?!]$/.test(text)) return text;
  return `${text}${language === 'en' ? '.' : '。'}`;
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}
