import type { Language } from '../../language.ts';
import type { Document } from '../../source.ts';
import type { DeclaredRecord } from './record.ts';
import { readScript } from './script.ts';
import { isTerraformJson, readTerraform } from './terraform.ts';
import { readYaml } from './yaml.ts';
import { readZoneFile } from './zoneFile.ts';

/** Languages in which files declare records. */
export const RECORD_LANGUAGES = [
  'text',
  'ini',
  'terraform',
  'javascript',
  'typescript',
  'python',
  'yaml',
  'json',
  'jsonc',
] as const satisfies readonly Language[];

/** Lower case: one of these is in every file that declares a record about mail, near misses of it included. */
export const RECORD_TRIGGERS: readonly string[] = [
  'v=spf',
  '=spf1',
  'spf1 ',
  'spf_builder',
  '_dmarc',
  'v=dmarc',
  'dmarc_builder',
  '_domainkey',
  'v=dkim',
  'dkim_builder',
  '_bimi',
  'v=bimi',
  '_mta-sts',
  'v=sts',
  '_smtp._tls',
  'v=tlsrpt',
];

const KEPT = new WeakMap<Document, readonly DeclaredRecord[]>();

/** The DNS records that a file declares: worked out once, for all rules that ask. */
export function recordsOf(document: Document): readonly DeclaredRecord[] {
  const kept = KEPT.get(document);
  if (kept) return kept;
  const records = document.text.length > LARGEST ? [] : read(document);
  KEPT.set(document, records);
  return records;
}

/** In UTF-16 units. */
const LARGEST = 3_000_000;

function read(document: Document): readonly DeclaredRecord[] {
  if (isTerraformJson(document.path)) return readTerraform(document);
  const reader = READERS.get(document.language);
  return reader ? reader(document) : readZoneFile(document.path, document.text);
}

const READERS: ReadonlyMap<Language, (document: Document) => readonly DeclaredRecord[]> = new Map([
  ['terraform', readTerraform],
  ['yaml', readYaml],
  ['json', readYaml],
  ['jsonc', readYaml],
  ['javascript', readScript],
  ['typescript', readScript],
  ['python', readScript],
]);
