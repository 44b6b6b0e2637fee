/** Times as people write them: "800ms", "30s", "5m", "1h". */

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds; undefined for what is no such time. A unit is needed: nobody can tell what "60" means. */
export function durationOf(text: string): number | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,3})?) ?(ms|s|m|h|d)$/.exec(text.trim());
  const unit = UNITS[match?.[2] ?? ''];
  return unit === undefined ? undefined : Number(match?.[1]) * unit;
}

/** "45 seconds", "12 minutes", "3 hours 20 minutes", "2 days 4 hours": two units at most, and no more exact than anybody needs. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 60) return counted(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return counted(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(counted(hours, 'hour'), minutes % 60, 'minute');
  return joined(counted(Math.floor(hours / 24), 'day'), hours % 24, 'hour');
}

/** "840 ms", "2.4 s": how long an answer took. */
export function latencyText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1_000).toFixed(1).replace(/\.0$/, '')} s`;
}

function joined(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${counted(rest, unit)}`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
