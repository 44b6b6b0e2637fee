/** The names that Rails gives to what has none: rails/rails, activerecord/lib/active_record/connection_adapters/abstract/schema_statements.rb */

/** `index_users_on_email_and_name`; undefined where it would be too long, and Rails 7.1 makes up another. */
export function indexName(table: string, columns: readonly string[]): string | undefined {
  const name = `index_${table.replace(/\W+/g, '_')}_on_${columns.map((column) => column.replace(/\W+/g, '_')).join('_and_')}`;
  return name.length <= 62 && columns.length > 0 ? name : undefined;
}

export function foreignKeyName(table: string, columns: readonly string[]): string {
  return `fk_rails_${sha256(`${table}_${columns.join('_')}_fk`).slice(0, 10)}`;
}

export function checkName(table: string, expression: string): string {
  return `chk_rails_${sha256(`${table}_${expression}_chk`).slice(0, 10)}`;
}

export function uniqueName(table: string, columns: readonly string[]): string {
  return `uniq_rails_${sha256(`${table}_${columns.join('_and_')}_unique`).slice(0, 10)}`;
}

export function joinTableName(first: string, second: string): string {
  const [a = '', b = ''] = [first, second].sort();
  const [prefix] = a.split('_');
  // What both names start with stands once: catalog_products and catalog_tags give catalog_products_tags.
  const shared =
    prefix && a.startsWith(`${prefix}_`) && b.startsWith(`${prefix}_`) ? b.slice(prefix.length + 1) : b;
  return `${a}_${shared}`;
}

/** FIPS 180-4. Names are short: speed is of no matter. */
function sha256(text: string): string {
  const bytes = paddedBytes(text);
  const hash = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ];
  for (let block = 0; block < bytes.length; block += 64) addBlock(hash, bytes, block);
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function paddedBytes(text: string): number[] {
  const bytes = [...unescape8(text)];
  const bits = bytes.length * 8;
  bytes.push(0x80);
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let shift = 56; shift >= 0; shift -= 8) bytes.push(shift >= 32 ? 0 : (bits >>> shift) & 255);
  return bytes;
}

/** UTF-8. */
function unescape8(text: string): number[] {
  return [...encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '?')).matchAll(/%(..)|[^%]/g)].map(
    ([all, digits]) => (digits === undefined ? all.charCodeAt(0) : Number.parseInt(digits, 16)),
  );
}

function addBlock(hash: number[], bytes: readonly number[], from: number): void {
  const words: number[] = [];
  for (let index = 0; index < 16; index++) {
    const at = from + index * 4;
    words.push(
      ((bytes[at] ?? 0) << 24) |
        ((bytes[at + 1] ?? 0) << 16) |
        ((bytes[at + 2] ?? 0) << 8) |
        (bytes[at + 3] ?? 0),
    );
  }
  for (let index = 16; index < 64; index++) {
    const [a, b] = [words[index - 15] ?? 0, words[index - 2] ?? 0];
    const low = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const high = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    words.push(((words[index - 16] ?? 0) + low + (words[index - 7] ?? 0) + high) | 0);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let index = 0; index < 64; index++) {
    const high = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + high + ((e & f) ^ (~e & g)) + (CONSTANTS[index] ?? 0) + (words[index] ?? 0)) | 0;
    const low = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries())
    hash[index] = ((hash[index] ?? 0) + word) | 0;
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
const CONSTANTS: readonly number[] = primes(64).map(
  (prime) => Math.floor((Math.cbrt(prime) % 1) * 2 ** 32) | 0,
);

function primes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number++)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
}
