import type { TextRange } from '../../finding.ts';
import {
  createWebCollector,
  LARGEST_CONFIGURATION,
  lineSpan,
  type HeaderPlacing,
  type Named,
  type WebCollector,
} from '../manifests/collector.ts';
import { textValue } from '../manifests/treeValues.ts';
import type { WebReader } from '../reader.ts';
import type { Scope } from '../types.ts';

/** web.config of IIS: headers of its own, how long files are kept, and headers that outbound rules write. */
export default {
  triggers: ['customheaders', 'clientcache', 'response_'],
  languages: ['xml'],
  reads: (path) => /(?:^|\/)web[\w.]{0,40}\.config$/i.test(path),
  read(document) {
    if (document.text.length > LARGEST_CONFIGURATION) return undefined;
    const collector = createWebCollector(document);
    const state: State = {
      placing: placingOf(collector, { syntax: 'all' }),
      isCustom: false,
      written: undefined,
    };
    for (const tag of tagsIn(document.text)) readTag(collector, state, tag);
    return collector.facts();
  },
} satisfies WebReader;

interface State {
  placing: HeaderPlacing;
  /** Within `customHeaders`. */
  isCustom: boolean;
  /** The header that the outbound rule writes. */
  written: Named | undefined;
}

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly attributes: ReadonlyMap<string, Named>;
}

const TAG = /<!--|<(\/?)([A-Za-z][\w.]{0,60})([^<>]{0,2000})>/g;
const ATTRIBUTE = /([A-Za-z][\w:]{0,60})(\s{0,9}=\s{0,9}["'])([^"'<>]{0,1000})["']/g;

function* tagsIn(text: string): Generator<Tag> {
  let behindComment = 0;
  for (const { index, 0: whole, 1: slash, 2: name, 3: rest = '' } of text.matchAll(TAG)) {
    if (index < behindComment) continue;
    if (name === undefined) {
      const end = text.indexOf('-->', index);
      behindComment = end === -1 ? text.length : end;
      continue;
    }
    const start = index + whole.length - 1 - rest.length;
    const attributes = new Map<string, Named>();
    for (const { index: at, 1: key = '', 2: gap = '', 3: value = '' } of rest.matchAll(ATTRIBUTE)) {
      const from = start + at + key.length + gap.length;
      attributes.set(key.toLowerCase(), { text: value, start: from, end: from + value.length });
    }
    yield { name: name.toLowerCase(), closes: slash === '/', attributes };
  }
}

function placingOf(collector: WebCollector, scope: Scope): HeaderPlacing {
  return { setBy: 'iis', scope, group: collector.newGroup() };
}

function readTag(collector: WebCollector, state: State, { name, closes, attributes }: Tag): void {
  if (name === 'location')
    state.placing = placingOf(
      collector,
      locationScope(collector, closes ? undefined : attributes.get('path')),
    );
  else if (name === 'customheaders') state.isCustom = !closes;
  else if (state.isCustom) readCustom(collector, state.placing, name, attributes);
  else if (name === 'clientcache') readClientCache(collector, state.placing, attributes);
  else if (name === 'rule') state.written = undefined;
  else if (name === 'match') state.written = writtenHeader(attributes.get('servervariable'));
  else if (name === 'action' && state.written) {
    const value = attributes.get('value');
    if (value)
      collector.header(state.written, outboundValue(collector, value), {
        ...placingOf(collector, { ...state.placing.scope, conditional: true }),
      });
  }
}

function locationScope(collector: WebCollector, path: Named | undefined): Scope {
  if (!path || /^\.?$/.test(path.text)) return { syntax: 'all' };
  return { pattern: `/${path.text}`, syntax: 'prefix', at: lineSpan(collector.document, path) };
}

function readCustom(
  collector: WebCollector,
  placing: HeaderPlacing,
  name: string,
  attributes: Tag['attributes'],
): void {
  const header = attributes.get('name');
  const value = attributes.get('value');
  if (name === 'add' && value) collector.header(header, textValue(collector, value), placing);
  if (name === 'remove' && header)
    collector.header(
      header,
      { kind: 'nothing', at: lineSpan(collector.document, header) },
      { ...placing, mode: 'remove' },
    );
}

/** `cacheControlMode="UseMaxAge" cacheControlMaxAge="7.00:00:00"`, with days before the first dot. */
function readClientCache(
  collector: WebCollector,
  placing: HeaderPlacing,
  attributes: Tag['attributes'],
): void {
  const mode = attributes.get('cachecontrolmode');
  const age = attributes.get('cachecontrolmaxage');
  const custom = attributes.get('cachecontrolcustom');
  const parts: string[] = [];
  if (custom) parts.push(custom.text);
  let place: TextRange | undefined = custom;
  const seconds = age && secondsOf(age.text);
  if (mode?.text === 'DisableCache') {
    parts.push('no-cache');
    place = mode;
  } else if (mode?.text === 'UseMaxAge' && seconds !== undefined) {
    parts.push(`max-age=${seconds}`);
    place = age;
  }
  if (!place) return;
  const at = lineSpan(collector.document, place);
  collector.header(
    { ...place, text: 'cache-control' },
    { kind: 'text', text: parts.join(', '), at },
    placing,
  );
}

function secondsOf(time: string): number | undefined {
  const [, days = '0', hours, minutes, seconds] =
    /^(?:(\d{1,5})\.)?(\d\d?):(\d\d?):(\d\d?)$/.exec(time) ?? [];
  if (hours === undefined) return undefined;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** `RESPONSE_Cache_Control` */
function writtenHeader(variable: Named | undefined): Named | undefined {
  const name = /^RESPONSE_(\w{1,100})$/.exec(variable?.text ?? '')?.[1];
  return name === undefined || !variable
    ? undefined
    : { ...variable, text: name.replaceAll('_', '-'), start: variable.end - name.length };
}

/** `{HTTP_ORIGIN}` is what the client sent; `{C:0}` and `{R:0}` are parts of what a pattern found. */
function outboundValue(collector: WebCollector, value: Named) {
  return textValue(
    {
      document: collector.document,
      inserts: {
        pattern: /\{[\w:]{1,60}\}/g,
        value: ([whole], at) =>
          whole === '{HTTP_ORIGIN}' ? { kind: 'request', what: 'origin', at } : { kind: 'unknown', at },
      },
    },
    value,
  );
}
