/** CORS and caching in the configuration of Spring, Quarkus, Micronaut and JHipster. */
import { lineEndAt, nextLineAt } from '../../lines.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { entriesOf, type TreeNode } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import { splitAtCommas } from '../backend/textParts.ts';
import { placeholderValue, yamlValue } from '../backend/yamlValue.ts';
import type { CorsLibraryId } from '../corsLibraries.ts';
import type { CorsSetting, HeaderSetting, Scope, WebFacts } from '../types.ts';
import type { Condition, MapEntry, Value } from '../values.ts';
import { scopeOf } from './springSecurity.ts';

interface Line {
  /** Keys from the root, without brackets: `spring.cloud.gateway…`, `[/**]`. */
  readonly path: readonly string[];
  readonly keyAt: Span;
  readonly value: Value;
}

export function readJvmYaml(document: Document): WebFacts | undefined {
  const lines: Line[] = [];
  for (const root of document.parsed(parseYaml).roots) walk(document, root, [], lines);
  return factsOf(lines, stageOf(document));
}

function walk(document: Document, node: TreeNode | undefined, path: readonly string[], lines: Line[]): void {
  if (path.length > 14 || lines.length > 5_000) return;
  for (const { key, value } of entriesOf(node)) {
    if (!value) continue;
    const inner = [...path, ...splitKey(key.text)];
    if (value.kind === 'map') walk(document, value, inner, lines);
    else
      lines.push({
        path: inner,
        keyAt: spanOf(document, key.start, key.end),
        value: yamlValue(document, value),
      });
  }
}

export function readJvmProperties(document: Document): WebFacts | undefined {
  const { text } = document;
  const lines: Line[] = [];
  for (let start = 0; start < text.length && lines.length < 20_000;) {
    const end = lineEndAt(text, start);
    const match = /^([ \t]*)([\w.[\]"*/%-]{2,160}?)([ \t]*[=:][ \t]*)(.*)$/.exec(
      text.slice(start, Math.min(end, start + 2_000)),
    );
    if (match?.[2]) {
      const keyStart = start + (match[1] ?? '').length;
      const valueStart = keyStart + match[2].length + (match[3] ?? '').length;
      const written = (match[4] ?? '').trimEnd();
      const at = spanOf(document, valueStart, valueStart + written.length);
      lines.push({
        path: splitKey(match[2]),
        keyAt: spanOf(document, keyStart, keyStart + match[2].length),
        value: propertyValue(written, at),
      });
    }
    const next = nextLineAt(text, end);
    if (next <= start) break;
    start = next;
  }
  return factsOf(lines, stageOf(document));
}

function propertyValue(written: string, at: Span): Value {
  if (/^(?:true|false)$/i.test(written)) return { kind: 'flag', value: /^t/i.test(written), at };
  if (/^\d{1,12}$/.test(written)) return { kind: 'number', value: Number(written), at };
  return placeholderValue(written, at) ?? { kind: 'text', text: written, at };
}

function splitKey(key: string): string[] {
  return (key.match(/\[[^\]]*\]|"[^"]*"|[^.[\]"]+/g) ?? [])
    .map((part) => part.replace(/^\[['"]?|['"]?\]$|^"|"$/g, ''))
    .filter((part) => part !== '');
}

const OPTIONS: Readonly<Record<string, string | undefined>> = {
  allowedorigins: 'allowedOrigins',
  allowedoriginpatterns: 'allowedOriginPatterns',
  allowedmethods: 'allowedMethods',
  allowedheaders: 'allowedHeaders',
  exposedheaders: 'exposedHeaders',
  allowcredentials: 'allowCredentials',
  maxage: 'maxAge',
  allowedoriginsregex: 'allowedOriginPatterns',
  allowedorigin: 'allowedOrigins',
};

/** Lines of one block are one setting. */
function factsOf(lines: readonly Line[], when: readonly Condition[]): WebFacts | undefined {
  const blocks = new Map<string, Line[]>();
  const headers: HeaderSetting[] = [];
  for (const line of lines) {
    const path = withoutIndex(line.path);
    const index = path.findLastIndex((part) => /cors/i.test(part));
    const option = path.at(-1)?.toLowerCase().replace(/[-_]/g, '') ?? '';
    const isQuarkus = /^%?\w{0,20}$/.test(path[0] ?? '') && path.includes('quarkus') && index >= 0;
    if (index >= 0 && (isQuarkus || OPTIONS[option] !== undefined)) {
      const parent = (isQuarkus ? path.slice(0, index + 1) : path.slice(0, -1)).join('\n');
      blocks.set(parent, [...(blocks.get(parent) ?? []), { ...line, path }]);
    }
    addCacheLine(line, headers);
  }
  const cors = [...blocks].flatMap(([parent, block]) => settingOf(parent.split('\n'), block, when));
  if (cors.length === 0 && headers.length === 0) return undefined;
  return { ...(cors.length > 0 && { cors }), ...(headers.length > 0 && { headers }) };
}

/** `application-dev.yml` is only read in development. */
function stageOf(document: Document): Condition[] {
  const profile = /-(dev|develop|development|local|test)\.\w+$/.exec(document.path);
  return profile ? [{ kind: 'stage', stage: 'development', at: spanOf(document, 0, 0) }] : [];
}

/** `allowed-origins[0]` */
function withoutIndex(path: readonly string[]): readonly string[] {
  return /^\d{1,3}$/.test(path.at(-1) ?? '') ? path.slice(0, -1) : path;
}

function settingOf(
  parent: readonly string[],
  block: readonly Line[],
  when: readonly Condition[],
): CorsSetting[] {
  const library: CorsLibraryId = parent.includes('quarkus') ? 'quarkus' : 'spring';
  const entries = new Map<string, MapEntry>();
  for (const { path, keyAt, value } of block) {
    const last = path.at(-1) ?? '';
    const key = library === 'quarkus' ? last : (OPTIONS[last.toLowerCase().replace(/[-_]/g, '')] ?? last);
    const before = entries.get(key);
    const both = before ? listOf(before.value, value) : value;
    entries.set(key, {
      key,
      keyAt: before?.keyAt ?? keyAt,
      value: library === 'spring' ? splitText(key, both) : both,
    });
  }
  const [first] = block;
  if (!first) return [];
  // Quarkus asks for nothing until its filter is switched on.
  const isOff =
    library === 'quarkus' && !entries.has('origins') && !entries.has('access-control-allow-credentials');
  if (
    isOff ||
    (library === 'spring' &&
      !entries.has('allowedOrigins') &&
      !entries.has('allowedOriginPatterns') &&
      !entries.has('allowCredentials'))
  )
    return [];
  const origins =
    entries.get('allowedOrigins') ?? entries.get('allowedOriginPatterns') ?? entries.get('origins');
  const at = origins?.keyAt ?? first.keyAt;
  const place = parent.findLast((part) => part.startsWith('/'));
  const scope: Scope = place === undefined ? { syntax: 'all' } : scopeOf(place);
  return [
    {
      library,
      at,
      options: { kind: 'map', entries: [...entries.values()], open: false, at },
      scope,
      ...(when.length > 0 && { when }),
    },
  ];
}

function listOf(before: Value, value: Value): Value {
  return {
    kind: 'list',
    items: [...(before.kind === 'list' ? before.items : [before]), value],
    open: false,
    at: before.at,
  };
}

/** Spring takes one text with commas for a list. */
function splitText(key: string, value: Value): Value {
  if (!key.endsWith('s')) return value;
  return value.kind === 'variable' ? { ...value, split: ',' } : splitAtCommas(value);
}

const CACHE =
  /^(?:spring\.(?:web\.)?resources\.cache\.cachecontrol\.(max-age|s-max-age|no-store|no-cache|cache-public|cache-private|immutable|must-revalidate)|spring\.(?:web\.)?resources\.cache\.(period)|quarkus\.http\.static-resources\.(max-age))$/;

/** `spring.web.resources.cache.cachecontrol.max-age: 365d` */
function addCacheLine({ path, keyAt, value }: Line, headers: HeaderSetting[]): void {
  const match = CACHE.exec(path.join('.').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  if (name === undefined || (value.kind === 'flag' && !value.value)) return;
  const words: Readonly<Record<string, string>> = {
    's-max-age': 's-maxage',
    'cache-public': 'public',
    'cache-private': 'private',
    period: 'max-age',
  };
  const directive = words[name] ?? name;
  const seconds = durationOf(value);
  const text: Value = { kind: 'text', text: seconds ? `${directive}=` : directive, at: keyAt };
  const header: HeaderSetting = {
    setBy: 'static-files',
    header: 'cache-control',
    nameAt: keyAt,
    value: { kind: 'joined', parts: seconds ? [text, seconds] : [text], at: value.at },
    scope: { syntax: 'all' },
    mode: 'set',
    group: 0,
  };
  const before = headers.findIndex((one) => one.header === 'cache-control');
  const known = headers[before];
  if (!known || known.value.kind !== 'joined' || header.value.kind !== 'joined') headers.push(header);
  else
    headers[before] = {
      ...known,
      value: {
        ...known.value,
        parts: [...known.value.parts, { kind: 'text', text: ', ', at: keyAt }, ...header.value.parts],
      },
    };
}

function durationOf(value: Value): Value | undefined {
  if (value.kind === 'flag') return undefined;
  const match =
    value.kind === 'text' ? /^(?:P?T?)(\d{1,9})\s?(ms|s|m|h|d|S|M|H|D)?$/.exec(value.text) : undefined;
  if (!match) return value;
  const factor =
    { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 }[
      match[2] === 'ms' ? 'ms' : (match[2] ?? 's').toLowerCase()
    ] ?? 1;
  return { kind: 'number', value: Math.round(Number(match[1]) * factor), at: value.at };
}
