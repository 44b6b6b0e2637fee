/** Ktor: `install(CORS) { … }`, routes, `authenticate { }`. */
import { literalsIn } from '../../env/code/lookups.ts';
import type { TextRange } from '../../finding.ts';
import { argumentsAt, endOfBrackets, isInString, skipBlank } from '../../parsers/code.ts';
import { operandAt } from '../backend/brackets.ts';
import type { Found } from '../backend/found.ts';
import { createOptions, flag, text, type Options } from '../backend/options.ts';
import type { Handler } from '../types.ts';
import type { Value } from '../values.ts';

const STATEMENT =
  /(?<![\w.])(anyHost|allowHost|host|allowOrigins|allowCredentials|allowHeader|header|allowMethod|method|exposeHeader|maxAgeInSeconds|allowHeadersPrefixed|allowNonSimpleContentTypes)\s{0,4}(\(|\{|=(?!=))/g;

export function readKtorCors(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(/\binstall\s{0,4}\(\s{0,4}(CORS)\s{0,4}\)\s{0,20}(\{)?/g)) {
    if (++count > 20) break;
    const start = match.index + match[0].indexOf('CORS');
    const at = { start, end: start + 4 };
    const options = createOptions();
    if (match[2]) readBlock(found, options, match.index + match[0].length - 1);
    found.cors({
      library: 'ktor',
      at,
      options: options.size > 0 ? options.value(found.span(at)) : { kind: 'nothing', at: found.span(at) },
    });
  }
}

function readBlock(found: Found, options: Options, open: number): void {
  const { code } = found;
  const end = endOfBrackets(code, open);
  STATEMENT.lastIndex = open;
  for (
    let match = STATEMENT.exec(code.masked);
    match && match.index < end;
    match = STATEMENT.exec(code.masked)
  ) {
    const name = match[1] ?? '';
    const nameAt = found.span({ start: match.index, end: match.index + name.length });
    const at = match.index + match[0].length - 1;
    if (match[2] === '=') options.set(name, nameAt, found.value(operandAt(code, at + 1)));
    else if (match[2] === '{')
      options.set(name, nameAt, found.value({ start: at, end: endOfBrackets(code, at) + 1 }));
    else if (name === 'anyHost') options.set(name, nameAt, flag(nameAt));
    else if (name === 'allowHost' || name === 'host') options.add('allowHost', nameAt, hostsOf(found, at));
    else
      options.add(
        name,
        nameAt,
        argumentsAt(code, at).map((part) => found.value(part)),
      );
  }
}

/** `allowHost("x.com", schemes = listOf("https"), subDomains = listOf("en"))` */
function hostsOf(found: Found, open: number): Value[] {
  const { code } = found;
  const parts = argumentsAt(code, open);
  const [first] = parts;
  if (!first) return [];
  const host = found.value(first);
  const schemes = parts.find(
    (part, index) =>
      /^schemes\b/.test(code.masked.slice(part.start, part.start + 8)) ||
      (index === 1 && !/^\w+\s{0,4}=/.test(code.masked.slice(part.start, part.start + 40))),
  );
  const given =
    schemes && literalsIn(code, schemes, 4).map(({ content }) => code.text.slice(content.start, content.end));
  if (host.kind !== 'text' || !given || given.length === 0 || host.text === '*') return [host];
  return given.map((scheme) => text(`${scheme}://${host.text}`, host.at));
}

const ROUTE =
  /(?<![\w.])(?:(?:this|\w{1,20}Route|app|routing)\.)?(route|get|post|put|patch|delete|authenticate|options|head)\s{0,4}(?:\(|(?=\{))/g;

interface Block extends TextRange {
  readonly prefix: string;
  readonly guarded?: Handler['guarded'];
}

export function readKtorRoutes(found: Found): void {
  const { code } = found;
  if (
    !/\b(?:routing|Route\.\w{1,60}\s{0,4}\(|Routing\.\w{1,60}\s{0,4}\()\s{0,8}[{)]?/.test(code.masked) ||
    !code.masked.includes('ktor')
  )
    return;
  const blocks: Block[] = [];
  let count = 0;
  for (const match of code.masked.matchAll(ROUTE)) {
    if (++count > 1_000) break;
    if (isInString(code, match.index)) continue;
    const name = match[1] ?? '';
    const open = match.index + match[0].length - 1;
    const hasArguments = code.masked[open] === '(';
    const close = hasArguments ? endOfBrackets(code, open) : match.index + match[0].length - 1;
    const brace = skipBlank(code.masked, hasArguments ? close + 1 : match.index + match[0].length);
    if (code.masked[brace] !== '{') continue;
    const body = { start: brace, end: endOfBrackets(code, brace) + 1 };
    const outer = blocks.findLast(({ start, end }) => start <= match.index && match.index < end);
    const literal = hasArguments ? literalsIn(code, { start: open, end: close }, 1)[0] : undefined;
    const written =
      literal && name !== 'authenticate' ? code.text.slice(literal.content.start, literal.content.end) : '';
    const prefix =
      written === '' ? (outer?.prefix ?? '') : `${outer?.prefix ?? ''}/${written.replace(/^\/|\/$/g, '')}`;
    if (name === 'route') blocks.push({ ...body, prefix, ...(outer?.guarded && { guarded: outer.guarded }) });
    else if (name === 'authenticate')
      blocks.push({
        ...body,
        prefix,
        guarded: {
          by: 'authenticate',
          at: found.span({ start: match.index, end: match.index + name.length }),
        },
      });
    else if (literal || outer) {
      found.handler({
        at:
          literal && literal.content.end > literal.content.start
            ? literal.content
            : { start: match.index, end: match.index + name.length },
        body,
        path: prefix || '/',
        syntax: 'route',
        methods: [name.toUpperCase()],
        framework: 'Ktor route',
        ...(outer?.guarded && { guarded: outer.guarded }),
      });
    }
  }
}
