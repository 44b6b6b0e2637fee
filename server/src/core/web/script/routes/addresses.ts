/** The paths that routes are registered at. */
import {
  COLON,
  OPEN_BRACKET,
  OPEN_PAREN,
  REGEX,
  STRING,
  TEMPLATE_OPEN,
  WORD,
} from '../../../parsers/script/codes.ts';
import { codeAt, endOf, partnerOf, startOf, stringAt, textOf, wordAt } from '../../../parsers/script/walk.ts';
import { isFunctionAt, type Part } from '../module.ts';
import type { ScopeSyntax } from '../../types.ts';
import type { Framework } from './frameworks.ts';
import { argumentsOf, type Call, type ScriptFile } from '../scriptFile.ts';

export interface Address {
  readonly path: string;
  readonly syntax: ScopeSyntax;
  readonly token: number;
}

/** Middleware counts for everything below its path. */
export function asPrefix(address: Address): Address {
  if (address.syntax === 'regex') return address;
  const path = address.path.replace(/\/?\*+$/, '');
  return path === '' || path === '/'
    ? { ...address, path: '/', syntax: 'all' }
    : { ...address, path, syntax: 'prefix' };
}

/** The path that an argument is; `isOptional` where something else may stand there. */
export function addressAt(
  file: ScriptFile,
  part: Part | undefined,
  framework: Framework,
  isOptional = false,
): Address | undefined {
  if (!part) return undefined;
  const { script } = file;
  const code = codeAt(script, part.first);
  if (code === STRING && part.first === part.last) {
    const text = stringAt(script, part.first) ?? '';
    if (/^[/*]/.test(text) || text === '') return textAddress(file, part.first);
    return framework.hasBarePaths ? textAddress(file, part.first) : undefined;
  }
  if (code === REGEX)
    return {
      path: textOf(script, part.first).replace(/^\/|\/[a-z]*$/g, ''),
      syntax: 'regex',
      token: part.first,
    };
  if (code === OPEN_BRACKET) {
    const first = argumentsOf(script, part.first)[0];
    return first &&
      (stringAt(script, first.first)?.startsWith('/') === true || codeAt(script, first.first) === REGEX)
      ? addressAt(file, first, framework)
      : undefined;
  }
  if (code === TEMPLATE_OPEN) return templateAddress(file, part.first);
  if (isFunctionAt(script, part.first)) return undefined;
  if (isOptional && code === WORD) {
    if (!/path|prefix|url|base|route/i.test(textOf(script, part.last)) || codeAt(script, part.last) !== WORD)
      return undefined;
  }
  const value = file.value(part.first, part.last);
  return value.kind === 'text' && value.text.startsWith('/')
    ? { path: value.text, syntax: 'route', token: part.first }
    : undefined;
}

export function textAddress(file: ScriptFile, token: number): Address {
  const path = stringAt(file.script, token) ?? '';
  return path === '*' || path === '/*'
    ? { path: '/', syntax: 'all', token }
    : { path, syntax: 'route', token };
}

/** `${base}/users/:id`: what is not known stands for one part. */
function templateAddress({ script }: ScriptFile, open: number): Address | undefined {
  const close = partnerOf(script, open);
  const text = script.text.slice(startOf(script, open) + 1, endOf(script, close) - 1);
  if (text.length > 200) return undefined;
  const path = text.replace(/^\$\{[^{}]{0,80}\}(?=\/)/, '').replace(/\$\{[^{}]{0,80}\}/g, ':part');
  return path.startsWith('/') ? { path, syntax: 'route', token: open } : undefined;
}

/** `new Hono().basePath('/api')`, `new Router({ prefix: '/users' })`: what all paths of a router begin with. */
export function prefixed(file: ScriptFile, address: Address, call: Call): Address {
  if (address.syntax === 'regex' || address.syntax === 'all') return address;
  const prefix = prefixOf(file, call);
  return prefix === '' ? address : { ...address, path: joinedPath(prefix, address.path) };
}

export function joinedPath(prefix: string, path: string): string {
  return path === '/' ? prefix : `${prefix}${path.replace(/^(?!\/)/, '/')}`;
}

function prefixOf(file: ScriptFile, call: Call): string {
  const { script } = file;
  const root = (call.path[0] ?? '').replace('()', '');
  const declared = file.module.locals.get(root);
  const from = declared ? declared.first : call.path[0]?.endsWith('()') === true ? call.first : -1;
  const to = declared ? declared.last : call.token;
  if (from < 0) return '';
  for (let at = from; at < to && at < from + 60; at++) {
    const word = wordAt(script, at);
    const isPrefix =
      (word === 'prefix' && codeAt(script, at + 1) === COLON) ||
      (word === 'basePath' && codeAt(script, at + 1) === OPEN_PAREN);
    const text = isPrefix ? stringAt(script, at + 2) : undefined;
    if (text !== undefined) return text === '/' ? '' : text.replace(/\/$/, '');
  }
  return '';
}
