/** Files of settings that hold passwords and keys, told by their own form. */
import type { Impact } from '../../finding.ts';
import type { Sought } from './looks.ts';

export interface ConfigurationFile extends Sought {
  readonly kind: string;
  readonly name: string;
  readonly impact: (body: string) => Impact;
  readonly tells: string;
}

const isMarkup = (body: string): boolean => /^\s*<(?:!doctype|html|head|body)/i.test(body);
const blocker = (): Impact => 'blocker';
const isMarked =
  (...signs: readonly RegExp[]) =>
  (body: string): boolean =>
    !isMarkup(body) && signs.every((sign) => sign.test(body));

export const CONFIGURATION_FILES: readonly ConfigurationFile[] = [
  {
    kind: 'cloud-credentials',
    at: /\/\.aws\/(?:credentials|config)$/,
    is: isMarked(/^\s*\[[\w -]{1,80}\]/m, /^\s*aws_(?:access_key_id|secret_access_key|session_token)\s*=/m),
    name: 'the access keys of AWS',
    impact: blocker,
    tells: 'whoever has them acts as you in your account',
  },
  {
    kind: 'service-account',
    at: /\.json$/,
    is: isMarked(/"type"\s*:\s*"service_account"/, /"private_key"\s*:/),
    name: 'the key of a service account of Google Cloud',
    impact: blocker,
    tells: 'whoever has it acts as your program',
  },
  {
    kind: 'compose-file',
    at: /\/(?:docker-)?compose[\w.-]*\.ya?ml$/,
    is: isMarked(/^services:\s*(?:#.*)?$/m, /^\s+(?:image|build|ports|environment|command):/m),
    name: 'a file of Docker Compose',
    impact: (body) =>
      /^\s*-?\s*["']?\w*(?:PASSWORD|SECRET|TOKEN|API_KEY)\w*["']?\s*[:=]\s*["']?[^\s"'$#]/m.test(body)
        ? 'blocker'
        : 'high',
    tells: 'it names the services, their ports and often their passwords',
  },
  {
    kind: 'npm-token',
    at: /\/\.(?:npmrc|yarnrc(?:\.yml)?)$/,
    is: isMarked(/_authToken\s*=|npmAuthToken\s*:/),
    name: 'the settings of npm with a token',
    impact: blocker,
    tells: 'whoever has the token publishes packages as you',
  },
  {
    kind: 'login-file',
    at: /\/\.(?:netrc|git-credentials|pgpass)$/,
    is: isMarked(/^machine\s+\S+|^https?:\/\/[^\s:@/]+:[^\s@/]+@|^[^\s:]+:(?:\d+|\*):[^\s:]+:[^\s:]+:\S/m),
    name: 'a file of logins',
    impact: blocker,
    tells: 'it has names and passwords in plain text',
  },
  {
    kind: 'password-file',
    at: /\/\.htpasswd$/,
    is: isMarked(/^[^\s:<]{1,100}:(?:\$(?:apr1|2[aby]|5|6)\$|\{SHA\}|[\w./]{13}\s*$)/m),
    name: 'the passwords of the web server',
    impact: () => 'high',
    tells: 'they are hashed, and weak ones are found in minutes',
  },
  {
    kind: 'private-key',
    at: /\/(?:\.ssh\/)?(?:id_(?:rsa|dsa|ecdsa|ed25519)|[\w.-]+\.(?:key|pem|ppk))$/,
    is: isMarked(/^-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----|^PuTTY-User-Key-File-/m),
    name: 'a private key',
    impact: blocker,
    tells: 'whoever has it passes for you',
  },
  {
    kind: 'deploy-login',
    at: /\/(?:\.vscode\/)?(?:sftp|ftp)(?:-config)?\.json$|\/\.ftpconfig$/,
    is: isMarked(/"host"\s*:/, /"(?:password|pass|passphrase)"\s*:\s*"[^"]/),
    name: 'the login that the site is deployed with',
    impact: blocker,
    tells: 'whoever has it changes the site',
  },
  {
    kind: 'database-settings',
    at: /\/(?:config\/)?(?:database|secrets|credentials|parameters|application(?:-\w+)?)\.(?:ya?ml|properties)$/,
    is: isMarked(/^\s*["']?[\w.-]*(?:password|secret_key_base|secret)["']?\s*[:=]\s*\S/im),
    name: 'settings with passwords',
    impact: blocker,
    tells: 'it has the passwords of the product in plain text',
  },
  {
    kind: 'dotnet-settings',
    at: /\/(?:appsettings(?:\.\w+)?\.json|web\.config)$/i,
    is: isMarked(/connectionStrings/i, /Password\s*=|Pwd\s*=|AccountKey\s*=/i),
    name: 'the settings of a .NET program with its passwords',
    impact: blocker,
    tells: 'it has the passwords of the product in plain text',
  },
];
