import type { TextRange } from '../finding.ts';
import { lowerNameOf } from '../paths.ts';
import { placeOf } from '../place.ts';
import type { Document, Parser } from '../source.ts';
import { isForDevelopment } from './reach.ts';

/** Files that tell machines what to run: compose files, manifests of Kubernetes, values of Helm charts. */
export type ManifestKind = 'compose' | 'kubernetes' | 'helm';

export function isDeploymentManifest(document: Document): boolean {
  return manifestKindOf(document) !== undefined;
}

export function manifestKindOf(document: Document): ManifestKind | undefined {
  const { path, language } = document;
  if (language !== 'yaml') return undefined;
  const name = lowerNameOf(path);
  if (/compose|(?:^|[._-])stack\./.test(name) || document.parsed(isCompose)) return 'compose';
  if (document.parsed(isKubernetes)) return 'kubernetes';
  return /^values[^/]*\.ya?ml$/.test(name) ? 'helm' : undefined;
}

const isCompose: Parser<boolean> = (text) =>
  /^services:/m.test(text) && /^ {2,8}(?:image|build):/m.test(text);
const isKubernetes: Parser<boolean> = (text) => /^apiVersion:/m.test(text) && /^kind:/m.test(text);

/** Where what a manifest starts will run, as far as one can tell. */
export type Deployment = 'production' | 'unclear' | 'development';

export function deploymentOf(document: Document, kind: ManifestKind): Deployment {
  const path = document.path.toLowerCase();
  if (placeOf(document.path) !== 'product' || isForDevelopment(path)) return 'development';
  if (isForProduction(path)) return 'production';
  if (kind === 'kubernetes') return 'production';
  if (kind === 'helm') return 'unclear';
  return document.parsed(runsForGood) ? 'production' : 'unclear';
}

/** By its name or folder. */
export function isForProduction(path: string): boolean {
  return PRODUCTION.test(path.toLowerCase());
}

const PRODUCTION =
  /(?:^|[/._-])(?:prod(?![_-]?like)|production(?![_-]?like)|deploy|deployment|deployments|release|self-?host|self-?hosted|self-?hosting|hosting|swarm|live)(?:[/._-]|$)/;

/** Says somewhere that it is for production, or answers where browsers ask: a developer's stack comes back after a restart as well. */
export const saysProduction: Parser<boolean> = (text) =>
  /_ENV["']?[ \t]{0,4}[:=][ \t]{0,4}["']?prod|letsencrypt|certresolver|\bacme\b|-[ \t]{0,4}["']?(?:80|443):\d|\bself-?host|\bCHANGE_?ME\b/i.test(
    text,
  );

/** Comes back after a restart of the machine, and starts more than the databases that a developer needs. */
const runsForGood: Parser<boolean> = (text) => {
  if (!/^\s{2,12}restart:\s*["']?(?:always|unless-stopped)/m.test(text)) return false;
  const images = [...text.matchAll(/^\s{2,12}image:\s*["']?([^\s"'#]{1,200})/gm)].map(
    ([, image = '']) => image,
  );
  return /^\s{2,12}build:/m.test(text) || images.some((image) => !INFRASTRUCTURE.test(image));
};

const INFRASTRUCTURE =
  /(?:^|\/)(?:postgres|postgis|pgvector|timescaledb|mysql|mariadb|mongo|redis|valkey|keydb|memcached|rabbitmq|kafka|zookeeper|nats|elasticsearch|opensearch|kibana|clickhouse|clickhouse-server|minio|mc|mailhog|mailpit|maildev|inbucket|adminer|pgadmin4?|phpmyadmin|mongo-express|redis-?insight|localstack|azurite|keycloak|meilisearch|typesense|qdrant|weaviate|traefik|nginx|caddy|busybox|alpine|jaeger|all-in-one|prometheus|grafana|loki|tempo|otel\S*|opentelemetry\S*|stripe-mock|stripe-cli|selenium|chrome|browserless)(?:[:@-]|$)/;

/** Whether the service of a compose file that a value belongs to can be reached from other machines. */
export function isPublished(document: Document, value: TextRange): boolean {
  const block = serviceBlock(document, value.start);
  // The password of a database also stands at the services that use it: the ports there are not its own.
  if (!INFRASTRUCTURE.test(/^\s{2,12}image:\s*["']?([^\s"'#]{1,200})/m.exec(block)?.[1] ?? '')) return false;
  const ports =
    /^(\s{2,12})ports:[ \t]*(?:#[^\n]*)?\n((?:\1[ \t]*-[^\n]*\n?|[ \t]*#[^\n]*\n){1,40})/m.exec(block)?.[2] ??
    '';
  return ports
    .split('\n')
    .some(
      (line) => /-\s*["']?(?:[\d$][^\s"']*:)?\d/.test(line) && !/127\.0\.0\.1|localhost|\[::1\]/.test(line),
    );
}

/** Whether the service of a compose file that a value belongs to says that it runs for a developer. */
export function isOfDevelopment(document: Document, value: TextRange): boolean {
  return STARTED_FOR_DEVELOPMENT.test(serviceBlock(document, value.start));
}

/** Whether some service of it does, and nothing else says production: who mends code in one of them runs all of them himself. */
export const isDevelopersStack: Parser<boolean> = (text) =>
  STARTED_FOR_DEVELOPMENT.test(text) && !saysProduction(text);

const STARTED_FOR_DEVELOPMENT =
  /\b(?:NODE|APP|RAILS|RACK|FLASK|MIX|ASPNETCORE|SPRING|DJANGO)_(?:ENV|ENVIRONMENT)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?:dev|local|test)|\bstart-dev\b|--reload\b|\bmanage\.py[ ",']{1,6}runserver\b|\b(?:npm|pnpm|yarn|bun)[ ",']{1,6}(?:run[ ",']{1,6})?dev\b/i;

/** The lines round an offset that are indented deeper than the name of the service. */
function serviceBlock(document: Document, offset: number): string {
  const { text } = document;
  const lineEnd = document.lineAt(offset).end;
  const limit = 8_000;
  const from = Math.max(0, offset - limit);
  const before = text.slice(from, lineEnd);
  const heads = [...before.matchAll(/^ {2}[\w.-]{1,80}:[ \t]*(?:&[\w-]+[ \t]*)?$/gm)];
  const start = from + (heads.at(-1)?.index ?? 0);
  const rest = text.slice(lineEnd, offset + limit);
  const next = /^(?: {2})?[\w.-]{1,80}:/m.exec(rest)?.index ?? rest.length;
  return text.slice(start, lineEnd + next);
}
