// Amounts are decimal strings, as on the wire; they are compared and subtracted exactly, never as floating point.

interface Exact {
  readonly units: bigint;
  readonly decimals: number;
}

const NUMBER = /^([-−+]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/;

/** An amount as whole units of its last decimal, or null when `text` is not a number. */
function exact(text: string): Exact | null {
  const match = NUMBER.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const units = BigInt(whole.replaceAll(',', '') + fraction);
  return { units: sign === '-' || sign === '−' ? -units : units, decimals: fraction.length };
}

function scaled(amount: Exact, decimals: number): bigint {
  return amount.units * 10n ** BigInt(decimals - amount.decimals);
}

function written(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  const text = decimals ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
  return units < 0n ? `-${text}` : text;
}

/** All of them together, a blank counting for nothing; null when one is not a number. */
export function sum(amounts: readonly string[]): string | null {
  const read = amounts.map((text) => (text.trim() ? exact(text) : { units: 0n, decimals: 0 }));
  if (read.includes(null)) return null;
  const known = read as readonly Exact[];
  const decimals = Math.max(0, ...known.map((amount) => amount.decimals));
  return written(known.reduce((total, amount) => total + scaled(amount, decimals), 0n), decimals);
}

/** `left` − `right` with the decimals of the finer one, or null when either is not a number. */
export function subtract(left: string, right: string): string | null {
  const [a, b] = [exact(left), exact(right)];
  if (!a || !b) return null;
  const decimals = Math.max(a.decimals, b.decimals);
  return written(scaled(a, decimals) - scaled(b, decimals), decimals);
}

/** Whether two amounts are equal but for their sign. */
export function sameSize(left: string, right: string): boolean {
  const [a, b] = [exact(left), exact(right)];
  if (!a || !b) return false;
  const decimals = Math.max(a.decimals, b.decimals);
  const [x, y] = [scaled(a, decimals), scaled(b, decimals)];
  return x === y || x === -y;
}

export function isZero(text: string): boolean {
  return exact(text)?.units === 0n;
}

/** The amount furthest from zero, or null when there is none. */
export function largest(amounts: readonly string[]): string | null {
  const size = (text: string): bigint => {
    const amount = exact(text);
    if (!amount) return -1n;
    const units = scaled(amount, Math.max(amount.decimals, 4));
    return units < 0n ? -units : units;
  };
  return amounts.reduce<string | null>((best, text) => (best === null || size(text) > size(best) ? text : best), null);
}

/** `-1015000.5` → `−1,015,000.50`: grouped, at least `decimals` places, a true minus. Not a number: unchanged. */
export function grouped(text: string, decimals = 2): string {
  const amount = exact(text);
  if (!amount) return text;
  const places = Math.max(decimals, amount.decimals);
  const [whole = '', fraction] = written(scaled(amount, places), places).replace('-', '').split('.');
  const body = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction ? `.${fraction}` : '');
  return amount.units < 0n ? `−${body}` : body;
}
