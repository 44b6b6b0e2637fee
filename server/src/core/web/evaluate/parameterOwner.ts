/** Which function a parameter belongs to. */
import { escapeRegExp } from '../../escapeRegExp.ts';
import { SCRIPT_LANGUAGES, type Language } from '../../language.ts';
import { skipBlank, type Code } from '../../parsers/code.ts';
import type { Scope } from '../../parsers/expression/scope.ts';

const FURTHEST = 4_000;
/** The others have readers that know their functions. */
const SCRIPTS: ReadonlySet<Language> = new Set(SCRIPT_LANGUAGES);

interface ParameterOwner {
  /** Of the function, where it has one. */
  readonly name?: string;
  /** Where its body starts. */
  readonly body: number;
}

/** The innermost function round a place that has a parameter of that name. */
export function ownerOfParameter(
  { code, language }: Pick<Scope, 'code' | 'language'>,
  parameter: string,
  offset: number,
): ParameterOwner | undefined {
  if (!SCRIPTS.has(language)) return undefined;
  const head = new RegExp(
    `(?:([\\w$]{2,60})\\s{0,4}(?::[^=()]{1,60})?(?:=\\s{0,8}(?:async\\s{1,4})?(?:function\\s{0,4})?)?)?\\([^()]{0,200}?(?<![\\w$.])${escapeRegExp(parameter)}(?![\\w$])[^()]{0,200}\\)(?:\\s{0,4}:[^(){};=]{1,80})?\\s{0,8}(=>|\\{)`,
    'g',
  );
  const start = Math.max(0, offset - FURTHEST);
  let found: ParameterOwner | undefined;
  for (const match of code.masked.slice(start, offset).matchAll(head)) {
    const sign = start + match.index + match[0].length - (match[2] ?? '').length;
    const body = match[2] === '{' ? sign : skipBlank(code.masked, sign + 2);
    if (!isWithin(code, body, offset)) continue;
    const [, own = ''] = match;
    if (NO_FUNCTIONS.test(own)) continue;
    found = own === '' || own === 'function' || own === 'async' ? { body } : { name: own, body };
  }
  return found;
}

const NO_FUNCTIONS = /^(?:if|for|while|switch|catch|elseif|foreach|with|using)$/;

function isWithin(code: Code, body: number, offset: number): boolean {
  if (body > offset) return false;
  if (/[{([]/.test(code.masked.charAt(body))) return code.partnerOf(body) >= offset;
  return !/[;}\n]/.test(code.masked.slice(body, offset));
}
