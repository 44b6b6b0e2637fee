/** Maintenance: times in which nobody is to be told of failures. */

export type MaintenanceWindow = OneWindow | WeeklyWindow;

export interface OneWindow {
  readonly kind: 'once';
  /** Milliseconds since 1970; the end is no longer in it. */
  readonly from: number;
  readonly to: number;
  readonly reason?: string;
}

export interface WeeklyWindow {
  readonly kind: 'weekly';
  /** On which it begins; empty: every day. */
  readonly days: readonly Weekday[];
  /** Minutes since midnight. Where the end is not after the beginning, it is on the next day. */
  readonly from: number;
  readonly to: number;
  /** "Europe/Berlin", "UTC", or an offset: "+02:00". */
  readonly zone: string;
  readonly reason?: string;
}

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The first window that a time (ISO 8601) lies in. */
export function maintenanceAt(
  windows: readonly MaintenanceWindow[],
  at: string,
): MaintenanceWindow | undefined {
  const time = Date.parse(at);
  return windows.find((window) =>
    window.kind === 'once' ? isInOnce(window, time) : isInWeekly(window, time),
  );
}

/** Whether there is such a time zone. */
export function isZone(zone: string): boolean {
  return offsetOf(zone) !== undefined || formatterOf(zone) !== undefined;
}

/** "02:30" → 150; "24:00" is the end of a day. */
export function minutesOf(text: string): number | undefined {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match) return Number(match[1]) * 60 + Number(match[2]);
  return text === '24:00' ? DAY : undefined;
}

/** A time with its zone, as RFC 3339 has it; the seconds may be left out. Milliseconds since 1970. */
export function instantOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text))
    return undefined;
  const time = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(time) ? undefined : time;
}

const DAY = 24 * 60;

function isInOnce({ from, to }: OneWindow, time: number): boolean {
  return time >= from && time < to;
}

function isInWeekly({ days, from, to, zone }: WeeklyWindow, time: number): boolean {
  const local = localTime(time, zone);
  if (!local) return false;
  const isDay = (day: number): boolean => {
    const name = WEEKDAYS[(day + 7) % 7];
    return days.length === 0 || (name !== undefined && days.includes(name));
  };
  const { day, minute } = local;
  if (from < to) return isDay(day) && minute >= from && minute < to;
  // Past midnight: the part that began yesterday belongs to yesterday's name.
  return (isDay(day) && minute >= from) || (isDay(day - 1) && minute < to);
}

interface LocalTime {
  /** 0 is Sunday. */
  readonly day: number;
  readonly minute: number;
}

function localTime(time: number, zone: string): LocalTime | undefined {
  const offset = offsetOf(zone);
  if (offset !== undefined) {
    const shifted = new Date(time + offset * 60_000);
    return { day: shifted.getUTCDay(), minute: shifted.getUTCHours() * 60 + shifted.getUTCMinutes() };
  }
  const parts = formatterOf(zone)?.formatToParts(time);
  const part = (type: string): string => parts?.find((each) => each.type === type)?.value ?? '';
  const day = WEEKDAYS.findIndex((name) => name === part('weekday').toLowerCase());
  return day < 0 ? undefined : { day, minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

/** Minutes east of UTC. */
function offsetOf(zone: string): number | undefined {
  if (zone === 'UTC' || zone === 'Z') return 0;
  const match = /^([+-])(0\d|1[0-4]):([0-5]\d)$/.exec(zone);
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : undefined;
}

/** Made once per zone: a formatter costs more than all else here. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formatters.get(zone);
  if (known) return known;
  if (!/^[A-Za-z][\w+/-]{1,60}$/.test(zone)) return undefined;
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(zone, made);
    return made;
  } catch {
    return undefined;
  }
}
