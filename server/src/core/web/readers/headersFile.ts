import { lineEndAt, nextLineAt } from '../../lines.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import { createWebCollector, LARGEST_CONFIGURATION, type WebCollector } from '../manifests/collector.ts';
import type { HeaderPlaceId } from '../headerPlaces.ts';
import type { WebReader } from '../reader.ts';
import type { Scope } from '../types.ts';

/**
 * `_headers` of Netlify and Cloudflare: a path, and below it, indented, what its answers get.
 * https://docs.netlify.com/manage/routing/headers, https://developers.cloudflare.com/workers/static-assets/headers
 */
export default {
  triggers: [],
  languages: ['text'],
  reads: isHeadersFile,
  always: isHeadersFile,
  read(document: Document, wants?: (header: string) => boolean) {
    if (document.text.length > LARGEST_CONFIGURATION) return undefined;
    const collector = createWebCollector(document, wants);
    const setBy = hostOf(document.text);
    let rule: Rule | undefined;
    for (const line of linesOf(document)) {
      if (line.text.startsWith('#')) continue;
      if (isPath(line))
        rule = { scope: scopeOf(document, line), group: collector.newGroup(), setBy, names: new Set() };
      else if (rule) readHeader(collector, line, rule);
    }
    return collector.facts();
  },
} satisfies WebReader;

interface Rule {
  readonly scope: Scope;
  readonly group: number;
  readonly setBy: HeaderPlaceId;
  /** What it has set so far: the same again is added. */
  readonly names: Set<string>;
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly isIndented: boolean;
}

function isHeadersFile(path: string): boolean {
  return /(?:^|\/)_headers$/.test(path);
}

/** What only one of the hosts understands; which other files lie beside it says more. */
function hostOf(text: string): HeaderPlaceId {
  if (/^[ \t]+!|^https:\/\//m.test(text)) return 'cloudflare-headers';
  return /^[ \t]+netlify-/im.test(text) ? 'netlify-headers' : 'headers-file';
}

function* linesOf({ text }: Document): Generator<Line> {
  for (let at = 0; at < text.length;) {
    const end = lineEndAt(text, at);
    const line = text.slice(at, end);
    const trimmed = line.trim();
    const start = at + line.length - line.trimStart().length;
    if (trimmed !== '') yield { text: trimmed, start, isIndented: start > at };
    at = nextLineAt(text, end);
  }
}

/** Netlify takes headers that are not indented too: what starts with a slash is a path. */
function isPath({ text, isIndented }: Line): boolean {
  return /^(?:\/|https?:\/\/)/.test(text) || (!isIndented && !/^!?[ \t]*[\w-]+[ \t]*:/.test(text));
}

function scopeOf(document: Document, { text, start }: Line): Scope {
  return { pattern: text, syntax: 'glob', at: spanOf(document, start, start + text.length) };
}

function readHeader(collector: WebCollector, { text, start }: Line, rule: Rule): void {
  const { document } = collector;
  if (text.startsWith('!')) {
    const name = text.slice(1).trim();
    const from = start + text.length - name.length;
    const at = { text: name, start: from, end: from + name.length };
    const nothing = { kind: 'nothing', at: spanOf(document, at.start, at.end) } as const;
    collector.header(at, nothing, { ...rule, mode: 'remove' });
    return;
  }
  const colon = text.indexOf(':');
  if (colon <= 0) return;
  const name = text.slice(0, colon).trimEnd();
  const value = text.slice(colon + 1).trim();
  const from = start + text.length - value.length;
  const isAgain = rule.names.has(name.toLowerCase());
  rule.names.add(name.toLowerCase());
  collector.header(
    { text: name, start, end: start + name.length },
    { kind: 'text', text: value, at: spanOf(document, from, from + value.length) },
    { ...rule, mode: isAgain ? 'add' : 'set' },
  );
}
