import { isPlaceholder } from './placeholder.ts';

/** A URL that carries a password: `scheme://user:password@host`. */
export interface ConnectionUrl {
  readonly scheme: string;
  readonly host: string;
  /** The whole URL. */
  readonly start: number;
  readonly end: number;
  readonly password: { readonly start: number; readonly end: number };
}

/** What a scheme opens. */
export interface ConnectionKind {
  readonly name: string;
  readonly variable: string;
  readonly thief: string;
}

const URL_WITH_PASSWORD =
  /(?<![A-Za-z0-9+.-])([a-z][a-z0-9+.-]{1,20}):\/\/([^\s:@/?#"'`<>\\]{0,128}):([^\s@/"'`<>\\]{1,256})@([A-Za-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])/gi;
const REST_OF_URL = /[^\s"'`<>\\)\]},;]*/y;

/** The URLs with a password in a text that may be real, in order. */
export function connectionUrls(text: string): readonly ConnectionUrl[] {
  const urls: ConnectionUrl[] = [];
  for (const match of text.matchAll(URL_WITH_PASSWORD)) {
    const [whole, scheme = '', user = '', password = '', host = ''] = match;
    if (!kindOfScheme(scheme) || isMadeUp(user, password, host)) continue;
    const passwordStart = match.index + scheme.length + 3 + user.length + 1;
    REST_OF_URL.lastIndex = match.index + whole.length;
    REST_OF_URL.test(text);
    urls.push({
      scheme: scheme.toLowerCase(),
      host: host.toLowerCase(),
      start: match.index,
      end: Math.max(REST_OF_URL.lastIndex, match.index + whole.length),
      password: { start: passwordStart, end: passwordStart + password.length },
    });
  }
  return urls;
}

/** True for hosts that only answer on the developer's machine or inside a compose network. */
export function isLocalHost(host: string): boolean {
  return (
    /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|host\.docker\.internal)$/.test(host) ||
    /\.(local|localhost|internal|lan|test|localdomain)$/.test(host) ||
    !/[.:]/.test(host)
  );
}

/** The kind of service behind a scheme, or undefined where a password in the URL is nobody's secret. */
export function kindOfScheme(scheme: string): ConnectionKind | undefined {
  return KINDS.find(({ schemes }) => schemes.test(scheme))?.kind;
}

const DATABASE = 'connect to your database and read, change or delete everything in it';
const KINDS: readonly { readonly schemes: RegExp; readonly kind: ConnectionKind }[] = [
  {
    schemes: /^(postgres|postgresql|cockroachdb|timescaledb)(\+\w+)?$/i,
    kind: { name: 'PostgreSQL', variable: 'DATABASE_URL', thief: DATABASE },
  },
  {
    schemes: /^(jdbc:)?(mysql|mariadb|mysqlx)(\+\w+)?$/i,
    kind: { name: 'MySQL', variable: 'DATABASE_URL', thief: DATABASE },
  },
  {
    schemes: /^(mssql|sqlserver)(\+\w+)?$/i,
    kind: { name: 'SQL Server', variable: 'DATABASE_URL', thief: DATABASE },
  },
  { schemes: /^mongodb(\+srv)?$/i, kind: { name: 'MongoDB', variable: 'MONGODB_URI', thief: DATABASE } },
  {
    schemes: /^(clickhouse|neo4j(\+s)?|bolt|couchdb|cassandra|libsql|prisma)$/i,
    kind: { name: 'Database', variable: 'DATABASE_URL', thief: DATABASE },
  },
  {
    schemes: /^rediss?$/i,
    kind: { name: 'Redis', variable: 'REDIS_URL', thief: 'read and change your cache, sessions and queues' },
  },
  {
    schemes: /^amqps?$/i,
    kind: { name: 'AMQP', variable: 'AMQP_URL', thief: 'read and send messages on your queues' },
  },
  { schemes: /^(smtps?)$/i, kind: { name: 'SMTP', variable: 'SMTP_URL', thief: 'send mail in your name' } },
  {
    schemes: /^(ftps?|sftp|ssh)$/i,
    kind: { name: 'Server', variable: 'SERVER_URL', thief: 'log in and read or replace your files' },
  },
  {
    schemes: /^(https?|wss?|git|nats|mqtts?|ldaps?)$/i,
    kind: { name: 'Service', variable: 'SERVICE_URL', thief: 'log in as this user' },
  },
];

/** Interpolations, documentation and the passwords that tutorials use. */
function isMadeUp(user: string, password: string, host: string): boolean {
  if (/[${}[\]<>*]|%[sdv(]|^%|\.\.\./.test(user + password + host)) return true;
  if (EXAMPLE_HOST.test(host)) return true;
  const plain = password.toLowerCase();
  if (plain === user.toLowerCase() || isWords(plain) || isPlaceholder(password)) return true;
  return /^(.)\1*$/.test(password) || password.length < 4;
}

// RFC 2606 and RFC 6761 reserve these; the others are what documentation writes where a host belongs.
const EXAMPLE_HOST =
  /(^|\.)example(\.(com|org|net))?$|\.(example|invalid)$|^(host|hostname|server|domain|your[\w.-]*|my-?(host|server|db|domain|site)[\w.-]*|some-?(host|where)[\w.-]*|db-?host|ip|address|url|endpoint|xxx+|foo|bar)(\.(com|org|net|io))?$/i;

/** True for a password that consists of the words that tutorials, examples and tests use, with a few digits at most. */
function isWords(password: string): boolean {
  if (/^\d{1,8}$/.test(password)) return true;
  const parts = password.split(/[^a-z]+/).filter((part) => part !== '');
  const digits = password.replaceAll(/[^0-9]/g, '').length;
  return parts.length > 0 && digits <= 4 && parts.every((part) => WORD.test(part));
}

const WORD =
  /^(p(ass)?w(or)?d?s?|pass(word|wd|phrase|w)?|p|my|your|the|some|a|an|very|super|strong|secure|secret|safe|long|random|user(name)?|root|admin(istrator)?|postgres(ql)?|pg|mysql|mariadb|redis|mongo(db)?|rabbit(mq)?|smtp|db|database|sql|test(ing|er|s)?|dev(elopment)?|local(host)?|app|guest|default|docker|example|sample|demo|dummy|fake|mock|stub|foo(bar)?|bar|baz|qux|abc(def)?|asdf|qwerty|letmein|hunter|toor|prisma|supabase|laravel|sail|django|rails|null|undefined|none|empty|token|key|apikey|api|access|change(me|it|this)?|me|it|this|replace|redacted|hidden|removed|insert|here|xxx+|x|oauth|basic|hello|world|hi|welcome|login|service|server|proxy|s|r|t|w|n|with|special|chars?|characters?|that|contains?|at|sign)$/;
