import type { TextRange } from '../finding.ts';
import { isMadeUpLogin } from './passwords.ts';

/** A login that is written out otherwise than in a URL: in a command or a file of logins. What has a name beside it is found by that name. */
export interface PlainLogin extends TextRange {
  /** "MySQL command" */
  readonly name: string;
  readonly variable: string;
  /** Completes "Anyone who has it can …". */
  readonly thief: string;
  readonly user: string;
  readonly host: string;
  readonly password: string;
}

/** The logins in a text that may be real, in order; the range is the password's. */
export function plainLogins(text: string): readonly PlainLogin[] {
  const found: PlainLogin[] = [];
  for (const way of WAYS) {
    for (const match of text.matchAll(way.pattern)) {
      const login = loginOf(match, way);
      if (login && !isMadeUpLogin(login.user, login.password, login.host)) found.push(login);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Lower-case literals, one of which is in every text with such a login. */
export const PLAIN_LOGIN_TRIGGERS: readonly string[] = [
  'mysql ',
  'mysqldump ',
  'mysqladmin ',
  'mariadb ',
  'mariadb-dump ',
  'redis-cli ',
  'mongosh ',
  'mongo ',
  'mongodump ',
  'mongorestore ',
  'sqlcmd ',
  'ldapsearch ',
  'ldapadd ',
  'password-stdin',
  'sudo -s',
  'pass:',
  'smbclient ',
  'lftp ',
  'rabbitmqctl ',
  'htpasswd ',
  ':5432:',
  ':3306:',
  'jdbc:oracle:',
];

interface Way {
  readonly name: string;
  readonly variable: string;
  readonly thief: string;
  /** Global, with indices; one of the groups `quoted`, `single` and `bare` holds the password. */
  readonly pattern: RegExp;
}

/** A word of a shell command that may be a password; not an option, a variable or a path. */
const WORD =
  /(?:"(?<quoted>[^"\r\n$`]{4,128})"|'(?<single>[^'\r\n]{4,128})'|(?<bare>(?![-$<{[(/%])[^\s"'`;|&<>()\\,]{4,128}))/
    .source;
/** What stands between a command and its option, on the line. */
const REST = /(?:[^\r\n|;&]|\\\r?\n){0,300}?/.source;

const DATABASE = 'connect to your database and read, change or delete everything in it';

const way = (name: string, variable: string, thief: string, source: string, flags = ''): Way => ({
  name,
  variable,
  thief,
  pattern: new RegExp(source, `dg${flags}`),
});

const WAYS: readonly Way[] = [
  way(
    'MySQL command',
    'MYSQL_PWD',
    DATABASE,
    `\\b(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump) ${REST}\\s(?:-p|--password[= ])${WORD}`,
  ),
  way(
    'Redis command',
    'REDISCLI_AUTH',
    'read and change your cache, sessions and queues',
    `\\bredis-cli ${REST}\\s?(?:-a|--pass)\\s+${WORD}`,
  ),
  way(
    'MongoDB command',
    'MONGODB_PASSWORD',
    DATABASE,
    `\\b(?:mongosh|mongo|mongodump|mongorestore|mongoexport|mongoimport) ${REST}\\s(?:-p|--password)[= ]\\s*${WORD}`,
  ),
  way('SQL Server command', 'SQLCMDPASSWORD', DATABASE, `\\bsqlcmd ${REST}\\s-P\\s*${WORD}`),
  way(
    'LDAP command',
    'LDAP_PASSWORD',
    'log in to your directory',
    `\\bldap(?:search|add|modify|delete|passwd) ${REST}\\s-w\\s*${WORD}`,
  ),
  way(
    'Command',
    'PASSWORD',
    'log in where the command does',
    `\\becho\\s+(?:-n\\s+)?${WORD}\\s*\\|\\s*(?:sudo\\s+(?:-\\w+\\s+){0,3}-\\w{0,3}S\\b|[^\\r\\n|]{0,100}--password-stdin)`,
  ),
  way(
    'openssl command',
    'KEY_PASSPHRASE',
    'open the key that it protects',
    `-pass(?:in|out)?\\s+["']?pass:(?<bare>(?![$<{%])[^\\s"'\`<>]{4,128})`,
  ),
  way(
    'smbclient command',
    'SMB_PASSWORD',
    'read and replace your files',
    `\\bsmbclient ${REST}\\s-U\\s*["']?(?<user>[\\w.\\\\-]{1,64})%(?<bare>[^\\s"'\`<>]{4,128})`,
  ),
  way(
    'lftp command',
    'FTP_PASSWORD',
    'read and replace your files',
    `\\blftp ${REST}\\s?-u\\s+["']?(?<user>[\\w.@-]{1,64}),(?<bare>[^\\s"'\`<>]{4,128})`,
  ),
  way(
    'RabbitMQ command',
    'RABBITMQ_PASSWORD',
    'read and send messages on your queues',
    `\\brabbitmqctl\\s+(?:add_user|change_password)\\s+["']?(?<user>[\\w.-]{1,64})["']?\\s+${WORD}`,
  ),
  way(
    'htpasswd command',
    'HTPASSWD',
    'log in as this user',
    `\\bhtpasswd\\s+(?:-\\w+\\s+){0,3}-\\w{0,4}b\\w{0,3}\\s+(?:\\S{1,100}\\s+)?(?<user>[\\w@][\\w.@-]{0,63})\\s+${WORD}`,
  ),
  way(
    '.pgpass line',
    'PGPASSWORD',
    DATABASE,
    `^(?<host>[\\w.*-]{1,253}):(?:5432|3306|6432|\\*):[\\w*-]{1,63}:(?<user>[\\w.-]{1,63}):(?<bare>[^\\s:"'\`<>]{4,128})$`,
    'm',
  ),
  way(
    'Oracle URL',
    'DATABASE_PASSWORD',
    DATABASE,
    `jdbc:oracle:(?:thin|oci):(?<user>[\\w.-]{1,64})\\/(?<bare>[^\\s"'\`@<>/]{4,128})@`,
  ),
];

function loginOf(match: RegExpExecArray, { name, variable, thief }: Way): PlainLogin | undefined {
  const groups = match.groups ?? {};
  const [key, value] =
    Object.entries(groups).find(
      ([group, text]) => text !== undefined && group !== 'user' && group !== 'host',
    ) ?? [];
  const range = key === undefined ? undefined : match.indices?.groups?.[key];
  if (value === undefined || !range) return undefined;
  const [start, end] = range;
  const known = { name, variable, thief, host: groups['host']?.toLowerCase() ?? '', start, end };
  return { ...known, user: groups['user'] ?? '', password: value };
}
