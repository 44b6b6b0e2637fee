/** Names as statements write them. */

/** "users" of `public."users"`, as the database stores it. */
export function plainName(written: string): string {
  const last = /(?:"((?:[^"]|"")+)"|([^".\s]+))\s*$/.exec(written);
  return last?.[1]?.replaceAll('""', '"') ?? last?.[2]?.toLowerCase() ?? '';
}

/** The schema of a name as it is written, with its dot: `billing.`; "" where it has none. */
export function schemaPart(written: string): string {
  return /^\s*((?:"(?:[^"]|"")+"|[^".\s]+)\s*\.\s*)(?=\S)/.exec(written)?.[1] ?? '';
}
