/** The classes and methods of a file with migrations. */
import { tableOfModel } from '../reading/inflections.ts';
import type { TextRange } from '../../finding.ts';
import { statementsIn, type Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import type { Method } from '../code/walking.ts';
import { bind, valueIn } from '../code/values.ts';

export interface MigrationClass {
  /** 701 of `Migration[7.1]`; 402 where none is written. */
  readonly version: number;
  readonly methods: ReadonlyMap<string, Method>;
  readonly models: ReadonlyMap<string, string>;
  /** `disable_ddl_transaction!` */
  readonly withoutTransaction?: TextRange;
  readonly broken: boolean;
}

interface Building {
  version: number | undefined;
  readonly methods: Map<string, Method>;
  readonly models: Map<string, string>;
  withoutTransaction: TextRange | undefined;
  broken: boolean;
}

/** Undefined where no class is a migration. */
export function migrationClass(tokens: Tokens): MigrationClass | undefined {
  const building: Building = {
    version: undefined,
    methods: new Map(),
    models: new Map(),
    withoutTransaction: undefined,
    broken: false,
  };
  readClasses(tokens, { from: 0, to: tokens.list.length }, building, false, 0);
  const { version, withoutTransaction, ...rest } = building;
  return version === undefined
    ? undefined
    : { ...rest, version, ...(withoutTransaction && { withoutTransaction }) };
}

const MOST_DEPTH = 8;

function readClasses(
  tokens: Tokens,
  part: Part,
  building: Building,
  inMigration: boolean,
  depth: number,
): void {
  if (depth > MOST_DEPTH) return;
  const { list } = tokens;
  for (const statement of statementsIn(tokens, part)) {
    const first = list[statement.from];
    if (first?.kind !== 'word') continue;
    if (first.text === 'class' || first.text === 'module')
      readClass(tokens, statement, building, inMigration, depth);
    else if (inMigration) readMember(tokens, statement, building);
  }
}

function readClass(
  tokens: Tokens,
  statement: Part,
  building: Building,
  inMigration: boolean,
  depth: number,
): void {
  const { list } = tokens;
  const first = list[statement.from];
  if (!first) return;
  if (first.partner < 0) building.broken = true;
  const to = first.partner > statement.from ? first.partner : list.length;
  const header = endOfLine(tokens, statement.from, to);
  const text = tokens.code.masked.slice(first.start, list[header]?.start ?? first.end).slice(0, 300);
  const migration =
    /<\s{0,4}(?:::)?(?:ActiveRecord::Migration|\w{0,60}Migration)\s{0,4}(?:\[\s{0,4}(\d{1,2})\.(\d{1,2})\s{0,4}\])?(?![\w:])/.exec(
      text,
    );
  const body = { from: header, to };
  if (first.text === 'class' && migration) {
    building.version ??= migration[1] === undefined ? 402 : Number(migration[1]) * 100 + Number(migration[2]);
    return readClasses(tokens, body, building, true, depth + 1);
  }
  const name = /^class\s{1,4}([\w:]{1,80})/.exec(text)?.[1];
  if (name !== undefined && text.includes('<'))
    building.models.set(name.replace(/^.*::/, ''), tableIn(tokens, body) ?? tableOfModel(name));
  return readClasses(
    tokens,
    body,
    building,
    first.text === 'class' && text.includes('<<') && inMigration,
    depth + 1,
  );
}

/** `self.table_name = "users"` */
function tableIn(tokens: Tokens, body: Part): string | undefined {
  const { list } = tokens;
  for (let at = body.from; at < body.to - 2; at++)
    if (/^table_name$/.test(list[at]?.text ?? '') && list[at + 1]?.text === '=') {
      const value = list[at + 2];
      return value?.kind === 'string' || value?.kind === 'symbol' ? value.text : undefined;
    }
  return undefined;
}

function readMember(tokens: Tokens, statement: Part, building: Building): void {
  const { list } = tokens;
  let at = statement.from;
  while (/^(?:private|protected|private_class_method)$/.test(list[at]?.text ?? '') && at < statement.to) at++;
  const first = list[at];
  if (first?.text === 'def') {
    const isSelf = list[at + 1]?.text === 'self' && list[at + 2]?.text === '.';
    const name = list[isSelf ? at + 3 : at + 1];
    if (!name) return;
    if (first.partner < 0) building.broken = true;
    const to = first.partner > at ? first.partner : list.length;
    const body = { from: endOfLine(tokens, at, to), to };
    building.methods.set(name.text, { name: name.text, at: { start: first.start, end: name.end }, body });
    return;
  }
  if (first?.kind === 'word' && /^[A-Z]/.test(first.text) && list[at + 1]?.text === '=')
    bind(tokens, first.text, valueIn(tokens, { from: at + 2, to: statement.to }));
  if (first?.text === 'disable_ddl_transaction!') building.withoutTransaction = first;
}

/** Index of the token that ends the first line of a `class` or `def`, or of what stands behind the brackets of its parameters. */
function endOfLine({ list }: Tokens, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const token = list[at];
    if (token?.kind === 'line') return at;
    if (token && token.kind === 'open' && token.partner > at && token.partner < to) at = token.partner;
  }
  return to;
}
