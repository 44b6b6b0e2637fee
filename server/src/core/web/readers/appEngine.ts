import { itemsOf, nodeAt, scalarOf, textOf, type TreeNode } from '../../parsers/tree.ts';
import { lineSpan, type WebCollector } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { readHeaderMap } from '../manifests/headerLists.ts';
import type { Scope } from '../types.ts';

/** app.yaml of App Engine: headers of static files, how long they are kept, and who may come in. */
export default configurationReader({
  file: /(?:^|\/)app(?:[._-][\w.-]+)?\.ya?ml$/,
  languages: ['yaml'],
  triggers: ['static_dir', 'static_files', 'http_headers', 'default_expiration'],
  confirms: /^handlers:|^default_expiration:/m,
  read(collector, { roots: [root] }) {
    readExpiration(collector, nodeAt(root, 'default_expiration'), { syntax: 'all' }, 'default');
    for (const handler of itemsOf(nodeAt(root, 'handlers'))) readHandler(collector, handler);
  },
});

function readHandler(collector: WebCollector, handler: TreeNode): void {
  const url = scalarOf(nodeAt(handler, 'url'));
  if (!url) return;
  const at = lineSpan(collector.document, url);
  // A folder answers for all paths below; a pattern has to fit from the start to the end.
  const scope: Scope = nodeAt(handler, 'static_dir')
    ? { pattern: url.text, syntax: 'prefix', at }
    : { pattern: `^${url.text}$`, syntax: 'regex', at };
  readHeaderMap(collector, collector, nodeAt(handler, 'http_headers'), {
    setBy: 'app-engine',
    scope,
    group: collector.newGroup(),
  });
  readExpiration(collector, nodeAt(handler, 'expiration'), scope, 'set');
  const login = scalarOf(nodeAt(handler, 'login'));
  if (login && login.text !== 'optional')
    collector.guard({
      at: lineSpan(collector.document, login),
      by: `login: ${login.text}`,
      scope,
      framework: 'App Engine',
    });
}

/** `4d 5h`: App Engine sends `public, max-age`. */
function readExpiration(
  collector: WebCollector,
  node: TreeNode | undefined,
  scope: Scope,
  mode: 'set' | 'default',
): void {
  const text = textOf(node);
  if (!node || text === undefined || !/^(?:\d{1,9}[dhms]\s{0,9}){1,4}$/.test(text)) return;
  const seconds = [...text.matchAll(/(\d+)([dhms])/g)]
    .map(([, count, unit = '']) => Number(count) * (UNITS[unit] ?? 1))
    .reduce((sum, part) => sum + part, 0);
  const at = lineSpan(collector.document, node);
  collector.header(
    { text: 'cache-control', start: node.start, end: node.end },
    { kind: 'text', text: `public, max-age=${seconds}`, at },
    { setBy: 'app-engine', scope, group: collector.newGroup(), mode },
  );
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };
