/** Which handler of a file answers with which headers. */
import { corsOptions } from '../cors/corsOptions.ts';
import { corsCalls, type FoundCors } from '../cors/corsCalls.ts';
import { calledSenders } from './calledSenders.ts';
import type { FoundHandler } from '../routes/handlers.ts';
import type { FoundHeader } from './foundHeaders.ts';
import { headersIn } from './headers.ts';
import type { ScriptFile } from '../scriptFile.ts';
import { importedHeaders, withCallers } from './sharedHeaders.ts';
import type { CorsSetting, HeaderSetting, Scope, WebFacts } from '../../types.ts';
import type { Part } from '../module.ts';

/**
 * Headers that are set for all who answer in this file belong to each of them. `fallback`: the paths of what is set outside of
 * all handlers.
 */
export function responseHeadersOf(
  file: ScriptFile,
  handlers: readonly FoundHandler[],
  fallback: Scope = { syntax: 'all' },
): Pick<WebFacts, 'headers' | 'lostHeaders' | 'cors'> {
  const { headers, lost } = headersIn(file);
  const groups = new Map<string, number>();
  const own = [...headers.map((header) => withCallers(file, header)), ...importedHeaders(file)];
  const found = [...own, ...calledSenders(file, handlers, own)].flatMap((header) =>
    settingsOf(header, handlers, fallback, groups),
  );
  const cors = [...corsCalls(file), ...corsOptions(file)].map((each) => corsOf(each, handlers, fallback));
  return {
    ...(cors.length > 0 && { cors }),
    ...(found.length > 0 && { headers: found }),
    ...(lost.length > 0 && { lostHeaders: lost }),
  };
}

/** A middleware that is made outside of handlers (`const cors = Cors({…})`) is for the one of the file. */
function corsOf(
  { setting, token }: FoundCors,
  handlers: readonly FoundHandler[],
  fallback: Scope,
): CorsSetting {
  const inside = handlers.findIndex(({ parts }) => parts.some((part) => holds(part, token)));
  const index = inside === -1 && handlers.length === 1 ? 0 : inside;
  const scope = setting.scope.syntax === 'all' ? fallback : setting.scope;
  return { ...setting, scope, ...(index === -1 ? {} : { handler: index }) };
}

function settingsOf(
  { setting, token, group, uses }: FoundHeader,
  handlers: readonly FoundHandler[],
  fallback: Scope,
  groups: Map<string, number>,
): HeaderSetting[] {
  const places = uses ?? [token];
  const owners = handlers.flatMap(({ parts }, index) =>
    places.some((place) => parts.some((part) => holds(part, place))) ? [index] : [],
  );
  const scope = setting.scope.syntax === 'all' ? fallback : setting.scope;
  if (owners.length === 0) return [{ ...setting, scope, group: numberOf(groups, `${group} -`) }];
  return owners.map((index) => {
    const own = scopeOf(handlers[index], setting.scope, fallback);
    const number = numberOf(groups, `${group} ${String(index)}`);
    return Object.assign({}, setting, { scope: own, handler: index, group: number });
  });
}

function holds({ first, last }: Part, token: number): boolean {
  return first <= token && token <= last;
}

function scopeOf(found: FoundHandler | undefined, scope: Scope, fallback: Scope): Scope {
  if (!found || scope.syntax !== 'all') return scope;
  const { path, syntax, methods } = found.handler;
  if (path === undefined) return fallback;
  return { syntax: syntax ?? 'exact', pattern: path, ...(methods && { methods }) };
}

function numberOf(groups: Map<string, number>, key: string): number {
  const known = groups.get(key) ?? groups.size;
  groups.set(key, known);
  return known;
}
