/** Files in which a platform or a container is told what to ask, and what each says. The sources are their makers' pages. */
import { parseJson } from '../../parsers/json.ts';
import { parseToml } from '../../parsers/toml.ts';
import {
  itemsOf,
  mapsIn,
  nodeAt,
  scalarOf,
  textOf,
  type Tree,
  type TreeNode,
  type TreeScalar,
} from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import type { Document, Parser } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { NamedHealthCheck } from './types.ts';

type Manifest = (document: Document) => Iterable<NamedHealthCheck>;

/** What reads a file of this name; undefined: none does. */
export function manifestOf(path: string): Manifest | undefined {
  const lower = path.toLowerCase();
  return MANIFESTS.find(({ file }) => file.test(lower))?.read;
}

const MANIFESTS: readonly { readonly file: RegExp; readonly read: Manifest }[] = [
  // https://render.com/docs/blueprint-spec
  { file: /(?:^|\/)render\.ya?ml$/, read: renderBlueprint },
  // https://docs.railway.com/reference/config-as-code
  { file: /(?:^|\/)railway\.json$/, read: railway(parseJson) },
  { file: /(?:^|\/)railway\.toml$/, read: railway(parseToml) },
  // https://fly.io/docs/reference/configuration/
  { file: /(?:^|\/)fly(?:\.[\w-]+)?\.toml$/, read: flyToml },
  // https://docs.digitalocean.com/products/app-platform/reference/app-spec/
  { file: /(?:^|\/)(?:\.do\/[\w.-]+|app-spec)\.ya?ml$/, read: appSpecification },
  // https://cloud.google.com/appengine/docs/flexible/reference/app-yaml
  { file: /(?:^|\/)app\.ya?ml$/, read: appEngine },
  // https://kamal-deploy.org/docs/configuration/proxy/
  { file: /(?:^|\/)config\/deploy(?:\.[\w-]+)?\.ya?ml$/, read: kamal },
  // https://docs.docker.com/reference/dockerfile/#healthcheck
  { file: /(?:^|\/)(?:dockerfile|containerfile)(?:\.[\w.-]+)?$|\.dockerfile$/, read: dockerfile },
  // https://laravel.com/docs/deployment#the-health-route
  { file: /(?:^|\/)bootstrap\/app\.php$/, read: laravel },
  // https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
  { file: /\.ya?ml$/, read: kubernetes },
];

/** Only web services have an address; private ones and workers have none. */
function* renderBlueprint(document: Document): Generator<NamedHealthCheck> {
  for (const root of document.parsed(parseYaml).roots)
    for (const service of itemsOf(nodeAt(root, 'services')))
      if (textOf(nodeAt(service, 'type')) === 'web')
        yield* check(document, nodeAt(service, 'healthCheckPath'), 'render');
}

function railway(parser: Parser<Tree>): Manifest {
  return function* read(document) {
    const [root] = document.parsed(parser).roots;
    yield* check(document, nodeAt(root, 'deploy', 'healthcheckPath'), 'railway');
  };
}

/** `[[http_service.checks]]`, and `[[services.http_checks]]` of before. */
function* flyToml(document: Document): Generator<NamedHealthCheck> {
  const [root] = document.parsed(parseToml).roots;
  const services = listOf(nodeAt(root, 'services'));
  const checks = [
    ...listOf(nodeAt(root, 'http_service', 'checks')),
    ...services.flatMap((service) => listOf(nodeAt(service, 'http_checks'))),
  ];
  for (const one of checks)
    if ((textOf(nodeAt(one, 'method')) ?? 'get').toLowerCase() === 'get')
      yield* check(document, nodeAt(one, 'path'), 'fly');
}

function* appSpecification(document: Document): Generator<NamedHealthCheck> {
  for (const root of document.parsed(parseYaml).roots)
    for (const service of itemsOf(nodeAt(root, 'services')))
      yield* check(document, nodeAt(service, 'health_check', 'http_path'), 'digital-ocean');
}

function* appEngine(document: Document): Generator<NamedHealthCheck> {
  for (const root of document.parsed(parseYaml).roots) {
    if (textOf(nodeAt(root, 'runtime')) === undefined) continue;
    for (const kind of ['readiness_check', 'liveness_check'])
      yield* check(document, nodeAt(root, kind, 'path'), 'app-engine');
  }
}

function* kamal(document: Document): Generator<NamedHealthCheck> {
  for (const root of document.parsed(parseYaml).roots)
    yield* check(document, nodeAt(root, 'proxy', 'healthcheck', 'path'), 'kamal');
}

/** `HEALTHCHECK CMD curl -f http://localhost:3000/health || exit 1`, on as many lines as it takes. */
function* dockerfile(document: Document): Generator<NamedHealthCheck> {
  const { text } = document;
  for (const { index } of text.matchAll(/^[ \t]*HEALTHCHECK\b/gim)) {
    const url = OWN_URL.exec(instructionAt(text, index));
    const path = url?.[1];
    if (!url || path === undefined) continue;
    const start = index + url.index + url[0].length - path.length;
    yield {
      path,
      at: spanOf(document, start, start + path.length),
      source: 'docker',
      isInternal: true,
    };
  }
}

const OWN_URL =
  /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::[^\s/"'`]{1,40})?(\/[\w\-./~%]*)/i;

/** The line and those that it goes on in. */
function instructionAt(text: string, from: number): string {
  let end = from;
  for (let lines = 0; lines < 20; lines++) {
    const stop = text.indexOf('\n', end);
    if (stop < 0) return text.slice(from);
    if (!/\\\r?$/.test(text.slice(Math.max(from, stop - 2), stop))) return text.slice(from, stop);
    end = stop + 1;
  }
  return text.slice(from, end);
}

function* laravel(document: Document): Generator<NamedHealthCheck> {
  const found = /\bhealth:[ \t]{0,20}(['"])(\/[\w\-./]{0,100})\1/.exec(document.text);
  const path = found?.[2];
  if (!found || path === undefined) return;
  const start = found.index + found[0].length - 1 - path.length;
  yield { path, at: spanOf(document, start, start + path.length), source: 'laravel' };
}

/** What a cluster asks its containers, on ports that may be nobody else's. */
function* kubernetes(document: Document): Generator<NamedHealthCheck> {
  const { roots } = document.parsed(parseYaml);
  if (!roots.some((root) => textOf(nodeAt(root, 'apiVersion')) !== undefined)) return;
  for (const { map } of mapsIn(roots))
    for (const probe of ['readinessProbe', 'livenessProbe', 'startupProbe'])
      for (const found of check(document, nodeAt(map, probe, 'httpGet', 'path'), 'kubernetes'))
        yield { ...found, isInternal: true };
}

function* check(document: Document, node: TreeNode | undefined, source: string): Generator<NamedHealthCheck> {
  const scalar: TreeScalar | undefined = scalarOf(node);
  if (!scalar || scalar.text === '') return;
  // Railway's and Fly's own examples have the path without its slash, too.
  const path = scalar.text.startsWith('/') ? scalar.text : `/${scalar.text}`;
  yield { path, at: spanOf(document, scalar.start, scalar.end), source };
}

/** TOML has one table where another file has several. */
function listOf(node: TreeNode | undefined): readonly TreeNode[] {
  return node?.kind === 'list' ? node.items : node ? [node] : [];
}
