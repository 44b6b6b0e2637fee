/** Calls, one behind the other: `User.where(…).update_all(…)`, `$table->string('a')->nullable()`, `create index(…)`. */
import type { TextRange } from '../../finding.ts';
import { rangeOf, type Part } from './statements.ts';
import type { Token, Tokens } from './tokens.ts';
import { argumentsIn, NO_OPTIONS, type Arguments, type Value } from './values.ts';

export interface Link extends Arguments, TextRange {
  readonly name: string;
  /** Where the name stands: `start` and `end` are those of the whole link with its arguments and block. */
  readonly nameAt: TextRange;
  readonly hasArguments: boolean;
  readonly block?: Block;
}

interface Block {
  readonly body: Part;
  readonly parameters: readonly string[];
}

export interface Chain extends TextRange {
  readonly links: readonly [Link, ...Link[]];
  /** `if x`, `unless x` behind it. */
  readonly conditional: boolean;
  readonly part: Part;
}

const SEPARATORS = new Set(['.', '&.', '::', '->', '?->', '|>']);
const MODIFIERS = /^(?:if|unless|while|until|rescue)$/;
const JOINED = /^(?:and|or)$/;
const MOST_LINKS = 200;

/** The chain that a statement or an argument starts with; undefined where it starts with something else. */
export function chainIn(tokens: Tokens, part: Part): Chain | undefined {
  const { list } = tokens;
  const from = startOf(tokens, part);
  let at = from;
  const links: Link[] = [];
  while (at < part.to && links.length < MOST_LINKS) {
    const read = readLink(tokens, at, part.to, links.length === 0);
    if (!read) break;
    links.push(read.link);
    at = read.next;
    let next = at;
    while (next < part.to && list[next]?.kind === 'line') next++;
    const separator = list[next];
    if (separator?.kind !== 'op' || !SEPARATORS.has(separator.text)) break;
    at = next + 1;
    while (at < part.to && list[at]?.kind === 'line') at++;
  }
  const [first, ...others] = links;
  if (!first) return undefined;
  const { start } = rangeOf(tokens, { from, to: part.to });
  return {
    links: [first, ...others],
    conditional: isConditional(list[at]) || isConditional(list[part.from]),
    start,
    end: Math.max(first.end, others.at(-1)?.end ?? 0),
    part,
  };
}

function isConditional(token: Token | undefined): boolean {
  return (
    (token?.kind === 'word' && (MODIFIERS.test(token.text) || JOINED.test(token.text))) ||
    (token?.kind === 'op' && (token.text === '&&' || token.text === '||' || token.text === '?'))
  );
}

/** Behind `x =`, `return`, `!`, `new`. */
function startOf({ list }: Tokens, { from, to }: Part): number {
  let at = from;
  for (let index = from; index < Math.min(to, from + 12); index++) {
    const token = list[index];
    if (!token || token.partner > index) break;
    if (token.kind === 'op' && /^(?:=|\|\|=|\+=|\.=|<<)$/.test(token.text)) {
      at = index + 1;
      break;
    }
    if (token.kind === 'op' && !/^(?:\.|->|::|,|@)$/.test(token.text)) break;
  }
  while (at < to && isLead(list[at])) at++;
  return at;
}

function isLead(token: Token | undefined): boolean {
  return (
    token?.kind === 'line' ||
    (token?.kind === 'word' && /^(?:return|new|await|yield)$/.test(token.text)) ||
    (token?.kind === 'op' && /^[!\\&]$/.test(token.text))
  );
}

function readLink(
  tokens: Tokens,
  at: number,
  to: number,
  isFirst: boolean,
): { readonly link: Link; readonly next: number } | undefined {
  const { list, syntax } = tokens;
  const token = list[at];
  if (!token) return undefined;
  if (isFirst && token.kind === 'open' && token.partner > at && token.partner < to)
    return readBracketed(tokens, at, token);
  if (isFirst && (token.kind === 'string' || token.kind === 'symbol')) return readLiteral(tokens, at);
  if (token.kind !== 'word') return undefined;
  let next = at + 1;
  let given: Arguments = { plain: [], options: NO_OPTIONS };
  let hasArguments = false;
  const open = list[next];
  if (
    open?.text === '(' &&
    open.kind === 'open' &&
    next < to &&
    (open.start === token.end || syntax.language === 'php')
  ) {
    const end = open.partner > next && open.partner < to ? open.partner : to;
    given = argumentsIn(tokens, { from: next + 1, to: end });
    hasArguments = true;
    next = Math.min(to, end + 1);
  } else if (syntax.language !== 'php' && next < to && startsArgument(tokens, next)) {
    const end = endOfArguments(tokens, next, to);
    given = argumentsIn(tokens, { from: next, to: end });
    hasArguments = true;
    next = end;
  }
  while (
    list[next]?.text === '[' &&
    list[next]?.start === list[next - 1]?.end &&
    (list[next]?.partner ?? 0) > next
  )
    next = (list[next]?.partner ?? next) + 1;
  const block = next < to ? blockAt(tokens, next, to) : undefined;
  if (block) next = block.next;
  return { link: linkOf(tokens, at, next, given, hasArguments, block?.block), next };
}

/** `"a".b`, `%w[a b].each` */
function readLiteral(tokens: Tokens, at: number): { readonly link: Link; readonly next: number } {
  const { plain } = argumentsIn(tokens, { from: at, to: at + 1 });
  return { link: linkOf(tokens, at, at + 1, { plain, options: NO_OPTIONS }, false), next: at + 1 };
}

/** `(new X)->y()`, `[:a, :b].each` */
function readBracketed(
  tokens: Tokens,
  at: number,
  token: Token,
): { readonly link: Link; readonly next: number } {
  const plain = token.text === '[' ? argumentsIn(tokens, { from: at, to: token.partner + 1 }).plain : [];
  return {
    link: linkOf(tokens, at, token.partner + 1, { plain, options: NO_OPTIONS }, false),
    next: token.partner + 1,
  };
}

function linkOf(
  tokens: Tokens,
  from: number,
  to: number,
  given: Arguments,
  hasArguments: boolean,
  block?: Block,
): Link {
  const token = tokens.list[from];
  const isName = token?.kind === 'word';
  return {
    ...given,
    ...rangeOf(tokens, { from, to }),
    name: isName ? (token?.text ?? '') : '',
    nameAt: { start: token?.start ?? 0, end: token?.end ?? 0 },
    hasArguments,
    ...(block && { block }),
  };
}

/** Whether what stands there is what the word before is given, without brackets. */
function startsArgument({ list }: Tokens, at: number): boolean {
  const token = list[at];
  const before = list[at - 1];
  if (!token || !before || token.start === before.end) return false;
  if (token.kind === 'open') return token.text !== '{';
  if (token.kind === 'word')
    return (
      !MODIFIERS.test(token.text) && !JOINED.test(token.text) && !/^(?:do|then|end|in)$/.test(token.text)
    );
  if (token.kind === 'op')
    return (
      /^(?:->|%|@|\^|&|~)$/.test(token.text) ||
      (/^[-*:]$/.test(token.text) && list[at + 1]?.start === token.end)
    );
  return (
    token.kind === 'string' || token.kind === 'symbol' || token.kind === 'key' || token.kind === 'number'
  );
}

function endOfArguments({ list }: Tokens, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const token = list[at];
    if (!token) return at;
    if (token.kind === 'word' && token.text === 'do') return at;
    if (
      token.kind === 'word' &&
      at > from &&
      (MODIFIERS.test(token.text) || JOINED.test(token.text)) &&
      list[at - 1]?.kind !== 'op'
    )
      return at;
    if (token.kind === 'op' && token.text === '|>') return at;
    if (token.partner > at && token.partner < to) at = token.partner;
  }
  return to;
}

function blockAt(
  tokens: Tokens,
  at: number,
  to: number,
): { readonly block: Block; readonly next: number } | undefined {
  const { list, syntax } = tokens;
  const token = list[at];
  const opens =
    syntax.language !== 'php' &&
    (token?.text === 'do' || (syntax.language === 'ruby' && token?.kind === 'open' && token.text === '{'));
  if (!token || !opens) return undefined;
  const end = token.partner > at && token.partner <= to ? token.partner : to;
  const parameters: string[] = [];
  let from = at + 1;
  if (list[from]?.text === '|') {
    let index = from + 1;
    for (; index < end && list[index]?.text !== '|'; index++)
      if (list[index]?.kind === 'word') parameters.push(list[index]?.text ?? '');
    from = index + 1;
  }
  return { block: { body: { from, to: end }, parameters }, next: Math.min(to, end + 1) };
}

/** The arguments of a call, whose last may be a chain itself. */
export function chainOfValue(tokens: Tokens, value: Value | undefined): Chain | undefined {
  return value && (value.kind === 'code' || value.kind === 'word') ? chainIn(tokens, value.part) : undefined;
}
