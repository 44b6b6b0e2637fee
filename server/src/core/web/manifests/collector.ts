import type { TextRange } from '../../finding.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { HeaderPlaceId } from '../headerPlaces.ts';
import type {
  CorsSetting,
  ExportedValue,
  Guard,
  Handler,
  HeaderSetting,
  ProxyCache,
  WebFacts,
} from '../types.ts';
import type { Value } from '../values.ts';

/** A text and where it stands. */
export interface Named extends TextRange {
  readonly text: string;
}

/** What is the same for all headers of one block. */
export interface HeaderPlacing extends Pick<HeaderSetting, 'scope' | 'group'> {
  readonly setBy: HeaderPlaceId;
  readonly mode?: HeaderSetting['mode'];
}

/** Gathers what a configuration file says. */
export interface WebCollector {
  readonly document: Document;
  newGroup(): number;
  /** Headers that are not wanted are left out. */
  header(name: Named | undefined, value: Value | undefined, placing: HeaderPlacing): void;
  /** One that has been read elsewhere. */
  setting(setting: HeaderSetting): void;
  cors(setting: CorsSetting): void;
  guard(guard: Guard): void;
  handler(handler: Handler): void;
  proxyCache(cache: ProxyCache): void;
  library(name: string, version: Named): void;
  exported(exported: ExportedValue): void;
  /** Undefined where nothing was found. */
  facts(): WebFacts | undefined;
}

/** Configuration that is longer is data. */
export const LARGEST_CONFIGURATION = 500_000;

/** `wants`: of headers; absent: what has to do with caches, cookies or other sites. */
export function createWebCollector(
  document: Document,
  wants: (header: string) => boolean = isTelling,
): WebCollector {
  const headers: HeaderSetting[] = [];
  const cors: CorsSetting[] = [];
  const guards: Guard[] = [];
  const handlers: Handler[] = [];
  const proxyCaches: ProxyCache[] = [];
  const exports: ExportedValue[] = [];
  const packages: NonNullable<WebFacts['packages']>[number][] = [];
  /** Where the last setting of each group and header stands. */
  const places = new Map<string, number>();
  let groups = 0;
  return {
    document,
    newGroup: () => groups++,
    header(name, value, { setBy, scope, group, mode = 'set' }) {
      if (!name || !value) return;
      const header = name.text.trim().toLowerCase();
      if (!wants(header)) return;
      const key = `${group} ${header}`;
      const known = places.get(key);
      const before = known === undefined ? undefined : headers[known];
      if (known !== undefined && before && mode === 'add' && isOneList(header)) {
        headers[known] = { ...before, value: listOf(before.value, value) };
        return;
      }
      places.set(key, headers.length);
      headers.push({ setBy, header, nameAt: lineSpan(document, name), value, scope, mode, group });
    },
    setting: (setting) => void headers.push(setting),
    cors: (setting) => void cors.push(setting),
    guard: (guard) => void guards.push(guard),
    handler: (handler) => void handlers.push(handler),
    proxyCache: (cache) => void proxyCaches.push(cache),
    library(name, version) {
      packages.push({ name, version: version.text, at: lineSpan(document, version) });
    },
    exported: (exported) => void exports.push(exported),
    facts() {
      const facts: WebFacts = {
        ...(headers.length > 0 && { headers }),
        ...(cors.length > 0 && { cors }),
        ...(guards.length > 0 && { guards }),
        ...(handlers.length > 0 && { handlers }),
        ...(proxyCaches.length > 0 && { proxyCaches }),
        ...(packages.length > 0 && { packages }),
        ...(exports.length > 0 && { exports }),
      };
      return Object.keys(facts).length === 0 ? undefined : facts;
    },
  };
}

/** Of a range over many lines, what stands on the first that is not empty. */
export function lineSpan(document: Document, { start, end }: TextRange): Span {
  let from = start;
  if (document.lineAt(start).end < end) while (from < end && /\s/.test(document.text.charAt(from))) from++;
  if (from === end) from = start;
  return spanOf(document, from, Math.max(from, Math.min(end, document.lineAt(from).end)));
}

/** Whether several lines of a header are read as one with commas. Of one origin there is no list. */
function isOneList(header: string): boolean {
  return header !== 'access-control-allow-origin' && header !== 'set-cookie';
}

function listOf(before: Value, value: Value): Value {
  const items = before.kind === 'list' ? [...before.items, value] : [before, value];
  return { kind: 'list', items, open: false, at: before.at };
}

/** Wide enough for names that are misspelt. */
function isTelling(header: string): boolean {
  if (/^(?:cross-)?origin-/i.test(header)) return false;
  return /cach|acc?ess|allow-|origin|vary|expires|pragma|cookie|^age$|^etag$|last-modified|expose|site-data|surrogate/i.test(
    header,
  );
}
