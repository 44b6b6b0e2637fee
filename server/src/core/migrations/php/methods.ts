import type { TextRange } from '../../finding.ts';
import type { Tokens } from '../code/tokens.ts';
import type { Method } from '../code/walking.ts';
import { bind, valueIn } from '../code/values.ts';

export interface MigrationClass {
  readonly methods: ReadonlyMap<string, Method>;
  /** `$withinTransaction = false` */
  readonly withoutTransaction?: TextRange;
  /** The text stops inside of it. */
  readonly broken: boolean;
}

/** The methods of the class that a file of Laravel's migrations holds. */
export function migrationClass(tokens: Tokens): MigrationClass {
  const { list } = tokens;
  const methods = new Map<string, Method>();
  let withoutTransaction: TextRange | undefined;
  let broken = false;
  for (const [index, token] of list.entries()) {
    if (token.kind !== 'word') continue;
    if (list[index + 1]?.text === '=' && isMember(list, index)) noteMember(tokens, index);
    if (token.text === 'function') {
      const method = methodAt(list, index);
      if (method && !methods.has(method.name)) methods.set(method.name, method);
      broken ||= method !== undefined && method.body.to === list.length;
    } else if (token.text === '$withinTransaction' && list[index + 2]?.text === 'false')
      withoutTransaction = { start: token.start, end: list[index + 2]?.end ?? token.end };
  }
  return { methods, broken, ...(withoutTransaction && { withoutTransaction }) };
}

/** `private const TABLES =`, `protected array $tables =` */
function isMember(list: Tokens['list'], index: number): boolean {
  return [list[index - 1], list[index - 2]].some(
    (token) => token?.kind === 'word' && /^(?:const|private|protected|public|static|var)$/.test(token.text),
  );
}

function noteMember(tokens: Tokens, index: number): void {
  const { list } = tokens;
  const first = list[index + 2];
  if (!first) return;
  const to = (first.partner > index ? first.partner : index + 2) + 1;
  bind(tokens, (list[index]?.text ?? '').replace(/^\$/, ''), valueIn(tokens, { from: index + 2, to }));
}

function methodAt(list: Tokens['list'], index: number): Method | undefined {
  const [first, name, open] = [list[index], list[index + 1], list[index + 2]];
  if (!first || name?.kind !== 'word' || open?.text !== '(' || open.partner < 0) return undefined;
  let at = open.partner + 1;
  while (at < open.partner + 8 && list[at] && list[at]?.text !== '{' && list[at]?.kind !== 'line') at++;
  const brace = list[at];
  if (brace?.text !== '{') return undefined;
  const to = brace.partner > at ? brace.partner : list.length;
  return { name: name.text, at: { start: first.start, end: name.end }, body: { from: at + 1, to } };
}
