import { folderOf, nameOf } from '../../paths.ts';
import { placeOf } from '../../place.ts';
import type { DeclaredRecord } from './record.ts';

/** Whether a record is one of those that the mail of a domain depends on. */
export function isMailRecord({
  name,
  type,
  value,
}: Pick<DeclaredRecord, 'name' | 'type' | 'value'>): boolean {
  if (NAMES.test(name)) return true;
  return type !== 'CNAME' && /^\s*"?v\s*=\s*(?:spf|dmarc|dkim|bimi|sts|tlsrpt)|^spf1\b/i.test(value.text);
}

const NAMES = /(?:^|\.)(?:_dmarc|_domainkey|_mta-sts|_bimi|_smtp\._tls)(?:\.|$)/;

/** A test's own data, judged by the folder and by the name without what may be a domain: "shop.example.zone" is no example. */
export function isOfNoProduct(path: string): boolean {
  const folder = folderOf(path);
  const inFolder = placeOf(`${folder}/file`);
  if (inFolder === 'test') return true;
  return /\.[cm]?[jt]sx?$|\.(?:py|tf|ya?ml|json)$/.test(path) && placeOf(nameOf(path)) === 'test';
}
