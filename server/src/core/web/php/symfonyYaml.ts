/** Symfony's configuration: nelmio_cors, access_control. */
import type { Document } from '../../source.ts';
import { yamlValue } from '../backend/yamlValue.ts';
import { spanOf } from '../../span.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { entriesOf, nodeAt, type TreeEntry, type TreeNode, type TreeScalar } from '../../parsers/tree.ts';
import type { CorsSetting, Guard, Scope, WebFacts } from '../types.ts';
import type { MapEntry, Value } from '../values.ts';

export function readSymfonyYaml(document: Document): WebFacts | undefined {
  const cors: CorsSetting[] = [];
  const guards: Guard[] = [];
  for (const root of document.parsed(parseYaml).roots) {
    const stages = entriesOf(root).filter(({ key }) => key.text.startsWith('when@'));
    for (const top of [root, ...stages.map(({ value }) => value)]) {
      const nelmio = entriesOf(top).find(({ key }) => key.text === 'nelmio_cors');
      if (nelmio) readNelmio(document, nelmio, cors);
      readAccessControl(
        document,
        nodeAt(top, 'security', 'access_control') ??
          (top === root ? nodeAt(top, 'access_control') : undefined),
        guards,
      );
    }
  }
  if (cors.length === 0 && guards.length === 0) return undefined;
  return { ...(cors.length > 0 && { cors }), ...(guards.length > 0 && { guards }) };
}

const OPTIONS =
  /^(?:allow_origin|origin_regex|allow_credentials|allow_methods|allow_headers|expose_headers|max_age|allow_private_network)$/;

/** Each path has the defaults, and what it says itself. */
function readNelmio(document: Document, nelmio: TreeEntry, cors: CorsSetting[]): void {
  const defaults = entriesOf(nodeAt(nelmio.value, 'defaults'));
  const paths = entriesOf(nodeAt(nelmio.value, 'paths'));
  const optionsOf = (entries: readonly TreeEntry[], place: TreeScalar): Value => ({
    kind: 'map',
    entries: entries.flatMap(({ key, value }): MapEntry[] =>
      value && OPTIONS.test(key.text)
        ? [{ key: key.text, keyAt: spanOf(document, key.start, key.end), value: yamlValue(document, value) }]
        : [],
    ),
    open: false,
    at: spanOf(document, place.start, place.end),
  });
  for (const { key, value } of paths) {
    const own = entriesOf(value);
    const names = new Set(own.map((entry) => entry.key.text));
    const at = spanOf(document, key.start, key.end);
    const merged = [...defaults.filter((entry) => !names.has(entry.key.text)), ...own];
    cors.push({
      library: 'nelmio',
      at,
      options: optionsOf(merged, key),
      scope: key.text === '^/' ? { syntax: 'all' } : { pattern: key.text, syntax: 'regex', at },
    });
  }
  // What no path means has the defaults.
  if (defaults.length > 0 && !paths.some(({ key }) => key.text === '^/'))
    cors.push({
      library: 'nelmio',
      at: spanOf(document, nelmio.key.start, nelmio.key.end),
      options: optionsOf(defaults, nelmio.key),
      scope: { syntax: 'all' },
    });
}

/** `- { path: ^/admin, roles: ROLE_ADMIN }`: the first that fits counts. */
function readAccessControl(document: Document, node: TreeNode | undefined, guards: Guard[]): void {
  if (node?.kind !== 'list') return;
  const open: Scope[] = [];
  for (const item of node.items) {
    const path = entriesOf(item).find(({ key }) => key.text === 'path')?.value;
    const roles = entriesOf(item).find(({ key }) => /^(?:roles?|allow_if)$/.test(key.text))?.value;
    if (path?.kind !== 'scalar' || !roles) continue;
    const words = document.text.slice(roles.start, roles.end);
    const at = spanOf(document, path.start, path.end);
    const scope: Scope = { pattern: path.text, syntax: 'regex', at };
    if (/PUBLIC_ACCESS|IS_AUTHENTICATED_ANONYMOUSLY/.test(words)) open.push(scope);
    else
      guards.push({
        at,
        by: 'access_control',
        scope,
        framework: 'Symfony',
        ...(open.length > 0 && { but: [...open] }),
      });
  }
}
