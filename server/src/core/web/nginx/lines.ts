/** `map $sent_http_content_type $expires`, `map $uri $cache`: each line of such a map is a setting for other answers. */
import type { NginxWord } from '../../parsers/nginx.ts';
import type { Scope } from '../types.ts';
import type { NginxBlock } from './block.ts';
import { nameOf, type MapLine, type Variables } from './variables.ts';

export interface LineOfMap {
  readonly word: NginxWord;
  /** Absent: that of the block. */
  readonly scope?: Scope;
}

/** The values of a map by type or path, each with its scope; the word itself where it is no such map. */
export function linesByRequest(variables: Variables, word: NginxWord, block: NginxBlock): LineOfMap[] {
  const map = /^\$(?:\w+|\{\w+\})$/.test(word.text) ? variables.maps.get(nameOf(word.text)) : undefined;
  const source = map && nameOf(map.source.text);
  if (!map || source === undefined) return [{ word }];
  const isType = TYPE.test(source);
  if (!isType && !PATH.test(source)) return [{ word }];
  return map.entries.flatMap((line) => {
    // No content type at all: nothing is sent that could be kept.
    if (line.key === '' && !line.isDefault) return [];
    return [{ word: line.value, scope: scopeOfLine(line, isType, block.scope) }];
  });
}

const TYPE = /^(?:sent_http_content_type|upstream_http_content_type)$/;
const PATH = /^(?:uri|request_uri|document_uri)$/;

function scopeOfLine(line: MapLine, isType: boolean, outer: Scope): Scope {
  if (line.isDefault) return { ...outer, conditional: true };
  const narrowed = outer.syntax === 'all' && outer.conditional !== true ? {} : { conditional: true as const };
  const ignoresCase = line.ignoresCase ? { ignoresCase: true as const } : {};
  const common = { at: line.keyAt, ...ignoresCase, ...narrowed };
  if (isType) return { pattern: line.isPattern ? `~${line.key}` : line.key, syntax: 'type', ...common };
  return { pattern: line.key, syntax: line.isPattern ? 'regex' : 'exact', ...common };
}
