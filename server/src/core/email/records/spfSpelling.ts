import { isIp4, isIp6 } from './address.ts';

/** The mechanism or modifier that a name was meant to be; undefined: it is not clear. */
export function meantTerm(name: string, value: string | undefined): string | undefined {
  if (name.length > LONGEST) return undefined;
  if (/^ip(?:v?[\d.]*|address|s)?$/.test(name)) return addressTerm(value);
  const bare = name.replace(/[.\-_]+$/, '');
  if (MEANT.has(bare)) return MEANT.get(bare);
  if (bare !== name && KNOWN.includes(bare)) return bare;
  if (name.length < 3 || name.length > 12) return undefined;
  const near = KNOWN.filter((known) => known.length >= 3 && isNear(name, known));
  return near.length === 1 ? near[0] : undefined;
}

const LONGEST = 24;
const KNOWN = ['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists', 'redirect', 'exp'];

// Words that people write for them.
const MEANT = new Map([
  ['al', 'all'],
  ['inc', 'include'],
  ['incl', 'include'],
  ['included', 'include'],
  ['includes', 'include'],
  ['including', 'include'],
  ['exist', 'exists'],
  ['redir', 'redirect'],
  ['redirects', 'redirect'],
  ['explanation', 'exp'],
]);

function addressTerm(value: string | undefined): string | undefined {
  const address = (value ?? '').replace(/\/.*$/s, '');
  if (isIp4(address)) return 'ip4';
  return isIp6(address) ? 'ip6' : undefined;
}

/** One letter wrong, missing, too many or changed places; two in longer words. */
function isNear(one: string, other: string): boolean {
  const allowed = other.length >= 6 ? 2 : 1;
  return Math.abs(one.length - other.length) <= allowed && distance(one, other) <= allowed;
}

/** Damerau–Levenshtein (optimal string alignment); both words are short. */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      const above = rows[i - 1] ?? [];
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[one.length]?.[other.length] ?? 0;
}
