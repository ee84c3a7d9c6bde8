// Spans in Chinese.

/** Whole seconds in the largest unit that is needed. */
export const span = (seconds: number): string => {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} 小时 ${minutes % 60} 分`;
  return minutes ? `${minutes} 分 ${rest} 秒` : `${rest} 秒`;
};
