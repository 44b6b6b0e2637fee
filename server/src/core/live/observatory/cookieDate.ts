const SEPARATOR = /[\t\x20-/;-@[-`{-~]+/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)[^:]*$/;

/** The date of a cookie's Expires, read as RFC 6265 section 5.1.1 says, in milliseconds; undefined for what is none. */
export function readCookieDate(text: string): number | undefined {
  let time: RegExpExecArray | null = null;
  let day: number | undefined;
  let month: number | undefined;
  let year: number | undefined;
  for (const token of text.split(SEPARATOR)) {
    if (!time && TIME.test(token)) time = TIME.exec(token);
    else if (day === undefined && /^\d{1,2}(?!\d)/.test(token)) day = Number.parseInt(token, 10);
    else if (month === undefined && isMonth(token)) month = monthOf(token);
    else if (year === undefined && /^\d{2,4}(?!\d)/.test(token)) year = fullYear(Number.parseInt(token, 10));
  }
  if (!time || day === undefined || month === undefined || year === undefined) return undefined;
  const [hour = 0, minute = 0, second = 0] = time.slice(1).map(Number);
  const isPossible = day >= 1 && day <= 31 && year >= 1601 && hour <= 23 && minute <= 59 && second <= 59;
  return isPossible ? Date.UTC(year, month, day, hour, minute, second) : undefined;
}

function isMonth(token: string): boolean {
  return monthOf(token) >= 0;
}

function monthOf(token: string): number {
  return MONTHS.indexOf(token.slice(0, 3).toLowerCase());
}

function fullYear(year: number): number {
  if (year > 99) return year;
  return year < 70 ? year + 2000 : year + 1900;
}
