/** Days of this machine's calendar, as launch-ready.yaml writes them: YYYY-MM-DD. */

/** So far from today. A month after the 31st of January is the last of February. */
export function dayIn({ days = 0, months = 0 }: { readonly days?: number; readonly months?: number }): Date {
  const now = new Date();
  const last = new Date(now.getFullYear(), now.getMonth() + months + 1, 0).getDate();
  return new Date(now.getFullYear(), now.getMonth() + months, Math.min(now.getDate(), last) + days);
}

export function isoDay(day: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The last day until which something can be put off. */
export function lastDay(): string {
  return isoDay(dayIn({ months: 12 }));
}

/** Whether a text is a day until which something can be put off: after today, a year ahead at most. */
export function isDayAhead(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  const isDay =
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  return isDay && text > isoDay(new Date()) && text <= lastDay();
}
