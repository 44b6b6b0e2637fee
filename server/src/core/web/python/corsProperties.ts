/** CORS headers that Werkzeug has properties for: `response.access_control_allow_origin = "*"`. */
import { isInString } from '../../parsers/code.ts';
import { endOfStatement } from '../../parsers/pythonStatements.ts';
import type { HeaderSetting } from '../types.ts';
import { isOfRequests } from './responses.ts';
import type { PythonWeb } from './pythonWeb.ts';

const SET =
  /(?<![\w.])([\w.]{1,80})\.(access_control_(?:allow_(?:origin|credentials|headers|methods)|max_age))[ \t]{0,8}=(?!=)[ \t]{0,8}/g;

export function readCorsProperties(web: PythonWeb): HeaderSetting[] {
  const { code } = web.file;
  if (!code.masked.includes('.access_control_')) return [];
  const settings: HeaderSetting[] = [];
  for (const match of code.masked.matchAll(SET)) {
    const [whole, receiver = '', property = ''] = match;
    if (settings.length >= MOST || isOfRequests(receiver) || isInString(code, match.index)) continue;
    const start = match.index + whole.length;
    const nameAt = match.index + receiver.length + 1;
    const given = web.valueAt(start, endOfStatement(code, start, 4_000));
    const handler = web.handlerAt(match.index);
    const when = web.conditionsAt(match.index);
    settings.push({
      setBy: 'code',
      header: property.replaceAll('_', '-'),
      nameAt: web.file.place({ start: nameAt, end: nameAt + property.length }),
      // A switch is sent as a text.
      value: given.kind === 'flag' ? { kind: 'text', text: String(given.value), at: given.at } : given,
      scope: { syntax: 'all' },
      mode: 'set',
      ...(handler !== undefined && { handler }),
      group: web.groupOf(`${web.file.functionAt(match.index)?.start ?? ''} ${receiver}`),
      ...(when.length > 0 && { when }),
    });
  }
  return settings;
}

const MOST = 400;
