/** Caching that frameworks of Python set without naming a header: `response.cache_control`, `send_file(max_age=…)`. */
import { isInString } from '../../parsers/code.ts';
import { endOfStatement } from '../../parsers/pythonStatements.ts';
import type { HeaderSetting } from '../types.ts';
import type { Value } from '../values.ts';
import { isOfRequests } from './responses.ts';
import type { PythonWeb } from './pythonWeb.ts';
import { argumentsOf } from './routes.ts';
import { textOfParts } from './values.ts';

export function readCacheObjects(web: PythonWeb): HeaderSetting[] {
  return [...readCacheControl(web), ...readSentFiles(web)];
}

const SET = /(?<![\w.])([\w.]{1,80}(?:\(\))?)\.(cache_control)(?:\.(\w{1,40}))?[ \t]{0,8}=(?!=)[ \t]{0,8}/g;

/** `response.cache_control.max_age = 60` of Werkzeug; several of them are one header. */
function readCacheControl(web: PythonWeb): HeaderSetting[] {
  const { code } = web.file;
  if (!code.masked.includes('cache_control')) return [];
  const found = new Map<string, { start: number; nameAt: number; parts: (string | Value)[]; end: number }>();
  const whole: HeaderSetting[] = [];
  for (const match of code.masked.matchAll(SET)) {
    const receiver = match[1] ?? '';
    if (isOfRequests(receiver) || isInString(code, match.index)) continue;
    const start = match.index + match[0].length;
    const end = endOfStatement(code, start, 4_000);
    const nameAt = match.index + receiver.length + 1;
    if (match[3] === undefined) {
      whole.push(settingAt(web, nameAt, match.index, web.valueAt(start, end), receiver));
      continue;
    }
    const directive = directiveOf(match[3], web.valueAt(start, end));
    if (!directive) continue;
    const key = `${web.file.functionAt(match.index)?.start ?? ''} ${receiver}`;
    const known = found.get(key);
    if (known) known.parts.push(', ', ...directive);
    else found.set(key, { start: match.index, nameAt, parts: [...directive], end });
  }
  const joined = [...found].map(([key, { start, nameAt, parts, end }]) =>
    settingAt(
      web,
      nameAt,
      start,
      textOfParts(parts, web.file.place({ start, end })),
      key.slice(key.indexOf(' ') + 1),
    ),
  );
  return [...whole, ...joined];
}

/** `max_age` and what it is given, as the header says it; nothing where it is switched off. */
export function directiveOf(name: string, value: Value): readonly (string | Value)[] | undefined {
  const directive = name.replaceAll('_', '-');
  if (value.kind === 'nothing' || (value.kind === 'flag' && !value.value)) return undefined;
  if (value.kind === 'flag') return [directive];
  return [`${directive}=`, value];
}

function settingAt(
  web: PythonWeb,
  nameAt: number,
  start: number,
  value: Value,
  receiver: string,
): HeaderSetting {
  const handler = web.handlerAt(start);
  const when = web.conditionsAt(start);
  return {
    setBy: 'code',
    header: 'cache-control',
    nameAt: web.file.place({ start: nameAt, end: nameAt + 'cache_control'.length }),
    value,
    scope: { syntax: 'all' },
    mode: 'set',
    ...(handler !== undefined && { handler }),
    group: web.groupOf(`${web.file.functionAt(start)?.start ?? ''} ${receiver}`),
    ...(when.length > 0 && { when }),
  };
}

const SENT = /(?<![\w])(?:send_file|send_from_directory)\(/g;

/** Flask: a file that is sent with a `max_age` is public. */
function readSentFiles(web: PythonWeb): HeaderSetting[] {
  const { code } = web.file;
  const settings: HeaderSetting[] = [];
  for (const match of code.masked.matchAll(SENT)) {
    const { named } = argumentsOf(code, match.index + match[0].length - 1);
    const age = named.get('max_age') ?? named.get('cache_timeout');
    if (!age) continue;
    const seconds = web.valueAt(age.start, age.end);
    if (seconds.kind === 'nothing') continue;
    const isNone = seconds.kind === 'number' && seconds.value <= 0;
    const value = textOfParts(
      isNone ? ['no-cache, max-age=', seconds] : ['public, max-age=', seconds],
      web.file.place(age),
    );
    settings.push({
      ...settingAt(web, match.index, match.index, value, 'sent'),
      nameAt: web.file.place({ start: match.index, end: match.index + match[0].length - 1 }),
    });
  }
  return settings;
}
