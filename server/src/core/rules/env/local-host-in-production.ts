import {
  hasTrait,
  limitedImpact,
  readersOf,
  stagedValues,
  writtenValue,
  type Readers,
  type StagedValue,
} from '../../env/judging/stagedValues.ts';
import type { Impact } from '../../finding.ts';
import { nameOf } from '../../paths.ts';
import { boundHost } from '../../secrets/localHosts.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/local-host-in-production',
  impact: 'high',
  stage: 'deployment',
  title: 'Address of a developer’s machine in production',
  why: '“localhost” is whatever computer asks: for customers it is their own, for a server the server. Links, sign-in and payments lead nowhere, although everything works while you develop.',
  *check({ env }, texts) {
    for (const value of stagedValues(env, texts)) {
      const { declaration, stage, envFile } = value;
      // What is for this machine alone may well be a try of the production build.
      if (stage !== 'production' || declaration.value.state !== 'set' || envFile?.role.local) continue;
      const isLocal = hasTrait(value, 'local-host');
      if ((!isLocal && !hasTrait(value, 'http')) || ITS_OWN.test(declaration.name)) continue;
      const written = writtenValue(value, texts) ?? '';
      // Without a port it is where the program listens; with one, what links are made of.
      if (LISTENS_AT.test(declaration.name) && !/:\d/.test(written)) continue;
      const readers = readersOf(value);
      if (!readers.byProduct) continue;
      const hosts = hostsIn(written);
      if (isLocal && hosts.some(isThisMachine)) yield local(value, readers);
      else if (hasTrait(value, 'http') && hosts.every(isPublic)) yield unencrypted(value);
    }
  },
});

/** Where the program itself listens, and what watches or helps it from the same machine by design. Names of formats are no addresses. */
const ITS_OWN =
  /^(?:(?:SERVER|HTTP|NITRO|NUXT|NEXT|NODE|FLASK_RUN|UVICORN|GUNICORN|PUMA|VITE|DEV|GRPC)_)?(?:HOST|HOSTNAME|IP|ADDR|ADDRESS|INTERFACE)$|(?:^|_)(?:BIND|BINDING|LISTEN|LISTENER|PORT|HEALTH|HEALTHCHECK|PROBE|METRICS|STATSD|DOGSTATSD|AGENT|PROXY|PROXIES|SIDECAR|INTERNAL|TEST|DEV|DEVELOPMENT|LOCAL|ISSUER|ENTITY|NAMESPACE|SCHEMA|XMLNS|AUDIENCE)(?:_|$)|^(?:OTEL|DD|SPRING_BOOT_ADMIN)_|^ASPNETCORE_URLS$/i;

const LISTENS_AT = /^(?:APP|WEB)_(?:HOST|HOSTNAME)$/i;

function hostsIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => {
      const address = item.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
      const authority = /^[^/?#\s]*/.exec(address)?.[0] ?? '';
      const host = authority.slice(authority.lastIndexOf('@') + 1);
      return host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : host.replace(/:.*$/, '');
    })
    .filter((host) => host !== '');
}

/** Addresses of private networks are as good in production as anywhere; 0.0.0.0 is where a program listens. */
function isThisMachine(host: string): boolean {
  return host !== '0.0.0.0' && boundHost(host) === 'machine';
}

/** A name without a point is a service of the same network, and those below are names that clouds give to them. */
function isPublic(host: string): boolean {
  return (
    /\.[a-z]{2,}$/i.test(host) &&
    boundHost(host) === undefined &&
    !/\.(?:internal|local|svc|lan|intranet|corp|flycast|docker|consul|private|invalid|example|localdomain|onion|arpa)$/i.test(
      host,
    )
  );
}

function local(value: StagedValue, readers: Readers): PlacedFinding {
  const { declaration, envFile, file } = value;
  const isInGit = envFile?.ignored === false;
  if (isForCustomers(declaration.name, readers)) {
    // What builds write into pages comes from here; other values a host may replace.
    const isSure = envFile ? !isInGit || readers.isPublic : declaration.environment === 'production';
    return finding(
      value,
      isSure ? 'high' : 'medium',
      `${declaration.name} points to a developer’s machine in ${nameOf(file)}. For customers that is their own computer: links, sign-in and payments lead nowhere. Write the address that customers use.`,
    );
  }
  const isAside = isInGit || (envFile === undefined && declaration.by !== 'compose');
  return finding(
    value,
    isAside ? 'low' : 'medium',
    `${declaration.name} points to localhost in ${nameOf(file)}: in production that is the server itself, and nothing answers there unless the service runs on the same server. Write the address that production uses.`,
  );
}

function unencrypted(value: StagedValue): PlacedFinding {
  return finding(
    value,
    'medium',
    `${value.declaration.name} starts with http:// in ${nameOf(value.file)}. What goes there can be read and changed on its way, and browsers refuse it on a page with https. Write https:// if the address answers there.`,
  );
}

function finding(value: StagedValue, impact: Impact, message: string): PlacedFinding {
  const { file, declaration } = value;
  return { file, at: declaration.at, kind: declaration.name, impact: limitedImpact(value, impact), message };
}

/** Whether browsers, mails or other companies get the address. */
function isForCustomers(name: string, { isPublic: isSent }: Readers): boolean {
  return (isSent || FOR_CUSTOMERS.test(name)) && !OF_A_SERVICE.test(name);
}

const FOR_CUSTOMERS =
  /^(?:(?:APP|APPLICATION|SITE|WEB|WEBSITE|WEBAPP|BASE|ROOT|HOME|HOST|PUBLIC|FRONTEND|FRONT_END|CLIENT|CANONICAL|NEXTAUTH|NEXT_AUTH|AUTH|BETTER_AUTH|AUTH0_BASE|SERVER|API|BACKEND|DOMAIN|DASHBOARD|LANDING|MARKETING|CORS|EXTERNAL|DEPLOY|ADMIN|CDN|ASSET|ASSETS|STATIC|MEDIA)_)+(?:URL|URI|ORIGINS?|DOMAIN|HOST|ADDRESS|BASE|LINK|ROOT)S?$|(?:^|_)(?:CALLBACK|REDIRECT|RETURN|SUCCESS|CANCEL|WEBHOOK|INVITE|UNSUBSCRIBE|LOGIN|LOGOUT|SIGNIN|PUBLIC|SITE|FRONTEND|CORS|ALLOWED)_(?:\w+_)?(?:URL|URI|ORIGIN|HOST|DOMAIN)S?$|^(?:DOMAIN|SITE|ORIGIN|CORS_ORIGIN|URL)$/i;
const OF_A_SERVICE =
  /(?:^|_)(?:DATABASE|DB|POSTGRES|POSTGRESQL|PG|MYSQL|MONGO|MONGODB|REDIS|KV|CACHE|QUEUE|BROKER|AMQP|RABBITMQ|KAFKA|NATS|SMTP|MAIL|ELASTIC|ELASTICSEARCH|OPENSEARCH|CLICKHOUSE|MINIO|S3|MEMCACHED|QDRANT|WEAVIATE|OLLAMA)(?:_|$)/i;
