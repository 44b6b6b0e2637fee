import type { Inventory, InventoryPackage, InventoryVariable } from '../env/inventory.ts';
import { printable } from '../printable.ts';
import { TOOL_NAME } from '../product.ts';
import { PLAIN, type Paint } from './text.ts';

/** The inventory for other programs, one object, schema version 1. */
export function inventoryAsJson(
  inventory: Inventory,
  { version, root }: { version: string; root: string },
): string {
  const report = { schemaVersion: 1, tool: { name: TOOL_NAME, version }, root, ...inventory };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The inventory for a terminal. */
export function inventoryAsText({ packages }: Inventory, paint: Paint = PLAIN): string {
  if (packages.length === 0) return `${NONE}\n`;
  return packages.map((one) => packageAsText(one, paint)).join('\n');
}

const NONE = 'No environment variables were found: neither in code nor in env files.';

function packageAsText(one: InventoryPackage, paint: Paint): string {
  const width = one.variables.reduce((most, { name }) => Math.min(48, Math.max(most, name.length)), 8);
  const numbers = one.environments.map((_, at) => `${at + 1}`.padStart(2)).join(' ');
  const legend = one.environments.map(({ name }, at) => `  ${`${at + 1}`.padStart(2)} ${printable(name)}`);
  const lines = one.variables.map((variable) => {
    const marks = one.environments
      .map(({ id }) => ` ${MARKS[variable.environments[id] ?? 'missing']}`)
      .join(' ');
    const said = [
      printable(variable.name).padEnd(width),
      NEEDED[variable.need].padEnd(8),
      variable.visibility.padEnd(6),
      marks,
      ` ${printable(noteOf(variable))}`,
    ];
    const line = `  ${said.join('  ').trimEnd()}`;
    return isTrouble(variable)
      ? paint('yellow', line)
      : variable.need === 'unread'
        ? paint('dim', line)
        : line;
  });
  const head = `  ${''.padEnd(width)}  ${''.padEnd(8)}  ${''.padEnd(6)}  ${numbers}`.trimEnd();
  return [
    paint('bold', printable(titleOf(one))),
    ...legend.map((line) => paint('dim', line)),
    ...(one.environments.length > 0 ? [paint('dim', head)] : []),
    ...lines,
    paint('dim', `  ${LEGEND}`),
    '',
  ].join('\n');
}

const NEEDED = { required: 'required', optional: 'optional', unread: 'not read' } as const;
const MARKS = { present: '✔', inherited: '↑', empty: '○', placeholder: '?', missing: '·' } as const;
const LEGEND = '✔ set  ↑ set for all environments  ○ empty  ? placeholder  · missing';

const STATES = {
  present: 'set',
  inherited: 'set (shared)',
  empty: 'empty',
  placeholder: 'placeholder',
  missing: '–',
} as const;

function titleOf({ folder, name, frameworks, variables }: InventoryPackage): string {
  const where = folder === '' ? (name ?? 'This folder') : folder;
  const what = frameworks.length > 0 ? ` (${frameworks.slice(0, 3).join(', ')})` : '';
  return `${where}${what}: ${variables.length} ${variables.length === 1 ? 'variable' : 'variables'}`;
}

/** Required, and neither declared anywhere nor set by the platform. */
function isTrouble({ need, declaredAt, suppliedBy }: InventoryVariable): boolean {
  return need === 'required' && declaredAt.length === 0 && suppliedBy === undefined;
}

function noteOf(variable: InventoryVariable): string {
  const { suppliedBy, readBy, defaultAt, usedAt } = variable;
  const [first] = usedAt;
  const used = first
    ? `${first.file}:${first.line}${usedAt.length > 1 ? ` and ${usedAt.length - 1} more` : ''}`
    : '';
  return [
    used,
    suppliedBy === undefined ? '' : `set by ${suppliedBy}`,
    readBy === undefined ? '' : `read by ${readBy}`,
    defaultAt ? `default in ${defaultAt.file}:${defaultAt.line}` : '',
    isTrouble(variable) ? 'declared nowhere' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The inventory as a document to keep beside the code or to hand over. */
export function inventoryAsMarkdown({ packages }: Inventory): string {
  const sections = packages.map((one) => {
    const columns = [
      'Variable',
      'Needed',
      'Kind',
      'Used in',
      'Default',
      ...one.environments.map(({ name }) => name),
    ];
    const rows = one.variables.map((variable) => [
      `\`${variable.name}\``,
      variable.need === 'unread' ? 'not read' : variable.need,
      variable.visibility,
      usedIn(variable),
      variable.defaultAt ? `${variable.defaultAt.file}:${variable.defaultAt.line}` : '',
      ...one.environments.map(({ id }) => STATES[variable.environments[id] ?? 'missing']),
    ]);
    return [
      `## ${cell(titleOf(one))}`,
      '',
      `| ${columns.map(cell).join(' | ')} |`,
      `|${columns.map(() => ' --- ').join('|')}|`,
      ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
      '',
    ].join('\n');
  });
  return ['# Environment variables', '', ...(sections.length > 0 ? sections : [NONE, ''])].join('\n');
}

const SHOWN = 3;

function usedIn({ usedAt, suppliedBy, readBy }: InventoryVariable): string {
  const files = [...new Set(usedAt.map(({ file }) => file))];
  const shown = files.slice(0, SHOWN);
  const more = files.length > SHOWN ? [`${files.length - SHOWN} more`] : [];
  const others = [readBy, suppliedBy === undefined ? undefined : `set by ${suppliedBy}`].filter(
    (word) => word !== undefined,
  );
  return [...shown, ...more, ...others].join(', ');
}

/** Names come from files, which may try to write markup into what we make. */
function cell(text: string): string {
  return printable(text)
    .replaceAll(/[\\|<>[\]*_]/g, '\\$&')
    .replaceAll(/\\_/g, '_');
}
