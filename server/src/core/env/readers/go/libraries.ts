/** Go libraries that join flags, files and variables: viper, koanf, urfave/cli, kingpin. */
import { argumentsAt, endOfBrackets, isInString } from '../../../parsers/code.ts';
import type { Found } from '../../code/codeFacts.ts';
import { codeAfter, codeBefore, contentOf, stringIn } from '../../code/lookups.ts';
import { isName } from '../../code/names.ts';
import type { Need } from '../../types.ts';

/** viper reads any variable with AutomaticEnv, and those that are bound by name. */
export function readViper(found: Found): void {
  const { code } = found;
  const { masked } = code;
  if (!/\b(?:AutomaticEnv|BindEnv|SetEnvPrefix|env\.Provider\w*)\(/.test(masked)) return;
  const prefix = /\.SetEnvPrefix\(\s*["`](\w{1,60})["`]/.exec(masked)?.[1]?.toUpperCase();
  for (const match of masked.matchAll(/\.(AutomaticEnv|BindEnv)\(/g)) {
    const start = match.index + 1;
    const at = { start, end: match.index + match[0].length - 1 };
    if (match[1] === 'AutomaticEnv') found.dynamic(at, prefix === undefined ? '' : `${prefix}_`);
    else bind(found, match.index + match[0].length - 1, prefix);
  }
  // koanf: whatever starts with the prefix.
  for (const match of masked.matchAll(/(?<![\w.])env\.Provider(?:WithValue)?\(\s*(?:["`](\w{0,60})["`])?/g)) {
    found.dynamic({ start: match.index, end: match.index + 12 }, match[1] ?? '');
  }
  if (!/\.AutomaticEnv\(/.test(masked)) return;
  for (const match of masked.matchAll(
    /(?<![\w.])(?:viper|v)\.Get(?:String|Int\d{0,2}|Bool|Duration|Float64|StringSlice|Uint\d{0,2})?\(/g,
  )) {
    if (isInString(code, match.index)) continue;
    const at = stringIn(code, argumentsAt(code, match.index + match[0].length - 1)[0]);
    const name = at && nameOfKey(contentOf(code, at) ?? '', prefix);
    if (at && name !== undefined) found.use({ name, through: 'viper', need: 'optional' }, at);
  }
}

/** `BindEnv("key")` asks for PREFIX_KEY, `BindEnv("key", "A", "B")` for those names. */
function bind(found: Found, open: number, prefix: string | undefined): void {
  const { code } = found;
  const [key, ...names] = argumentsAt(code, open);
  for (const part of names) {
    const at = stringIn(code, part);
    const name = contentOf(code, at);
    if (at && name !== undefined && isName(name))
      found.use({ name, through: 'viper.BindEnv', need: 'optional' }, at);
  }
  if (names.length > 0) return;
  const at = stringIn(code, key);
  const name = at && nameOfKey(contentOf(code, at) ?? '', prefix);
  if (at && name !== undefined) found.use({ name, through: 'viper.BindEnv', need: 'optional' }, at);
}

function nameOfKey(key: string, prefix: string | undefined): string | undefined {
  const name = key.replace(/[.-]/g, '_').toUpperCase();
  if (!isName(name)) return undefined;
  return prefix === undefined ? name : `${prefix}_${name}`;
}

const FLAGS =
  /\b(?:EnvVars\s{0,8}:\s{0,8}\[\]string\{|EnvVars?\s{0,8}:\s{0,8}(?=["`])|cli\.EnvVars\(|\.Envar\(|\.OverrideDefaultFromEnvar\()/g;

/** urfave/cli: `EnvVars: []string{"X"}`; kingpin: `.Envar("X")` */
export function readFlags(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(FLAGS)) {
    if (isInString(code, match.index)) continue;
    const last = match.index + match[0].length - 1;
    const isList = match[0].endsWith('{') || match[0].endsWith('(');
    const literal = isList ? undefined : code.stringAt(last + 1);
    const parts = isList
      ? argumentsAt(code, last)
      : literal
        ? [{ start: literal.start, end: literal.end }]
        : [];
    const end = isList ? endOfBrackets(code, last) : last;
    const round = codeBefore(code, match.index, 400) + codeAfter(code, end, 300);
    const need: Need =
      parts.length === 1 && /\bRequired\s*:\s*true/.test(aroundFlag(round)) ? 'required' : 'optional';
    for (const part of parts) {
      const at = stringIn(code, part);
      for (const name of (contentOf(code, at) ?? '').split(',')) {
        if (at && isName(name.trim())) {
          const start = at.start + (contentOf(code, at) ?? '').indexOf(name.trim());
          found.use({ name: name.trim(), through: 'flag', need }, { start, end: start + name.trim().length });
        }
      }
    }
  }
}

/** Of the text round a flag what is between the braces of its own literal, more or less. */
function aroundFlag(text: string): string {
  return text.slice(
    text.lastIndexOf('Flag{', 400) + 1,
    text.indexOf('Flag{', 400) === -1 ? undefined : text.indexOf('Flag{', 400),
  );
}
