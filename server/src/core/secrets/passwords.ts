import { isPlaceholder } from './placeholder.ts';

/** Interpolations, documentation and the passwords that tutorials use. */
export function isMadeUpLogin(user: string, password: string, host: string): boolean {
  if (isSentryDsn(user, host)) return true;
  if (isTemplate(user) || isTemplate(password) || EXAMPLE_HOST.test(host)) return true;
  if (KNOWN_SAMPLES.has(password) || password.length < 4 || /^(.)\1*$/.test(password)) return true;
  const plain = password.toLowerCase();
  const login = user.toLowerCase();
  if (plain === login || isPlaceholder(password)) return true;
  const rest = login.length >= 3 ? plain.replaceAll(login, ' ') : plain;
  return isWords(rest) || isWords(withoutLeetspeak(plain));
}

/** Older ones carry a "secret" that allows to send errors, as every visitor may: docs.sentry.io, "DSN explainer". */
function isSentryDsn(user: string, host: string): boolean {
  return /(?:^|\.)sentry\.io$/.test(host) && /^[0-9a-f]{32}$/.test(user);
}

/** True for hosts that only answer on the developer's machine or inside a compose network. */
export function isLocalHost(host: string): boolean {
  return (
    /^(127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|\.|\(localdb\).*)$/.test(host) ||
    /\.(local|localhost|internal|lan|test|localdomain)$/.test(host) ||
    !/[.:]/.test(host)
  );
}

/** Long and mixed enough to have come out of a generator. */
export function looksGenerated(password: string): boolean {
  return password.length >= 12 && /[0-9]/.test(password) && /[a-z]/.test(password) && /[A-Z]/.test(password);
}

/** `${x}`, `#{x}`, `{x}`, `{{ x }}`, `$X`, `%s`, `%(x)s`, `<x>`, `[x]`, `***`, `...`, `%5Bx%5D` */
function isTemplate(value: string): boolean {
  return (
    /[$#]\{|\{[\w. -]*\}|\{\{|\$\(|<[\w .-]+>?|\*{3}|%\(|^%[sdvq]?$|%s|%v|\.\.\.|…/.test(value) ||
    /^(?:\$\w+|\[.*\]|%5B.*%5D|%\w+%|:\w+|@\w+@)$/i.test(value)
  );
}

// RFC 2606 and RFC 6761 reserve these; the others are what documentation writes where a host belongs.
const EXAMPLE_HOST =
  /(^|\.)example(\.(com|org|net))?$|\.(example|invalid)$|^(host|hostname|server|domain|your[\w.-]*|my-?(host|server|db|domain|site)[\w.-]*|some[.-]?(host|where|url|server|domain|site)[\w.-]*|db-?host|ip|address|url|endpoint|xxx+|foo|bar|baz)(\.(com|org|net|io))?$/i;

/** Passwords that look generated and stand in a well-known page or image. */
const KNOWN_SAMPLES = new Set([
  'tiger', // scott's, in Oracle's samples
  'AbC123dEf',
  'mongo-atlas-pass',
  'yourStrong(!)Password',
  'd1ff1cultp%40ssw0rd',
]);

/** "passw0rd", "s3cr3t", "p@ssw0rd" */
function withoutLeetspeak(password: string): string {
  return password.replaceAll(/%40|[013457@$]/g, (sign) => LEET[sign] ?? sign);
}

const LEET: Readonly<Record<string, string>> = {
  '%40': 'a',
  '@': 'a',
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  $: 's',
};

/** True for a password that consists of the words that tutorials, examples and tests use, with a few digits at most. */
function isWords(password: string): boolean {
  if (/^\d{1,8}$/.test(password)) return true;
  if (password.length > LONGEST_WORDS) return false;
  const parts = password.split(/[^a-z]+/).filter((part) => part !== '');
  const digits = password.replaceAll(/[^0-9]/g, '').length;
  return digits <= 4 && parts.every((part) => WORD.test(part) || WORDS.test(part));
}

/** Words glued together can be read in several ways; the limit keeps their number small. */
const LONGEST_WORDS = 40;

const WORD =
  /^(p(ass)?w(or)?d?s?|p|a|an|x|s|r|t|w|n|me|it|at|pg|gh|gl|sa|abc(def)?|asdf|toor|xxx+|bar|baz|qux|hi|key|dev|app|that|sign)$/;
const WORDS = new RegExp(
  `^(?:${(
    'pass password passwd passphrase passw pwd pw word my your the some very super strong secure secret safe long random ' +
    'user username root admin administrator postgres postgresql psql mysql mariadb redis mongo mongodb rabbit ' +
    'rabbitmq minio smtp db database sql test testing tester tests dev development local localhost app guest default docker ' +
    'example sample demo dummy fake mock stub foo foobar bar qwerty letmein hunter prisma supabase laravel sail ' +
    'django rails null undefined none empty token key apikey api access change changeme changethis changeit ' +
    'replace redacted hidden removed insert here plain text this oauth basic hello world welcome login service ' +
    'server proxy with special char chars character characters contains correct horse battery staple value write ' +
    'read only master owner company project temp temporary initial simple easy web site clear difficult diff'
  ).replaceAll(' ', '|')})+$`,
);
