/** rack-cors: `allow do origins …; resource …; end`. */
import type { CallExpr } from '../../parsers/expression.ts';
import type { TextRange } from '../../finding.ts';
import type { CorsSetting, Scope } from '../types.ts';
import type { MapEntry, Value } from '../values.ts';
import { stageOfFile } from './headers.ts';
import type { RubyWeb } from './rubyWeb.ts';

export function readRackCors(web: RubyWeb): CorsSetting[] {
  const { code } = web.file;
  if (!/\bRack::Cors\b/.test(code.masked)) return [];
  const origins = web.calls(['origins']);
  const resources = web.calls(['resource']);
  const misplaced = misplacedIn(web);
  return allowBlocks(web).flatMap((block) => {
    const inside = ({ start }: TextRange): boolean => block.start <= start && start < block.end;
    const own = originsOf(web, origins.filter(inside), block);
    return resources.filter(inside).map((call) => settingOf(web, call, own, misplaced));
  });
}

function settingOf(
  web: RubyWeb,
  call: CallExpr,
  origins: MapEntry | undefined,
  misplaced: CorsSetting['misplaced'],
): CorsSetting {
  const when = [...stageOfFile(web), ...web.conditionsAt(call.start)];
  return {
    library: 'rack-cors',
    at: web.file.place(call.callee),
    options: optionsOf(web, call, origins),
    scope: scopeOf(web, call),
    ...(when.length > 0 && { when }),
    ...(misplaced && { misplaced }),
  };
}

/** `allow do … end`, `allow { … }` */
function allowBlocks({ file }: RubyWeb): TextRange[] {
  const { code, blocks } = file;
  const long = blocks.filter(({ kind, name }) => kind === 'do' && /(?:^|[\s.])allow$/.test(name));
  const short = [...code.masked.matchAll(/(?<![\w.])allow[ \t]{0,4}\{/g)].map((match) => {
    const open = match.index + match[0].length - 1;
    return { start: match.index, end: Math.max(open, code.partnerOf(open)) };
  });
  return [...long, ...short];
}

/** All that `origins` is given in one block; a list in it is taken apart. */
function originsOf(web: RubyWeb, calls: readonly CallExpr[], block: TextRange): MapEntry | undefined {
  const [first] = calls;
  if (!first) return undefined;
  const values = calls.flatMap(({ args, block: asked }) => [
    ...args.map(({ value }) => web.valueOf(value)),
    ...(asked ? [web.valueOf(asked)] : []),
  ]);
  const items = values.flatMap((value) => (value.kind === 'list' ? value.items : [value]));
  const open = values.some((value) => value.kind === 'list' && value.open);
  const keyAt = web.file.place(first.callee);
  const [only] = items;
  const at = web.file.place({ start: first.args[0]?.value.start ?? block.start, end: first.end });
  const value: Value =
    items.length === 1 && only && only.kind !== 'text' ? only : { kind: 'list', items, open, at };
  return { key: 'origins', keyAt, value };
}

function optionsOf(web: RubyWeb, call: CallExpr, origins: MapEntry | undefined): Value {
  const entries: MapEntry[] = origins ? [origins] : [];
  for (const given of call.args) {
    if (given.name === undefined) continue;
    const keyAt = web.file.place(given.nameAt ?? given.value);
    entries.push({ key: given.name, keyAt, value: web.valueOf(given.value) });
  }
  return { kind: 'map', entries, open: false, at: web.file.place(call.callee) };
}

function scopeOf(web: RubyWeb, call: CallExpr): Scope {
  const first = call.args.find((given) => given.name === undefined);
  const value = first && web.valueOf(first.value);
  if (value?.kind === 'pattern') return { pattern: value.source, syntax: 'regex', at: value.at };
  if (value?.kind !== 'text' || value.text === '*') return { syntax: 'all' };
  return { pattern: value.text, syntax: value.text.includes('*') ? 'glob' : 'exact', at: value.at };
}

/** `middleware.use Rack::Cors` puts it behind all that Rails has: what they answer has no CORS headers. */
function misplacedIn({ file }: RubyWeb): CorsSetting['misplaced'] {
  const { code, document } = file;
  if (document.path.endsWith('.ru')) return undefined;
  const used = /\bmiddleware\.(use|insert_after)\b[ (]{1,4}(?:0,\s*)?Rack::Cors\b/.exec(code.masked);
  if (!used) return undefined;
  const start = used.index + used[0].indexOf('.') + 1;
  return { why: 'behind-answers', at: file.place({ start, end: start + (used[1] ?? '').length }) };
}
