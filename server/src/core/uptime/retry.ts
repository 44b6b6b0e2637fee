/** When a receiver of alerts is asked again. Pure: the clock and the dice come from outside. */

export interface RefusedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

const FIRST = 1_000;
const LONGEST = 5 * 60_000;
/** Who asks for more than this is asked again all the same. */
const LONGEST_WISH = 60 * 60_000;

/**
 * Milliseconds to wait after the failure with this number (1 is the first): twice as long each time, five minutes at most, and less by
 * up to half of it at random, so that many who wait don't come back at once. `random` is between 0 and 1.
 */
export function backOff(attempt: number, random: number): number {
  const whole = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt - 1, 20));
  return Math.round(whole * (1 - random / 2));
}

/**
 * Milliseconds that a receiver asks us to wait: `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), and in the body of
 * Discord and Slack `retry_after` in seconds; the longest of them. Undefined where it does not say.
 */
export function wishedWait({ headers, body }: RefusedAnswer, now: number): number | undefined {
  const header = headers['retry-after'];
  const wishes = [headerWait(typeof header === 'string' ? header : header?.[0], now), bodyWait(body)].filter(
    (wish) => wish !== undefined,
  );
  return wishes.length === 0 ? undefined : Math.min(LONGEST_WISH, Math.max(0, ...wishes));
}

function headerWait(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const plain = text.trim();
  if (/^\d{1,9}(?:\.\d{1,6})?$/.test(plain)) return Number(plain) * 1_000;
  // A date ends on a whole second, and the receiver's clock need not be ours.
  const date = /^[A-Za-z]{3,9},? /.test(plain) ? Date.parse(plain) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now) + 1_000;
}

function bodyWait(body: string): number | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const wish = (value as { readonly retry_after?: unknown } | null)?.retry_after;
    return typeof wish === 'number' && wish >= 0 && wish < 1e9 ? wish * 1_000 : undefined;
  } catch {
    return undefined;
  }
}
