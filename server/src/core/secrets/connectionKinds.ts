/** What a scheme opens. */
export interface ConnectionKind {
  readonly name: string;
  readonly variable: string;
  /** Completes "Anyone who has it can …". */
  readonly thief: string;
}

/** The kind of service behind a scheme, or undefined where a password in the URL is nobody's secret. */
export function kindOfScheme(scheme: string): ConnectionKind | undefined {
  const [base = ''] = scheme.toLowerCase().split('+');
  return KINDS.find(({ schemes }) => schemes.test(base))?.kind;
}

const DATABASE = 'connect to your database and read, change or delete everything in it';

/** A database that only its driver knows. */
export const ANY_DATABASE: ConnectionKind = { name: 'Database', variable: 'DATABASE_URL', thief: DATABASE };

/** By the scheme without what follows a plus: "postgresql+asyncpg" and "mongodb+srv" name a driver there. */
const KINDS: readonly { readonly schemes: RegExp; readonly kind: ConnectionKind }[] = [
  {
    schemes: /^(postgres|postgresql|postgis|pgsql|pg|psql|ecto|cockroach(db)?|timescale(db)?|redshift)$/,
    kind: { name: 'PostgreSQL', variable: 'DATABASE_URL', thief: DATABASE },
  },
  {
    schemes: /^(mysql2?|mysqlx|mysqli|mariadb|trilogy|tidb)$/,
    kind: { name: 'MySQL', variable: 'DATABASE_URL', thief: DATABASE },
  },
  {
    schemes: /^(mssql|sqlserver)$/,
    kind: { name: 'SQL Server', variable: 'DATABASE_URL', thief: DATABASE },
  },
  { schemes: /^oracle(db)?$/, kind: { name: 'Oracle', variable: 'DATABASE_URL', thief: DATABASE } },
  { schemes: /^mongo(db)?$/, kind: { name: 'MongoDB', variable: 'MONGODB_URI', thief: DATABASE } },
  {
    schemes:
      /^(clickhouses?|neo4j|bolt|couchdb|couchbases?|cassandra|libsql|prisma|snowflake|influxdb|elasticsearch|opensearch|db2|trino|presto|hive|exasol|surrealdb|vertica|hana|ignite|database)$/,
    kind: ANY_DATABASE,
  },
  {
    schemes: /^(rediss?|valkeys?|keydb|dragonfly|memcacheds?|memcache)$/,
    kind: { name: 'Redis', variable: 'REDIS_URL', thief: 'read and change your cache, sessions and queues' },
  },
  {
    schemes: /^(amqps?|pyamqp|rabbitmq)$/,
    kind: { name: 'AMQP', variable: 'AMQP_URL', thief: 'read and send messages on your queues' },
  },
  {
    schemes: /^(nats|kafka|mqtts?|stomp|pulsar|tcp|tls)$/,
    kind: {
      name: 'Message broker',
      variable: 'BROKER_URL',
      thief: 'read and send messages between your services',
    },
  },
  {
    schemes: /^(smtps?|mailgun)$/,
    kind: { name: 'SMTP', variable: 'SMTP_URL', thief: 'send mail in your name' },
  },
  { schemes: /^(?:imaps?|pop3s?)$/, kind: { name: 'IMAP', variable: 'IMAP_URL', thief: 'read the mailbox' } },
  {
    schemes: /^(ftps?|sftp|ssh|scp|rsync|smb|cifs|webdavs?|davs?|s3|minio|rtsps?|rtmps?|vnc|rdp)$/,
    kind: { name: 'Server', variable: 'SERVER_URL', thief: 'log in and read or replace your files' },
  },
  {
    schemes: /^(socks[45]?[ah]?)$/,
    kind: { name: 'Proxy', variable: 'PROXY_URL', thief: 'send their traffic through your proxy' },
  },
  {
    schemes: /^(https?|wss?|git|svn|ldaps?|xmpp|sips?|turns?|etcd|consul)$/,
    kind: { name: 'Service', variable: 'SERVICE_URL', thief: 'log in as this user' },
  },
];
