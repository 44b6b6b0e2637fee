import type { HttpAnswer } from '../../observations/http.ts';
import { headerValues } from '../headerValues.ts';

/** Strict-Transport-Security as browsers read it (RFC 6797 section 6.1): the first header alone counts. */
export interface HstsHeader {
  readonly text: string;
  /** Seconds; absent where the header is not valid, so that browsers ignore it. */
  readonly maxAge?: number;
  readonly includesSubdomains: boolean;
  readonly asksForPreload: boolean;
}

export function hstsHeader(answer: Pick<HttpAnswer, 'headers'>): HstsHeader | undefined {
  const text = headerValues(answer, 'strict-transport-security')[0];
  if (text === undefined) return undefined;
  const directives = new Map<string, string>();
  let isValid = true;
  for (const part of text.split(';')) {
    const [name = '', ...rest] = part.trim().split('=');
    const key = name.trim().toLowerCase();
    if (key === '') continue;
    if (directives.has(key)) isValid = false;
    directives.set(key, rest.join('=').trim());
  }
  const age = /^"?(\d{1,15})"?$/.exec(directives.get('max-age') ?? '')?.[1];
  return {
    text,
    ...(isValid && age !== undefined ? { maxAge: Number(age) } : {}),
    includesSubdomains: directives.has('includesubdomains'),
    asksForPreload: directives.has('preload'),
  };
}

/** "2 years", "5 minutes": the largest unit that fits. */
export function durationOf(seconds: number): string {
  const units = [
    [31_536_000, 'year'],
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const;
  const [size, unit] = units.find(([length]) => seconds >= length) ?? [1, 'second'];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
