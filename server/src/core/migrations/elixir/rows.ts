/** What Ecto's queries do to rows. */
import type { Span } from '../../span.ts';
import { expressionOf } from '../code/build.ts';
import { chainOfValue, type Chain, type Link } from '../code/chains.ts';
import type { Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { textOf } from '../code/values.ts';
import { UNKNOWN_NAME, type Operation } from '../operation.ts';

const ROWS = {
  update_all: 'update',
  delete_all: 'delete',
  insert_all: 'insert',
  'insert_all!': 'insert',
} as const;

/** `repo().update_all(query, set: [x: 1])`, `from(u in "users") |> repo().delete_all()` */
export function rowOperations(
  tokens: Tokens,
  { links, part }: Chain,
  at: Span,
): readonly Operation[] | undefined {
  const call = links.find(({ name }) => Object.hasOwn(ROWS, name));
  if (!call) return undefined;
  const kind = ROWS[call.name as keyof typeof ROWS];
  const table = tableIn(tokens, part, call);
  if (kind === 'insert') return [{ kind, at, table }];
  const where = links.find(({ name, options }) => name === 'where' || options.has('where'));
  const inner = chainOfValue(tokens, call.plain[0])?.links.find(
    ({ name, options }) => name === 'where' || options.has('where'),
  );
  const condition = where ?? inner;
  const more = condition && { where: expressionOf(tokens.document, condition, 'constant') };
  if (kind === 'delete') return [{ kind, at, table, ...more }];
  const set =
    call.options.get('set') ?? call.plain.find(({ entries }) => entries.has('set'))?.entries.get('set');
  return [{ kind, at, table, columns: [...(set?.entries.keys() ?? [])], ...more }];
}

/** The first string in a query is the table: `from(u in "users")`. */
function tableIn({ list }: Tokens, { from, to }: Part, call: Link): string {
  const first = textOf(call.plain[0]);
  if (first !== undefined) return first;
  for (let at = from; at < to; at++) {
    const token = list[at];
    if (token?.kind === 'string' && /^\w+$/.test(token.text)) return token.text;
  }
  return UNKNOWN_NAME;
}
