import { entriesOf, nodeAt, scalarOf, textOf, type TreeNode, type TreeScalar } from '../../parsers/tree.ts';
import { readCloudParts } from './cloudParts.ts';
import { cloudFormationReading } from './cloudFormationValues.ts';
import { lineSpan, type WebCollector } from './collector.ts';
import type { Reading } from './treeValues.ts';
import type { Handler } from '../types.ts';

/** Reads a template, or the part of another file that is one. */
export function readTemplate(collector: WebCollector, root: TreeNode | undefined, outer?: Reading): void {
  const reading = cloudFormationReading(collector.document, root, outer);
  const authorizer = defaultAuthorizer(root);
  for (const { key, value } of entriesOf(nodeAt(root, 'Globals')))
    readCloudParts(collector, reading, value, `Globals.${key.text}`);
  for (const { value } of entriesOf(nodeAt(root, 'Resources'))) {
    const type = textOf(nodeAt(value, 'Type')) ?? '';
    const properties = nodeAt(value, 'Properties');
    readCloudParts(collector, reading, properties, type);
    if (type === 'AWS::Serverless::Function') readEvents(collector, properties, authorizer);
  }
}

/** `Auth: DefaultAuthorizer: X`: what stands before all routes, where the template has one API alone. */
function defaultAuthorizer(root: TreeNode | undefined): TreeScalar | undefined {
  const apis = entriesOf(nodeAt(root, 'Resources'))
    .map(({ value }) => value)
    .filter((value) => /^AWS::Serverless::(?:Api|HttpApi)$/.test(textOf(nodeAt(value, 'Type')) ?? ''))
    .map((value) => nodeAt(value, 'Properties'));
  const owners = [...apis, nodeAt(root, 'Globals', 'Api'), nodeAt(root, 'Globals', 'HttpApi')];
  const [found] = owners.flatMap((owner) => scalarOf(nodeAt(owner, 'Auth', 'DefaultAuthorizer')) ?? []);
  return apis.length <= 1 ? found : undefined;
}

/** `Events: X: {Type: Api, Properties: {Path, Method, Auth}}`. */
function readEvents(
  collector: WebCollector,
  properties: TreeNode | undefined,
  authorizer: TreeScalar | undefined,
): void {
  for (const { value } of entriesOf(nodeAt(properties, 'Events'))) {
    if (!/^(?:Api|HttpApi)$/.test(textOf(nodeAt(value, 'Type')) ?? '')) continue;
    const path = scalarOf(nodeAt(value, 'Properties', 'Path'));
    if (!path) continue;
    const guard = scalarOf(nodeAt(value, 'Properties', 'Auth', 'Authorizer')) ?? authorizer;
    collector.handler({
      ...handlerOf(collector, path, path.text, textOf(nodeAt(value, 'Properties', 'Method'))),
      framework: 'SAM function',
      ...(guard &&
        guard.text !== 'NONE' && {
          guarded: { by: guard.text, at: lineSpan(collector.document, guard) },
        }),
    });
  }
}

/** A route that a file of configuration names. */
export function handlerOf(
  collector: WebCollector,
  range: { readonly start: number; readonly end: number },
  path: string,
  method: string | undefined,
): Handler {
  const isAny = method === undefined || /^(?:any|\*|x-amazon-apigateway-any-method)$/i.test(method);
  return {
    at: lineSpan(collector.document, range),
    start: range.start,
    end: range.end,
    framework: '',
    path: path.startsWith('/') ? path : `/${path}`,
    syntax: 'route',
    ...(!isAny && { methods: [method.toUpperCase()] }),
    kind: 'api',
    ownHost: true,
    reads: [],
  };
}
