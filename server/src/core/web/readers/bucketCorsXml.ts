import type { Span } from '../../span.ts';
import {
  createWebCollector,
  LARGEST_CONFIGURATION,
  lineSpan,
  type WebCollector,
} from '../manifests/collector.ts';
import { corsOption } from '../manifests/corsOptions.ts';
import type { WebReader } from '../reader.ts';
import type { MapEntry, Value } from '../values.ts';

/** `<CORSConfiguration>` of S3, R2, Spaces and their kin; Google's has `<CorsConfig>` with `<Origins>` and `<Methods>`. */
export default {
  triggers: ['<corsrule', '<corsconfig'],
  languages: ['xml', 'text'],
  reads: (path) => /\.xml$|cors[\w-]*$/i.test(path),
  read(document) {
    if (document.text.length > LARGEST_CONFIGURATION) return undefined;
    const collector = createWebCollector(document);
    for (const match of document.text.matchAll(RULE)) {
      const [whole, name = ''] = match;
      readRule(collector, match.index + 1, name, match.index, whole);
    }
    return collector.facts();
  },
} satisfies WebReader;

const RULE = /<(CORSRule|CorsRule|Cors)\b[^<>]{0,200}>((?:(?!<\/(?:CORSRule|CorsRule|Cors)>)[^]){0,20000})/g;
const ELEMENT = /<([A-Za-z]{1,40})>([ \t\r\n]{0,200})([^<>]{1,2000}?)([ \t\r\n]{0,200})<\//g;

function readRule(collector: WebCollector, nameAt: number, name: string, start: number, text: string): void {
  const { document } = collector;
  const isGoogle = name === 'Cors';
  const found = new Map<string, { keyAt: Span; values: Value[] }>();
  for (const { 1: key = '', 2: gap = '', 3: given = '', index } of text.matchAll(ELEMENT)) {
    const option = corsOption(isGoogle ? 'gcs' : 's3', key);
    if (option === undefined) continue;
    const from = start + index + key.length + 2 + gap.length;
    const at = lineSpan(document, { start: from, end: from + given.length });
    const known = found.get(option) ?? {
      keyAt: lineSpan(document, { start: start + index + 1, end: start + index + 1 + key.length }),
      values: [],
    };
    known.values.push(
      /^\d{1,9}$/.test(given)
        ? { kind: 'number', value: Number(given), at }
        : { kind: 'text', text: given, at },
    );
    found.set(option, known);
  }
  const at = lineSpan(document, { start: nameAt, end: nameAt + name.length });
  const entries: MapEntry[] = [...found].map(([key, { keyAt, values }]) => {
    const [first] = values;
    const value: Value =
      first?.kind === 'number' ? first : { kind: 'list', items: values, open: false, at: first?.at ?? at };
    return { key, keyAt, value };
  });
  if (entries.length === 0) return;
  collector.cors({
    library: isGoogle ? 'gcs' : 's3',
    at,
    options: { kind: 'map', entries, open: false, at },
    scope: { syntax: 'all' },
  });
}
