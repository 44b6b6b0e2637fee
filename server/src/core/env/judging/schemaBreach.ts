import type { EnvSchema } from '../types.ts';
import { editDistance } from './editDistance.ts';

/** What a schema wants and a value is not. Says nothing of the value. */
export interface Breach {
  /** Completes "is not what the schema asks for: …". */
  readonly wants: string;
  /** The allowed value that was probably meant. */
  readonly instead?: string;
}

/** Undefined where the value passes, or where libraries differ on whether it does. */
export function breachOf(
  value: string,
  { type, values, minimumLength, library }: EnvSchema,
): Breach | undefined {
  if (value === '') return undefined;
  if (values && values.length > 0) return values.includes(value) ? undefined : notAllowed(value, values);
  const wants = type && FAILS[type]?.(value, library) ? WANTS[type] : undefined;
  if (wants !== undefined) return { wants };
  return minimumLength !== undefined && value.length < minimumLength
    ? { wants: `at least ${minimumLength} characters` }
    : undefined;
}

type SchemaType = NonNullable<EnvSchema['type']>;

const WANTS: Readonly<Record<SchemaType, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  url: 'a whole URL, with https:// or another scheme in front',
  email: 'an email address alone',
  port: 'the number of a port, from 1 to 65535',
  enum: 'one of the values that the schema names',
  json: 'JSON',
};

/** Only what no library takes. */
const FAILS: Readonly<Partial<Record<SchemaType, (value: string, library: string) => boolean>>> = {
  // Python allows 1_000; "10mb" and "5m" are no numbers anywhere.
  number: (value) => Number.isNaN(Number(value.replaceAll('_', ''))),
  // What envalid, zod's stringbool and pydantic take, together.
  boolean: (value) => !/^(?:true|false|t|f|yes|no|y|n|on|off|1|0|enabled|disabled)$/i.test(value),
  url: (value) => !/^[a-z][a-z0-9+.-]*:\S/i.test(value) || /\s/.test(value),
  // RFC 5321, section 4.5.3.1: no address is longer.
  email: (value) => value.length > 320 || !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(value),
  port: (value) => !/^\d{1,5}$/.test(value) || Number(value) < 1 || Number(value) > 65_535,
  json: (value) => !isJson(value),
};

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function notAllowed(value: string, values: readonly string[]): Breach | undefined {
  const listed = values.length > 6 ? `${values.slice(0, 6).join(', ')} or another` : listOf(values);
  const instead = nearest(value, values);
  return {
    wants: values.length === 1 ? `only ${listed}` : `one of ${listed}`,
    ...(instead !== undefined && { instead }),
  };
}

function listOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`;
}

/** The one value that is one or two typing mistakes away, or differs in case alone; undefined where two are as near. */
function nearest(value: string, values: readonly string[]): string | undefined {
  if (value.length > 40) return undefined;
  const allowed = value.length < 5 ? 1 : 2;
  const near = values
    .filter((other) => other.length <= 40)
    .map((other) => ({ other, distance: editDistance(value.toLowerCase(), other.toLowerCase(), allowed) }))
    .filter((candidate) => candidate.distance <= allowed)
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = near;
  return first && first.distance !== second?.distance ? first.other : undefined;
}
