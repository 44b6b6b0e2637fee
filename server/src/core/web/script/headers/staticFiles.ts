/** How long browsers may keep what `express.static` and its kin send. */
import { DOT, OPEN_PAREN } from '../../../parsers/script/codes.ts';
import { codeAt, wordAt } from '../../../parsers/script/walk.ts';
import type { Span } from '../../../span.ts';
import type { Value } from '../../values.ts';
import { entryOf } from '../cors/corsValues.ts';
import { scopeOf } from '../routes/handlers.ts';
import type { FoundHeader } from './foundHeaders.ts';
import { routingOf } from '../routes/routes.ts';
import { callAt, type Call, type ScriptFile } from '../scriptFile.ts';

interface StaticCall {
  readonly call: Call;
  readonly options: Value;
  readonly unit: 'milliseconds' | 'seconds';
}

export interface StaticFiles {
  readonly headers: readonly FoundHeader[];
  /** Whether a token stands in the options of such a call; its scope. */
  scopeAt(token: number): { scope: FoundHeader['setting']['scope'] } | undefined;
}

export function staticFilesIn(file: ScriptFile): StaticFiles {
  const { script } = file;
  const calls: StaticCall[] = [];
  for (let token = 0; token < script.count; token++) {
    if (codeAt(script, token + 1) !== OPEN_PAREN) continue;
    const found = staticCallAt(file, token);
    if (found) calls.push(found);
  }
  return {
    headers: calls.flatMap((each) => headerOf(file, each) ?? []),
    scopeAt(token) {
      const found = calls.find(({ call }) => call.open < token && token < call.close);
      return found && { scope: scopeOfCall(file, found.call) };
    },
  };
}

function staticCallAt(file: ScriptFile, token: number): StaticCall | undefined {
  const kind = kindAt(file, token);
  const call = kind && callAt(file, token);
  if (!kind || !call) return undefined;
  const part = call.args[kind.at];
  const at = file.span(token, token);
  const options: Value = part ? file.value(part.first, part.last) : { kind: 'nothing', at };
  const inner =
    kind.within === undefined ? options : (entryOf(options, kind.within)?.value ?? { kind: 'nothing', at });
  return { call, options: inner, unit: kind.unit };
}

interface StaticKind {
  readonly at: number;
  readonly unit: 'milliseconds' | 'seconds';
  readonly within?: string;
}

function kindAt(file: ScriptFile, token: number): StaticKind | undefined {
  const { script } = file;
  const word = wordAt(script, token);
  if (word === '') return undefined;
  const owner = codeAt(script, token - 1) === DOT ? wordAt(script, token - 2) : '';
  if (word === 'static' && /^(?:express|bodyParser)$/i.test(owner)) return { at: 1, unit: 'milliseconds' };
  if (word === 'sendFile' || word === 'sendfile' || word === 'download')
    return /^(?:res|response|reply)$/.test(owner)
      ? { at: word === 'download' ? 2 : 1, unit: 'milliseconds' }
      : undefined;
  if (word === 'forRoot' && owner === 'ServeStaticModule')
    return { at: 0, unit: 'milliseconds', within: 'serveStaticOptions' };
  if (word === 'useStaticAssets') return { at: 1, unit: 'milliseconds' };
  if (word === 'register') return isStaticPlugin(file, token) ? { at: 1, unit: 'milliseconds' } : undefined;
  const from = owner === '' ? file.imported(word)?.from : undefined;
  return from === undefined ? undefined : MODULES.get(from);
}

const MODULES: ReadonlyMap<string, StaticKind> = new Map<string, StaticKind>([
  ['serve-static', { at: 1, unit: 'milliseconds' }],
  ['koa-static', { at: 1, unit: 'milliseconds' }],
  ['koa-send', { at: 2, unit: 'milliseconds' }],
  ['send', { at: 2, unit: 'milliseconds' }],
  ['sirv', { at: 1, unit: 'seconds' }],
]);

function isStaticPlugin(file: ScriptFile, token: number): boolean {
  const { script } = file;
  const name = wordAt(script, token + 2);
  const from =
    name === 'require' || name === 'import'
      ? script.text.slice(script.starts[token + 4], script.ends[token + 4]).slice(1, -1)
      : file.imported(name)?.from;
  return from === '@fastify/static' || from === 'fastify-static';
}

/** The header that such a server sends unless somebody has set another one. */
function headerOf(file: ScriptFile, { call, options, unit }: StaticCall): FoundHeader | undefined {
  const age = entryOf(options, 'maxAge') ?? entryOf(options, 'maxage');
  const immutable = entryOf(options, 'immutable');
  const control = entryOf(options, 'cacheControl')?.value;
  if (!age || (control?.kind === 'flag' && !control.value)) return undefined;
  const isImmutable = immutable?.value.kind === 'flag' && immutable.value.value;
  const value = withSeconds(age.value, unit, isImmutable ? ', immutable' : '');
  return {
    setting: {
      setBy: 'static-files',
      header: 'cache-control',
      nameAt: age.keyAt,
      value,
      scope: scopeOfCall(file, call),
      mode: 'default',
      ...whenOf(file, call),
      ...(holdsPages(file, call, options) && { holdsPages: true as const }),
    },
    token: call.token,
    group: `static ${call.token}`,
  };
}

/** `express.static('dist')` sends index.html of the build, unless it is told not to, or told something else for some files. */
function holdsPages(file: ScriptFile, call: Call, options: Value): boolean {
  const index = entryOf(options, 'index')?.value;
  if (entryOf(options, 'setHeaders') || (index?.kind === 'flag' && !index.value)) return false;
  if (/^send|^download$/.test(call.name)) return false;
  const [first] = call.args;
  const root = entryOf(options, 'root') ?? entryOf(options, 'rootPath');
  const folder = root?.value ?? (first && file.value(first.first, first.last));
  return folder !== undefined && BUILT.test(lastText(folder));
}

const BUILT = /(?:^|\/)(?:dist|build|out|www|_site)(?:\/(?:client|browser|www))?\/?$/;

/** `path.join(__dirname, '..', 'dist')`: how the path ends. */
function lastText(value: Value): string {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'joined') return lastText(value.parts.at(-1) ?? { kind: 'unknown', at: value.at });
  const last =
    value.kind === 'call' && /(?:^|\.)(?:join|resolve)$/.test(value.callee) ? value.args.at(-1) : undefined;
  return last ? lastText(last.value) : '';
}

function whenOf(file: ScriptFile, call: Call): { when?: ReturnType<ScriptFile['conditions']> } {
  const when = file.conditions(call.token);
  return when.length > 0 ? { when } : {};
}

function scopeOfCall(file: ScriptFile, call: Call): FoundHeader['setting']['scope'] {
  const use = routingOf(file).uses.find(
    ({ call: { open, close } }) => open < call.token && call.token < close,
  );
  if (use) return scopeOf(file, use.address);
  const prefix = entryOf(
    call.args[1] ? file.value(call.args[1].first, call.args[1].last) : undefined,
    'prefix',
  );
  if (prefix?.value.kind === 'text' && call.name === 'register')
    return { pattern: prefix.value.text, syntax: 'prefix', at: prefix.value.at };
  return { syntax: 'all' };
}

function withSeconds(value: Value, unit: 'milliseconds' | 'seconds', rest: string): Value {
  const { at } = value;
  if (value.kind === 'choice')
    return {
      ...value,
      options: value.options.map((option) => ({ ...option, value: withSeconds(option.value, unit, rest) })),
    };
  const seconds = secondsOf(value, unit);
  if (seconds !== undefined) return textValue(`public, max-age=${seconds}${rest}`, at);
  return {
    kind: 'joined',
    parts: [textValue('public, max-age=', at), value, ...(rest === '' ? [] : [textValue(rest, at)])],
    at,
  };
}

function textValue(text: string, at: Span): Value {
  return { kind: 'text', text, at };
}

function secondsOf(value: Value, unit: 'milliseconds' | 'seconds'): number | undefined {
  if (value.kind === 'number') return Math.floor(unit === 'seconds' ? value.value : value.value / 1_000);
  if (value.kind !== 'text') return undefined;
  const milliseconds = millisecondsOf(value.text);
  return milliseconds === undefined ? undefined : Math.floor(milliseconds / 1_000);
}

/** "1y", "30 days", "2h", as the package ms reads them. */
export function millisecondsOf(text: string): number | undefined {
  const match = /^\s{0,8}(-?\d{0,12}(?:\.\d{1,6})?)\s{0,4}([a-z]{0,12})\s{0,8}$/i.exec(text);
  if (!match || match[1] === '') return undefined;
  const factor = UNITS[(match[2] ?? '').toLowerCase()];
  return factor === undefined ? undefined : Number(match[1]) * factor;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    [
      [' ms msec msecs millisecond milliseconds', 1],
      ['s sec secs second seconds', SECOND],
      ['m min mins minute minutes', MINUTE],
      ['h hr hrs hour hours', HOUR],
      ['d day days', DAY],
      ['w week weeks', 7 * DAY],
      ['y yr yrs year years', 365.25 * DAY],
    ] as const
  ).flatMap(([names, factor]) => names.split(' ').map((name) => [name, factor] as const)),
);
