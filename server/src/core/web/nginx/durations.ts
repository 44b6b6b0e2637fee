/** nginx' measures of time: http://nginx.org/en/docs/syntax.html and the values of `expires`. */

const UNITS: Readonly<Record<string, number>> = {
  ms: 0,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  M: 2_592_000,
  y: 31_536_000,
};

/** `1h30m`, `10`, `1y 6M` in seconds; undefined for what is none. */
export function secondsOf(text: string): number | undefined {
  if (text.length > 40 || !/^\s*\d/.test(text)) return undefined;
  let seconds = 0;
  const rest = text.replace(/(\d+)(ms|[smhdwMy])?\s*/g, (_, count: string, unit = 's') => {
    seconds += Number(count) * (UNITS[unit as string] ?? 1);
    return '';
  });
  return rest.trim() === '' ? seconds : undefined;
}

/** The Cache-Control header that `expires` makes; `off` where it makes none; undefined where only the request tells. */
export function cacheControlOf(words: readonly string[]): string | undefined {
  const isRelativeToFile = words[0] === 'modified';
  const time = (isRelativeToFile ? words.slice(1) : words).join(' ');
  if (time === 'off') return 'off';
  if (time === 'max') return 'max-age=315360000';
  if (time === 'epoch' || /^-\s*\d/.test(time)) return 'no-cache';
  if (isRelativeToFile || time.startsWith('@')) return undefined;
  const seconds = secondsOf(time.replace(/^\+/, ''));
  return seconds === undefined ? undefined : `max-age=${seconds}`;
}
