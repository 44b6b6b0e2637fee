/** Logins in files that tools keep for one user: what other rules don't know by its shape. */

import type { Impact, TextRange } from '../finding.ts';
import { lowerNameOf } from '../paths.ts';
import { decodedText } from './namedValues/decode.ts';
import { isLocalHost, isMadeUpLogin } from './passwords.ts';
import { isPlaceholder } from './placeholder.ts';

export interface KeyFileSecret {
  readonly kind: string;
  readonly range: TextRange;
  /** Where the value stands, for masking. */
  readonly secret?: TextRange;
  /** "Login for the cluster in this file" */
  readonly what: string;
  /** Completes "Anyone who has it can …". */
  readonly thief: string;
  readonly remedy: string;
  readonly impact: Impact;
}

export const KEY_FILE_TRIGGERS: readonly string[] = [
  'client-key-data',
  '"auths"',
  'machine ',
  ':5432:',
  ':*:',
  ':$apr1$',
  ':$2y$',
  ':$2b$',
  ':{sha}',
  'terraform_version',
  'openvpn static key',
];

/** In order of the kinds. Linear: every search starts where the last one ended. */
export function keyFileSecrets(path: string, text: string): readonly KeyFileSecret[] {
  const name = lowerNameOf(path);
  return [
    ...kubeConfig(text),
    ...(/\.json$|^\.dockercfg$|^config$/.test(name) ? dockerLogins(text) : []),
    ...(/^[._]netrc$/.test(name) ? netrc(text) : []),
    ...(/^\.?pgpass(?:\.conf)?$/.test(name) ? pgpass(text) : []),
    ...(/^\.?htpasswd/.test(name) ? htpasswd(text) : []),
    ...(/\.tfstate(?:\.backup)?$/.test(name) ? terraformState(text) : []),
    ...openVpn(text),
    ...railsKey(path, text),
  ];
}

// kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig
const CLIENT_KEY = /\bclient-key-data["']?:[ \t]*["']?([A-Za-z0-9+/=]{100,12000})/g;

function kubeConfig(text: string): KeyFileSecret[] {
  return [...text.matchAll(CLIENT_KEY)].flatMap((match) => {
    const range = rangeOfGroup(match, match[1] ?? '');
    // Base64 of "-----BEGIN".
    if (!text.startsWith('LS0tLS1CRUdJT', range.start)) return [];
    return [
      {
        kind: 'kubeconfig',
        range,
        secret: range,
        what: 'Private key of a Kubernetes user in this file',
        thief: 'run, change and read everything in the cluster that the user may',
        remedy: 'Revoke the certificate or delete the user, and keep the file out of git.',
        impact: 'blocker' as const,
      },
    ];
  });
}

// docs.docker.com/reference/cli/docker/login: without a credential helper, logins are kept in base64.
const DOCKER_LOGIN = /"auth"\s{0,10}:\s{0,10}"([A-Za-z0-9+/=]{12,2000})"/g;

function dockerLogins(text: string): KeyFileSecret[] {
  if (!text.includes('"auths"')) return [];
  return [...text.matchAll(DOCKER_LOGIN)].flatMap((match) => {
    const value = match[1] ?? '';
    const range = rangeOfGroup(match, value);
    const login = decodedText(value) ?? '';
    const colon = login.indexOf(':');
    if (colon < 1 || isMadeUp(login.slice(0, colon), login.slice(colon + 1))) return [];
    return [
      {
        kind: 'docker-login',
        range,
        secret: range,
        what: 'Login for an image registry in this file',
        thief: 'pull your images and push others in their place',
        remedy: 'Replace the password or token, and log in with `docker login` where it is needed.',
        impact: 'blocker' as const,
      },
    ];
  });
}

const MACHINE = /\bmachine[ \t]+(\S{1,253})\s+login[ \t]+(\S{1,200})\s+password[ \t]+(\S{4,500})/g;

function netrc(text: string): KeyFileSecret[] {
  return [...text.matchAll(MACHINE)].flatMap((match) => {
    const [whole, host = '', user = '', password = ''] = match;
    if (isLocalHost(host) || isMadeUp(user, password, host)) return [];
    const end = match.index + whole.length;
    const range = { start: end - password.length, end };
    return [
      {
        kind: 'netrc',
        range,
        secret: range,
        what: `Password for ${host} in this file`,
        thief: `log in to ${host} as ${user}`,
        remedy: 'Change it there, and keep the file in the home folder only.',
        impact: 'blocker' as const,
      },
    ];
  });
}

// postgresql.org/docs/current/libpq-pgpass.html: host:port:database:user:password
const PGPASS = /^([^:#\s]{1,253}):(\d{1,5}|\*):([^:\n]{1,100}):([^:\n]{1,100}):([^\r\n]{4,300})$/gm;

function pgpass(text: string): KeyFileSecret[] {
  return [...text.matchAll(PGPASS)].flatMap((match) => {
    const [whole, host = '', , , user = '', password = ''] = match;
    if (isLocalHost(host) || isMadeUp(user, password, host)) return [];
    const end = match.index + whole.length;
    const range = { start: end - password.length, end };
    return [
      {
        kind: 'pgpass',
        range,
        secret: range,
        what: `Database password for ${host} in this file`,
        thief: 'connect to the database and read, change or delete what is in it',
        remedy: 'Change the password, and keep the file in the home folder only.',
        impact: 'blocker' as const,
      },
    ];
  });
}

const HTPASSWD = /^[^:#\s]{1,100}:(?:\$(?:apr1|2[aby]|[156])\$|\{SHA\})\S{10,200}$/m;

function htpasswd(text: string): KeyFileSecret[] {
  const match = HTPASSWD.exec(text);
  if (!match) return [];
  const range = { start: match.index, end: match.index + match[0].length };
  return [
    {
      kind: 'htpasswd',
      range,
      what: 'Hashed password in this file',
      thief: 'try passwords against it offline, and weak ones fall quickly',
      remedy: 'If it guards something real, keep the file on the server.',
      impact: 'low',
    },
  ];
}

// developer.hashicorp.com/terraform/language/state/sensitive-data: state holds all values in clear text.
const STATE_SECRET =
  /"(?:\w{0,40}_)?(?:password|secret|secret_key|private_key|private_key_pem|access_token|auth_token|connection_string|secret_access_key|secret_string)"\s{0,4}:\s{0,4}"([^"\\\n]{8,400})/g;

function terraformState(text: string): KeyFileSecret[] {
  if (!text.includes('"terraform_version"')) return [];
  const found = [...text.matchAll(STATE_SECRET)].find((match) => !isMadeUp('', match[1] ?? ''));
  const start = found ? found.index : text.indexOf('"terraform_version"');
  const range = found
    ? rangeOfGroup(found, found[1] ?? '')
    : { start, end: start + '"terraform_version"'.length };
  return [
    {
      kind: 'terraform-state',
      range,
      ...(found ? { secret: range } : {}),
      what: found
        ? 'A Terraform state with a password or key in clear text'
        : 'A Terraform state, which holds every value in clear text',
      thief: 'read how your infrastructure is built, and every generated password and key in it',
      remedy: 'Keep the state in a remote backend, take the file out of git, and replace what was in it.',
      impact: found ? 'high' : 'medium',
    },
  ];
}

const STATIC_KEY = /-----BEGIN OpenVPN Static key V1-----\s([0-9a-f\s]{200,1200})-----END/g;

function openVpn(text: string): KeyFileSecret[] {
  return [...text.matchAll(STATIC_KEY)].map((match) => {
    const range = { start: match.index, end: match.index + match[0].indexOf('\n') };
    return {
      kind: 'openvpn-key',
      range: range.end > range.start ? range : { start: match.index, end: match.index + 20 },
      what: 'Shared key of a VPN in this file',
      thief: 'get past the first lock of your VPN',
      remedy: 'Make a new one with `openvpn --genkey`, and hand it out another way than by git.',
      impact: 'high' as const,
    };
  });
}

/** guides.rubyonrails.org/security.html#custom-credentials: keys stand beside what they open, and are in no commit. */
const RAILS_KEY = /(?:^|\/)config\/(?:(master)|credentials\/([\w-]{1,40}))\.key$/i;

/** Nothing in such a file says what it is. */
export function isRailsKey(path: string): boolean {
  return path.endsWith('.key') && RAILS_KEY.test(path);
}

function railsKey(path: string, text: string): KeyFileSecret[] {
  const match = path.endsWith('.key') ? RAILS_KEY.exec(path) : null;
  const key = /^\s*([\da-f]{32}|[\da-f]{64})\s*$/i.exec(text)?.[1];
  if (!match || key === undefined || isPlaceholder(key)) return [];
  const start = text.indexOf(key);
  const range = { start, end: start + key.length };
  const environment = match[2];
  const opened =
    environment === undefined ? 'config/credentials.yml.enc' : `config/credentials/${environment}.yml.enc`;
  const isForOne = environment !== undefined && /^(?:development|dev|test|local)$/i.test(environment);
  return [
    {
      kind: 'rails-key',
      range,
      secret: range,
      what: `Rails key that opens ${opened} in this file`,
      thief: 'read every password and key in there, and sign in to your product as anyone',
      remedy: `Replace what is in ${opened}, encrypt it with a new key (bin/rails credentials:edit makes one), and keep the key out of git.`,
      impact: isForOne ? 'low' : 'blocker',
    },
  ];
}

function rangeOfGroup(match: RegExpExecArray, group: string): TextRange {
  const start = match.index + match[0].lastIndexOf(group);
  return { start, end: start + group.length };
}

function isMadeUp(user: string, password: string, host = ''): boolean {
  return isPlaceholder(password) || isMadeUpLogin(user, password, host);
}
