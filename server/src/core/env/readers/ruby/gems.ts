/** Ruby gems that read variables by methods, and those that load env files: Figaro, dotenv. */
import { lineEndAt } from '../../../lines.ts';
import { endOfBrackets, isInString } from '../../../parsers/code.ts';
import type { Found } from '../../code/codeFacts.ts';
import { codeAfter, contentOf, stringsIn } from '../../code/lookups.ts';
import { isName } from '../../code/names.ts';
import type { Need } from '../../types.ts';

/** Figaro's methods are named as the variables, in small letters. */
export function readFigaro(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(/(?<![\w.])Figaro\.env\.(\w{1,80}[a-z0-9])(!?)(\??)/g)) {
    if (isInString(code, match.index)) continue;
    const [all, method = '', bang] = match;
    const start = match.index + 'Figaro.env.'.length;
    const need: Need = bang === '!' ? 'required' : 'optional';
    if (all.length > 0)
      found.use(
        { name: method.toUpperCase(), through: 'Figaro.env', need },
        { start, end: start + method.length },
      );
  }
  for (const match of code.masked.matchAll(/(?<![\w.])(?:Figaro|Dotenv)\.require_keys\b\s{0,4}(\(?)/g)) {
    const end = match.index + match[0].length;
    const list =
      match[1] === '('
        ? { start: end, end: endOfBrackets(code, end - 1) }
        : { start: end, end: lineEndAt(code.masked, end, 1_000) };
    for (const at of stringsIn(code, list)) {
      const name = contentOf(code, at) ?? '';
      if (isName(name)) found.use({ name, through: 'require_keys', need: 'required' }, at);
    }
    found.validate(match[0].startsWith('Figaro') ? 'figaro' : 'dotenv', { start: match.index, end });
  }
}

/** `Dotenv.load(".env.local", ".env")`, `require "dotenv/load"` */
export function readDotenv(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(
    /(?<![\w.])Dotenv\.(?:load!?|overload!?|overwrite!?|parse)(?![\w?!])\s{0,4}(\(?)/g,
  )) {
    if (isInString(code, match.index)) continue;
    const end = match.index + match[0].length;
    const list =
      match[1] === '('
        ? { start: end, end: endOfBrackets(code, end - 1) }
        : { start: end, end: lineEndAt(code.masked, end, 1_000) };
    const names = stringsIn(code, list).filter(
      (at) => /env/.test(contentOf(code, at) ?? '') && !/#\{/.test(contentOf(code, at) ?? ''),
    );
    if (names.length === 0 && /^\s*[)\n;]|^$/.test(codeAfter(code, end, 2))) {
      found.load('.env', { start: match.index, end: match.index + 'Dotenv.load'.length }, 'ruby');
    }
    for (const at of names) found.load((contentOf(code, at) ?? '').replace(/^\//, ''), at, 'ruby');
  }
  for (const match of code.text.matchAll(/(?:^|\n)[ \t]*require ["']dotenv\/load["']/g)) {
    const start = match.index + match[0].indexOf('dotenv/load');
    found.load('.env', { start, end: start + 'dotenv/load'.length }, 'ruby');
  }
}
