/* Questions to libpg-query's tree. */
export type Tree = { readonly [key: string]: unknown };

export function show(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

export const list = (value: unknown): readonly Tree[] => (Array.isArray(value) ? (value as Tree[]) : []);
export const inside = (value: unknown, key: string): Tree =>
  ((value as Tree | undefined)?.[key] ?? {}) as Tree;
export const text = (value: unknown): string => show(inside(value, 'String')['sval'] ?? '');
export const texts = (value: unknown): readonly string[] => list(value).map(text);

export function relation(node: unknown): string {
  const { schemaname, relname } = (node ?? {}) as Tree;
  return schemaname === undefined || schemaname === 'public'
    ? show(relname)
    : `${show(schemaname)}.${show(relname)}`;
}

export function dotted(names: readonly string[]): string {
  const last = names.slice(-2);
  return (last.length === 2 && last[0] === 'public' ? last.slice(1) : last).join('.');
}

export const TYPES: Readonly<Record<string, string>> = {
  int4: 'integer',
  int2: 'smallint',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  varchar: 'character varying',
  bpchar: 'character',
};
export const SERIALS: Readonly<Record<string, string>> = {
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
  smallserial: 'smallint',
  serial2: 'smallint',
};

export function typeLine(node: Tree): { name: string; args: string; array: boolean; serial: boolean } {
  const names = texts(node['names']).filter((name) => name !== 'pg_catalog' && name !== 'public');
  const name = names.join('.');
  const serial = SERIALS[name];
  const numbers = list(node['typmods']).map((modifier) => {
    const constant = inside(modifier, 'A_Const');
    return constant['ival'] === undefined ? undefined : Number((constant['ival'] as Tree)['ival'] ?? 0);
  });
  // INTERVAL's fields are typmods too; CHAR is CHAR(1).
  const args =
    name === 'interval' || (name === 'bpchar' && numbers[0] === 1) || (name === 'bit' && numbers[0] === 1)
      ? []
      : numbers.filter((value) => value !== undefined);
  return {
    name: serial ?? TYPES[name] ?? name,
    args: args.join(),
    array: node['arrayBounds'] !== undefined,
    serial: serial !== undefined,
  };
}

export const ON_DELETE: Readonly<Record<string, string>> = {
  c: 'cascade',
  r: 'restrict',
  n: 'set null',
  d: 'set default',
};

export function reference(node: Tree): string {
  return `-> ${relation(node['pktable'])}(${texts(node['pk_attrs']).join()}) ${ON_DELETE[show(node['fk_del_action'])] ?? ''}`.trim();
}

/** Columns with a named constraint leave it to the table in CREATE TABLE, as ours do. */
export function columnOf(node: Tree, named?: string[]): string {
  const type = node['typeName'] === undefined ? undefined : typeLine(node['typeName'] as Tree);
  const found = new Map<string, string>();
  for (const item of list(node['constraints'])) {
    const constraint = inside(item, 'Constraint');
    const kind = show(constraint['contype']).replace('CONSTR_', '');
    const name = constraint['conname'];
    if (named && name !== undefined && (kind === 'UNIQUE' || kind === 'CHECK' || kind === 'FOREIGN')) {
      named.push(tableConstraint(constraint, show(node['colname'])));
      continue;
    }
    found.set(
      kind,
      kind === 'FOREIGN'
        ? reference(constraint)
        : kind === 'GENERATED'
          ? constraint['generated_kind'] === 'v'
            ? 'virtual'
            : 'stored'
          : 'yes',
    );
  }
  const collation = texts(inside(node, 'collClause')['collname']);
  return [
    node['colname'],
    type &&
      `${type.name}${type.serial ? ' serial' : ''}${type.array ? '[]' : ''}${type.args ? `(${type.args})` : ''}`,
    found.has('NOTNULL') && 'not-null',
    found.has('DEFAULT') && 'default',
    found.get('GENERATED'),
    found.has('IDENTITY') && 'identity',
    found.has('PRIMARY') && 'pk',
    found.has('UNIQUE') && 'unique',
    found.has('CHECK') && 'check',
    found.get('FOREIGN'),
    collation.length > 0 && `collate ${dotted(collation)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

export const CONSTRAINTS: Readonly<Record<string, string>> = {
  CONSTR_PRIMARY: 'primary-key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_FOREIGN: 'foreign-key',
  CONSTR_CHECK: 'check',
  CONSTR_EXCLUSION: 'exclude',
  CONSTR_NOTNULL: 'not-null',
};

export function tableConstraint(node: Tree, column?: string): string {
  const type = CONSTRAINTS[show(node['contype'])] ?? show(node['contype']);
  const columns = column === undefined ? [...texts(node['keys']), ...texts(node['fk_attrs'])] : [column];
  return [
    `[${type}`,
    node['conname'],
    `(${type === 'check' && column === undefined ? '' : columns.join()})`,
    type === 'foreign-key' && reference(node),
    node['indexname'] && `using ${show(node['indexname'])}`,
    node['skip_validation'] && column === undefined && 'not-valid',
    ']',
  ]
    .filter(Boolean)
    .join(' ');
}
