import {
  entriesOf,
  itemsOf,
  nodeAt,
  scalarOf,
  textOf,
  type TreeEntry,
  type TreeNode,
} from '../../parsers/tree.ts';
import { lineSpan, type WebCollector } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { corsOptionsOfTexts } from '../manifests/corsOptions.ts';
import { readSnippet } from '../manifests/nginxSnippets.ts';
import { TEMPLATES, type Reading } from '../manifests/treeValues.ts';
import { mapsIn } from '../../parsers/tree.ts';
import type { Scope } from '../types.ts';

/** Annotations of ingress-nginx: CORS, snippets of its configuration, and who may come in. In charts they stand in values. */
export default configurationReader({
  languages: ['yaml', 'json', 'terraform'],
  triggers: ['nginx.ingress.kubernetes.io/'],
  confirms: /nginx\.ingress\.kubernetes\.io\//,
  read(collector, { roots }) {
    const reading: Reading = { document: collector.document, inserts: TEMPLATES };
    const seen = new Set<TreeNode>();
    for (const { map } of mapsIn(roots)) {
      const annotations = nodeAt(map, 'annotations') ?? nodeAt(map, 'metadata', 'annotations');
      // The map above its annotations is met first, and knows the paths.
      if (annotations?.kind !== 'map' || seen.has(annotations)) continue;
      seen.add(annotations);
      readAnnotations(collector, reading, annotations, scopeOf(collector, map));
    }
  },
});

const PREFIX = /^nginx\.ingress\.kubernetes\.io\//;

function readAnnotations(
  collector: WebCollector,
  reading: Reading,
  annotations: TreeNode,
  scope: Scope,
): void {
  const own = entriesOf(annotations).filter(({ key }) => PREFIX.test(key.text));
  const named = (name: string): TreeEntry | undefined =>
    own.find(({ key }) => key.text.replace(PREFIX, '') === name);
  const enabled = named('enable-cors');
  if (enabled && textOf(enabled.value) === 'true') {
    const at = lineSpan(collector.document, enabled.key);
    const options = corsOptionsOfTexts(reading, annotations, /origin$|methods$|headers$/, optionOf);
    collector.cors({ library: 'ingress-nginx', at, options: options ?? { kind: 'nothing', at }, scope });
  }
  for (const name of ['configuration-snippet', 'server-snippet']) {
    const snippet = scalarOf(named(name)?.value);
    // Those of many lines are read wherever they stand in a file (`nginxEmbedded`).
    if (snippet && snippet.style !== 'block')
      readSnippet(collector, snippet, name === 'server-snippet' ? { syntax: 'all' } : scope);
  }
  const guard = named('auth-url') ?? named('auth-type') ?? named('auth-tls-secret');
  if (guard?.value)
    collector.guard({
      at: lineSpan(collector.document, guard.key),
      by: guard.key.text.replace(PREFIX, ''),
      // It is for one host, and which code answers there is not said.
      scope: { ...scope, conditional: true },
      framework: 'ingress-nginx',
    });
}

function optionOf(key: string): string | undefined {
  const name = PREFIX.test(key) ? key.replace(PREFIX, '') : '';
  return name.startsWith('cors-') ? name : undefined;
}

/** The paths of an ingress, where it has one only. */
function scopeOf(collector: WebCollector, root: TreeNode): Scope {
  const paths = itemsOf(nodeAt(root, 'spec', 'rules')).flatMap((rule) =>
    itemsOf(nodeAt(rule, 'http', 'paths')),
  );
  const texts = new Set(paths.map((path) => textOf(nodeAt(path, 'path')) ?? '/'));
  const [text = '/', ...others] = texts;
  const [first] = paths;
  const path = first && nodeAt(first, 'path');
  if (!first || !path || others.length > 0 || text === '/' || text.includes('{{')) return { syntax: 'all' };
  const at = lineSpan(collector.document, path);
  if (textOf(nodeAt(first, 'pathType')) === 'Exact') return { pattern: text, syntax: 'exact', at };
  return /[()*+?[\\|]/.test(text)
    ? { pattern: `^${text}`, syntax: 'regex', at }
    : { pattern: text, syntax: 'prefix', at };
}
