import {
  entriesOf,
  itemsOf,
  nodeAt,
  scalarOf,
  textOf,
  type TreeEntry,
  type TreeNode,
  type TreeScalar,
} from '../../parsers/tree.ts';
import { handlerOf, readTemplate } from '../manifests/cloudFormation.ts';
import { lineSpan, type WebCollector } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { serverlessReading } from '../manifests/serverlessValues.ts';
import { valueOf, type Reading } from '../manifests/treeValues.ts';
import type { Scope } from '../types.ts';

/** The Serverless Framework: the routes of functions, who may call them, and their CORS. */
export default configurationReader({
  file: /(?:^|\/)serverless(?:[._-][\w.-]*)?\.ya?ml$/,
  languages: ['yaml'],
  read(collector, { roots: [root] }) {
    const reading = serverlessReading(collector.document, root);
    readCors(collector, reading, nodeAt(root, 'provider', 'httpApi'), { syntax: 'all' });
    const functions = nodeAt(root, 'functions');
    for (const group of functions?.kind === 'list' ? functions.items : [functions])
      for (const { key, value } of entriesOf(group)) readFunction(collector, reading, key, value);
    const resources = nodeAt(root, 'resources');
    for (const part of resources?.kind === 'list' ? resources.items : [resources])
      readTemplate(collector, part, reading);
  },
});

function readFunction(
  collector: WebCollector,
  reading: Reading,
  name: TreeScalar,
  node: TreeNode | undefined,
): void {
  for (const event of itemsOf(nodeAt(node, 'events')))
    for (const { key, value } of entriesOf(event))
      if (/^(?:http|httpApi)$/.test(key.text) && value) readEvent(collector, reading, value);
  const url = entriesOf(node).find(({ key }) => key.text === 'url');
  if (!url?.value || textOf(url.value) === 'false') return;
  readCors(collector, reading, url.value, { syntax: 'all' });
  const isGuarded = textOf(nodeAt(url.value, 'authorizer')) === 'aws_iam';
  collector.handler({
    at: lineSpan(collector.document, name),
    start: name.start,
    end: node?.end ?? name.end,
    framework: 'Lambda function URL',
    kind: 'api',
    ownHost: true,
    reads: [],
    ...(isGuarded && { guarded: { by: 'aws_iam', at: lineSpan(collector.document, url.key) } }),
  });
}

/** `{path, method, cors, authorizer}`, or `GET /path`. */
function readEvent(collector: WebCollector, reading: Reading, node: TreeNode): void {
  if (node.kind === 'scalar') {
    const [, method, path] = /^(\w+|\*)\s+(\S+)$/.exec(node.text) ?? [];
    if (path !== undefined)
      collector.handler({ ...handlerOf(collector, node, path, method), framework: 'Serverless function' });
    return;
  }
  const path = scalarOf(nodeAt(node, 'path'));
  if (!path) return;
  const method = textOf(nodeAt(node, 'method'));
  const authorizer = entriesOf(node).find(
    ({ key }) => key.text === 'authorizer' || key.text === 'authorizers',
  );
  const handler = handlerOf(collector, path, path.text, method);
  collector.handler({
    ...handler,
    framework: 'Serverless function',
    ...(authorizer?.value && {
      guarded: { by: authorizerNamed(authorizer), at: lineSpan(collector.document, authorizer.key) },
    }),
  });
  readCors(collector, reading, node, {
    pattern: handler.path ?? '',
    syntax: 'route',
    at: handler.at,
    ...(handler.methods && { methods: handler.methods }),
  });
}

function authorizerNamed({ key, value }: TreeEntry): string {
  return textOf(value) ?? textOf(nodeAt(value, 'name')) ?? key.text;
}

/** `cors: true` is every origin; `cors: false` none. */
function readCors(collector: WebCollector, reading: Reading, node: TreeNode | undefined, scope: Scope): void {
  const entry = entriesOf(node).find(({ key }) => key.text === 'cors');
  if (!entry?.value) return;
  const given = valueOf(reading, entry.value);
  if (given.kind === 'flag' && !given.value) return;
  const at = lineSpan(collector.document, entry.key);
  const options = given.kind === 'flag' ? ({ kind: 'nothing', at: given.at } as const) : given;
  collector.cors({ library: 'serverless', at, options, scope });
}
