import { LONGEST_VALUE, valueOf, type Environment } from './dotenvEnvironment.ts';
import type { DotenvReading } from './dotenvReadings.ts';

/**
 * dotenv-expand for Node.js (12), which Vite uses as well: a variable of the environment wins over the file's own; defaults are
 * `:-` and `-`, replacements `:+` and `+`; what a reference is replaced by is looked at again.
 */
export function expandAsNpm(
  readings: readonly DotenvReading[],
  environment: Environment,
): Map<string, string | undefined> {
  const parsed = new Map(readings.map(({ name, value }) => [name, value ?? '']));
  const done = new Map<string, string>();
  for (const [name, raw] of parsed) {
    const existing = valueOf(environment, name);
    const value = existing && existing !== raw ? existing : expandOne(raw, done, environment);
    done.set(name, value.replaceAll('\\$', '$'));
  }
  return done;
}

const REFERENCE = /(?<!\\)\$(?:\{([^{}]+)\}|([A-Za-z_][A-Za-z0-9_]*))/;
/** More replacements than any value needs: each goes through all of it again. */
const MOST_REPLACEMENTS = 500;

function expandOne(raw: string, done: ReadonlyMap<string, string>, environment: Environment): string {
  const seen = new Set<string>();
  let result = raw;
  for (let count = 0; count < MOST_REPLACEMENTS && result.length <= LONGEST_VALUE; count++) {
    const match = REFERENCE.exec(result);
    if (!match) return result;
    seen.add(result);
    const { name, operator, words } = partsOf(match[1] ?? match[2] ?? '');
    const current = valueOf(environment, name) ?? done.get(name);
    const replacement = operator.endsWith('+')
      ? current
        ? words
        : ''
      : current && !seen.has(current)
        ? current
        : words;
    // As a pattern: `$$` in a value becomes `$`.
    result = result.replace(match[0], replacement);
    if (result === done.get(name)) return result;
  }
  return result;
}

function partsOf(expression: string): { name: string; operator: string; words: string } {
  const operator = /:\+|\+|:-|-/.exec(expression);
  if (!operator) return { name: expression, operator: '', words: '' };
  const end = operator.index + operator[0].length;
  return { name: expression.slice(0, operator.index), operator: operator[0], words: expression.slice(end) };
}

/**
 * @next/env has an older one of its own: it begins at the last reference, knows `:-` alone, and prefers a default to what the
 * file itself says. On a value that refers to itself it fails, and takes nothing of the file.
 */
export function expandAsNext(
  readings: readonly DotenvReading[],
  environment: Environment,
): Map<string, string | undefined> | undefined {
  const values = new Map<string, string>(readings.map(({ name, value }) => [name, value ?? '']));
  for (const name of values.keys()) {
    let result = valueOf(environment, name) ?? values.get(name) ?? '';
    for (let count = 0; ; count++) {
      const start = lastDollar(result);
      const match = start === -1 ? null : NEXT_REFERENCE.exec(result.slice(start));
      if (!match) break;
      const [whole, reference = '', words = ''] = match;
      const value = valueOf(environment, reference) || words || values.get(reference) || '';
      result = result.replace(whole, value);
      if (count + 1 === MOST_REPLACEMENTS || result.length > LONGEST_VALUE) return undefined;
    }
    values.set(name, result.replaceAll('\\$', '$'));
  }
  return values;
}

const NEXT_REFERENCE = /(?<!\\)\$\{?(\w+)(?::-([^}\\]*))?\}?/;

function lastDollar(value: string): number {
  for (let at = value.lastIndexOf('$'); at !== -1; at = at === 0 ? -1 : value.lastIndexOf('$', at - 1))
    if (value[at - 1] !== '\\') return at;
  return -1;
}
