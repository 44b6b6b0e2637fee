/** Records as lines of a zone file: "www CNAME example.test". Owners are relative to the zone ("@" is its name), targets are not. */
import type { Answer } from 'dns-packet';

export type Plain = Exclude<Answer, { type: 'OPT' }>;

export function parseRecord(line: string, zone: string): Plain {
  const [owner = '@', type = '', ...words] = line.split(' ');
  const name = owner === '@' ? zone : zone === '' ? owner : `${owner}.${zone}`;
  return { name: name === '' ? '.' : name, type, ttl: 300, class: 'IN', data: dataOf(type, words) } as Plain;
}

function dataOf(type: string, words: readonly string[]): unknown {
  const [first = '', second = '', third = ''] = words;
  switch (type) {
    case 'MX':
      return { preference: Number(first), exchange: second };
    case 'CAA':
      return { flags: Number(first), tag: second, value: third };
    case 'TXT':
      return stringsOf(words.join(' '));
    case 'SOA':
      return {
        mname: first,
        rname: second,
        serial: Number(third),
        refresh: 7200,
        retry: 3600,
        expire: 1_209_600,
        minimum: 300,
      };
    case 'A':
    case 'AAAA':
    case 'NS':
    case 'CNAME':
    case 'PTR':
      return first;
    case 'TLSA':
      return {
        usage: Number(first),
        selector: Number(second),
        matchingType: Number(third),
        certificate: Buffer.from(words[3] ?? '', 'hex'),
      };
    default:
      throw new Error(`No line for records of type ${type}`);
  }
}

/** As they stand between quotes; what has none is one text, in as many strings as it takes. */
function stringsOf(text: string): Buffer[] {
  if (text.startsWith('"'))
    return [...text.matchAll(/"([^"]*)"/g)].map(([, string = '']) => Buffer.from(string));
  const bytes = Buffer.from(text);
  const count = Math.max(1, Math.ceil(bytes.length / LONGEST_STRING));
  return Array.from({ length: count }, (_, at) =>
    bytes.subarray(at * LONGEST_STRING, (at + 1) * LONGEST_STRING),
  );
}

/** RFC 1035 section 3.3.14. */
const LONGEST_STRING = 255;

/** Lower case, without the dot at the end: "" is the root. */
export function plain(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

export function isWithin(name: string, zone: string): boolean {
  return zone === '' || name === zone || name.endsWith(`.${zone}`);
}

/** "a.b.c" → "a.b.c", "b.c", "c", "". */
export function upwards(name: string): string[] {
  const labels = name === '' ? [] : name.split('.');
  return [...labels.map((_, at) => labels.slice(at).join('.')), ''];
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
