import { entriesOf, nodeAt, textOf, type TreeNode } from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import type { Dialect } from '../operation.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed, dialectOfUrl, timeoutsIn } from '../settings/databases.ts';

/** config/database.yml: guides.rubyonrails.org/configuring.html#configuring-a-database. What production has comes first. */
export default {
  languages: ['yaml', 'text'],
  triggers: [],
  reads: isConfig,
  read(document) {
    if (document.text.length > 200_000) return undefined;
    // Tags of ERB would make it no YAML.
    const root = parseYaml(document.text.replaceAll(/<%[^\n]*?%>/g, (tag) => '_'.repeat(tag.length)))
      .roots[0];
    const parts = [nodeAt(root, 'production'), nodeAt(root, 'default'), nodeAt(root, 'development'), root];
    const dialect = first(parts, dialectIn);
    const timeouts = first(parts.slice(0, 2), timeoutsOf) ?? [];
    return {
      settings: [{ tool: 'rails', ...(dialect && { dialect }), ...(timeouts.length > 0 && { timeouts }) }],
    };
  },
} satisfies MigrationReader;

function isConfig(path: string): boolean {
  return /(?:^|\/)config\/database(?:\.[\w-]+)?\.ya?ml(?:\.(?:example|sample|erb|postgresql))?$/.test(path);
}

function first<T>(
  parts: readonly (TreeNode | undefined)[],
  ask: (part: TreeNode | undefined) => T | undefined,
): T | undefined {
  for (const part of parts) {
    const answer = ask(part);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** Of an environment with several databases, what its first one has. */
function databasesIn(part: TreeNode | undefined): readonly (TreeNode | undefined)[] {
  return [part, ...entriesOf(part).flatMap(({ value }) => (value?.kind === 'map' ? [value] : []))];
}

function dialectIn(part: TreeNode | undefined): Dialect | undefined {
  for (const database of databasesIn(part)) {
    const adapter = textOf(nodeAt(database, 'adapter')) ?? '';
    const dialect = dialectNamed(adapter) ?? dialectOfUrl(textOf(nodeAt(database, 'url')) ?? '');
    if (dialect) return dialect;
  }
  return undefined;
}

function timeoutsOf(
  part: TreeNode | undefined,
): readonly ('lock_timeout' | 'statement_timeout')[] | undefined {
  const variables = nodeAt(part, 'variables');
  if (!variables) return undefined;
  const text = entriesOf(variables)
    .map(({ key, value }) => `${key.text}=${textOf(value) ?? ''}`)
    .join('\n');
  return timeoutsIn(text);
}
