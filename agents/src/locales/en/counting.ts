// Spans and counts in English.

/** Whole seconds in the largest unit that is needed. */
export const span = (seconds: number): string => {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${minutes % 60} min`;
  return minutes ? `${minutes} min ${rest} s` : `${rest} s`;
};

/** A count with its noun. */
export const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;
