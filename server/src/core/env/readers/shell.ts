import { codeOf } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { describeValue } from '../describeValue.ts';
import { envFileRoleOf } from '../envFileRole.ts';
import { createFound, type Found } from '../code/codeFacts.ts';
import type { EnvReader } from '../reader.ts';
import type { EnvFacts, EnvValue, Need } from '../types.ts';
import { expandedText, isShellName, scriptNames, type ScriptNames } from './shell/names.ts';

const TRIGGERS = ['$', 'export '];

/** Shell scripts: variables that they read and don't set themselves, and env files that they load. */
const shellReader: EnvReader = {
  triggers: TRIGGERS,
  reads: (path, language) => language === 'shell' && envFileRoleOf(path) === undefined,
  read: readShell,
};
export default shellReader;

function readShell(document: Document): EnvFacts | undefined {
  const code = codeOf(document);
  const found = createFound(document, code, { functions: () => [] });
  const text = expandedText(code);
  const script = scriptNames(text);
  readReferences(found, text, script);
  readDeclarations(found, text);
  readLoads(found, text);
  readEnvsubst(found);
  return found.facts();
}

const REFERENCE =
  /\$(?:([A-Za-z_]\w{0,99})|\{([!#]?)([A-Za-z_]\w{0,99})(:?[-=?+]|[%#/^,:@[])?([^{}\n]{0,200})?)/g;

function readReferences(found: Found, text: string, script: ScriptNames): void {
  for (const match of text.matchAll(REFERENCE)) {
    const [all, plain, mark = '', braced, operator = '', rest = ''] = match;
    const name = plain ?? braced ?? '';
    if (!/^[A-Z][A-Z0-9_]*$/.test(name) || name.length < 2 || isShellName(name)) continue;
    if (mark === '!' || isEscaped(text, match.index)) continue;
    const first = script.assigned.get(name);
    const isGivenDefault = /^:?[-=?]$/.test(operator);
    // After the script's own assignment it is the script's own variable.
    if (first !== undefined && (!isGivenDefault || match.index > first.end)) continue;
    const start = match.index + (plain === undefined ? all.indexOf(name, 2) : 1);
    const need = needOf(script, name, operator);
    const fallback = /^:?[-=]$/.test(operator) ? fallbackOf(rest) : undefined;
    const through = plain === undefined && operator !== '' ? `\${${operator}}` : '$';
    found.use({ name, through, need, ...(fallback && { fallback }) }, { start, end: start + name.length });
  }
}

function needOf(script: ScriptNames, name: string, operator: string): Need {
  if (/^:?\?$/.test(operator)) return 'required';
  if (/^:?[-=+]$/.test(operator)) return 'optional';
  const test = script.tests.get(name);
  if (test) return test === 'fatal' ? 'required' : 'optional';
  return script.stopsAtUnset && !script.includesOthers ? 'required' : 'optional';
}

function fallbackOf(text: string): EnvValue {
  const value = text.replace(/^(["'])(.*)\1$/, '$2');
  return /[$`]/.test(value) ? { state: 'reference' } : describeValue(value);
}

function isEscaped(text: string, offset: number): boolean {
  let marks = 0;
  while (text[offset - 1 - marks] === '\\') marks++;
  // `$$NAME` is the process's number with letters behind it; make and compose write a dollar so.
  return marks % 2 === 1 || text[offset - 1] === '$';
}

const EXPORT =
  /(?<=^|[\n;&|({]|\bthen |\bdo |\belse )[ \t]*(?:export|declare -x|typeset -x)[ \t]+(?=[A-Za-z_])([^\n;&|]{1,500})/g;
const PREFIX =
  /(?<=^|[\n;&|({!]|\bthen |\bdo |\belse |\benv |\bexec |\bsudo |\bRUN )[ \t]*((?:[A-Za-z_]\w{0,99}=(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|[^\s"'`;&|()<>]{0,300})[ \t]+){1,20})(?=[A-Za-z_./"$])((?:[\w./$-]{1,80}))/g;
const PAIR = /([A-Za-z_]\w{0,99})=("[^"\n]{0,300}"|'[^'\n]{0,300}'|[^\s"'`;&|()<>]{0,300})/g;

/** `export X=1` for all that follows, `X=1 command` for that command. */
function readDeclarations(found: Found, text: string): void {
  const { document } = found;
  for (const match of text.matchAll(EXPORT)) {
    const list = match.index + match[0].length - (match[1] ?? '').length;
    for (const pair of (match[1] ?? '').matchAll(PAIR)) {
      if (pair.index > 0 && !/\s/.test((match[1] ?? '')[pair.index - 1] ?? ' ')) continue;
      declare(
        found,
        list + pair.index,
        pair[1] ?? '',
        document.text.slice(list + pair.index, list + pair.index + pair[0].length),
      );
    }
  }
  for (const match of text.matchAll(PREFIX)) {
    const [all, pairs = '', command = ''] = match;
    if (/^(?:export|local|readonly|declare)$/.test(command)) continue;
    const start = match.index + all.length - command.length - pairs.length;
    for (const pair of pairs.matchAll(PAIR)) {
      const from = start + pair.index;
      declare(found, from, pair[1] ?? '', document.text.slice(from, from + pair[0].length), command);
    }
  }
}

function declare(found: Found, start: number, name: string, pair: string, scope?: string): void {
  if (isShellName(name)) return;
  const value = pair.slice(name.length + 1).replace(/^(["'])([^]*)\1$/, '$2');
  const described: EnvValue = /^\$\(|`/.test(value)
    ? { state: 'unknown' }
    : /^\$\{?\w+\}?$/.test(value)
      ? { state: 'reference' }
      : /\$/.test(value)
        ? { state: 'unknown' }
        : describeValue(value);
  found.declare(name, { start, end: start + name.length }, described, scope === undefined ? {} : { scope });
}

const LOADS =
  /(?<=^|[\n;&|({]|\bthen |\bdo |\belse )[ \t]*(?:source|\.)[ \t]+["']?([^\s"';&|)]{1,200})|\$\([ \t]*(?:grep|cat|sed|egrep)[ \t]+[^)\n]{0,200}?["']?((?:[\w./${}-]{0,120}\/)?[\w-]{0,40}\.env(?:\.[\w.-]{1,60})?)["']?[ \t]*[|)]/g;

/** `source .env`, `. "$DIR/.env"`, `export $(grep -v '^#' .env | xargs)` */
function readLoads(found: Found, text: string): void {
  const { document } = found;
  for (const match of text.matchAll(LOADS)) {
    const whole = match[1] ?? match[2] ?? '';
    const from = match.index + match[0].lastIndexOf(whole);
    const written = document.text.slice(from, from + whole.length);
    // What stands behind the last variable: "$ROOT/docker/.env" is docker/.env somewhere.
    const lead = /^.*\$(?:\{[^}]*\}|\w+|\([^)]*\))\/?/.exec(written)?.[0].length ?? 0;
    const file = written.slice(lead);
    if (file === '' || envFileRoleOf(file) === undefined) continue;
    found.load(file, { start: from + lead, end: from + written.length }, 'shell');
  }
}

/** `envsubst '${HOST} ${PORT}' < file` */
function readEnvsubst(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(/\benvsubst\s{1,8}(?=['"])/g)) {
    const literal = code.stringAt(match.index + match[0].length);
    if (!literal) continue;
    const content = code.text.slice(literal.content.start, literal.content.end);
    for (const name of content.matchAll(/\$\{?([A-Z][A-Z0-9_]{1,99})/g)) {
      const start = literal.content.start + name.index + name[0].length - (name[1] ?? '').length;
      found.use(
        { name: name[1] ?? '', through: 'envsubst', need: 'optional' },
        { start, end: start + (name[1] ?? '').length },
      );
    }
  }
}
