/**
 * The version behind another, written alike: a moment later where it is a time, one more where it is a number.
 * Undefined where there is none to go by.
 */
export function versionAfter(version: string): string | undefined {
  const time = timeIn(version);
  if (time) return oneLater(time);
  // Flyway's "1.2" and "1_2": the last of them counts on.
  const last = /\d+$/.exec(version)?.[0];
  return last === undefined ? undefined : version.slice(0, -last.length) + plusOne(last);
}

/** As wide as before: "0009" becomes "0010". */
function plusOne(digits: string): string {
  return (BigInt(digits) + 1n).toString().padStart(digits.length, '0');
}

interface Time {
  readonly parts: readonly string[];
  /** What stands between the parts. */
  readonly marks: readonly string[];
}

const TIMES = [
  // 20260112093000, 202601120930, 20260112
  /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/,
  /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/,
  /^((?:19|20)\d\d)(\d\d)(\d\d)$/,
  // 2026-01-12-093000, 2026-01-12
  /^(\d{4})[-_](\d\d)[-_](\d\d)[-_T]?(\d\d)[-_:]?(\d\d)[-_:]?(\d\d)$/,
  /^(\d{4})[-_](\d\d)[-_](\d\d)$/,
];

function timeIn(version: string): Time | undefined {
  for (const pattern of TIMES) {
    const parts = pattern.exec(version)?.slice(1);
    if (!parts || !isTime(parts)) continue;
    let rest = version;
    const marks = parts.map((part) => {
      const at = rest.indexOf(part);
      const mark = rest.slice(0, at);
      rest = rest.slice(at + part.length);
      return mark;
    });
    return { parts, marks };
  }
  return undefined;
}

/** No number that only looks like one: 20261399000000. */
function isTime(parts: readonly string[]): boolean {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const inYears = year >= 1970 && year < 2200;
  return (
    inYears && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60
  );
}

const STEPS: readonly (number | undefined)[] = [
  undefined,
  undefined,
  undefined,
  86_400_000,
  undefined,
  60_000,
  1_000,
];

function oneLater({ parts, marks }: Time): string {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const later = new Date(
    Date.UTC(year, month - 1, day, hour, minute, second) + (STEPS[parts.length] ?? 1_000),
  );
  const values = [
    later.getUTCFullYear(),
    later.getUTCMonth() + 1,
    later.getUTCDate(),
    later.getUTCHours(),
    later.getUTCMinutes(),
    later.getUTCSeconds(),
  ];
  return parts
    .map((part, index) => (marks[index] ?? '') + String(values[index]).padStart(part.length, '0'))
    .join('');
}
