/** Calls one after the other: `knex.schema.createTable('users', …)`, `db.schema.alterTable('t').addColumn(…).execute()`. */
import { OPEN_BRACKET, OPEN_PAREN, STRING, TEMPLATE_OPEN, WORD } from '../../parsers/script/codes.ts';
import {
  after,
  codeAt,
  isDot,
  partnerOf,
  skipTypeArguments,
  startOf,
  textOf,
} from '../../parsers/script/walk.ts';
import type { Script } from '../../parsers/script.ts';
import { argumentsOf, type Scope, type Value } from './values.ts';

export interface Link {
  /** "" for what is called or indexed again. */
  readonly name: string;
  readonly token: number;
  /** The parenthesis of the call; -1 where it isn't called. */
  readonly open: number;
  /** The template that it is a tag of; -1 where it is none. */
  readonly template: number;
  /** The last token that belongs to it. */
  readonly last: number;
}

export interface Chain {
  readonly first: number;
  readonly last: number;
  readonly links: readonly Link[];
  readonly scope: Scope;
}

/** The chain that starts with a name or a list. */
export function chainFrom(scope: Scope, first: number): Chain {
  const { script } = scope.code;
  const links: Link[] = [];
  let at = first;
  for (;;) {
    const link = linkAt(script, at);
    links.push(link);
    const next = skipAssertion(script, link.last + 1);
    if (isDot(script, next) && codeAt(script, next + 1) === WORD) at = next + 1;
    else if (codeAt(script, next) === OPEN_PAREN && link.open >= 0) at = next;
    else return { first, last: link.last, links, scope };
  }
}

function linkAt(script: Script, token: number): Link {
  const code = codeAt(script, token);
  if (code === OPEN_PAREN)
    return { name: '', token, open: token, template: -1, last: after(script, token) - 1 };
  if (code === OPEN_BRACKET)
    return { name: '', token, open: -1, template: -1, last: after(script, token) - 1 };
  const name = textOf(script, token);
  const next = skipTypeArguments(script, skipAssertion(script, token + 1));
  const nextCode = codeAt(script, next);
  if (nextCode === OPEN_PAREN)
    return { name, token, open: next, template: -1, last: after(script, next) - 1 };
  const isTag =
    nextCode === TEMPLATE_OPEN ||
    (nextCode === STRING && script.text.charCodeAt(startOf(script, next)) === 96);
  if (isTag) return { name, token, open: -1, template: next, last: after(script, next) - 1 };
  return { name, token, open: -1, template: -1, last: token };
}

function skipAssertion(script: Script, token: number): number {
  return codeAt(script, token) === 33 && isDot(script, token + 1) ? token + 1 : token;
}

/** The chain that an expression is, whole; undefined for anything else. */
export function chainOf(value: Value | undefined): Chain | undefined {
  if (!value) return undefined;
  const { script } = value.scope.code;
  if (codeAt(script, value.first) !== WORD) return undefined;
  const isNew = textOf(script, value.first) === 'new';
  return chainFrom(value.scope, isNew ? value.first + 1 : value.first);
}

export function linkNamed({ links }: Chain, name: string): Link | undefined {
  return links.find((link) => link.name === name);
}

export function argumentsOfLink({ scope }: Chain, link: Link): Value[] {
  return link.open < 0 ? [] : argumentsOf(scope, link.open);
}

export function templateOfLink({ scope }: Chain, link: Link): Value | undefined {
  if (link.template < 0) return undefined;
  const partner = partnerOf(scope.code.script, link.template);
  return { first: link.template, last: partner > link.template ? partner : link.template, scope };
}
