/** What a name promises. */
export type SecretWord = 'password' | 'secret' | 'token' | 'key' | 'credential' | 'authorization' | 'salt';

/** "strong": nothing else is called that. "fair": mostly. "weak": other things are called that as often. */
export type Strength = 'strong' | 'fair' | 'weak';

export interface NamePromise {
  readonly word: SecretWord;
  readonly strength: Strength;
}

/** Undefined for names of other things: "publicKey", "passwordField", "tokenType", "maxTokens". */
export function promiseOf(name: string): NamePromise | undefined {
  // Laravel's. In other spellings it is what an app is known by: "pusher.appKey".
  if (name === 'APP_KEY') return { word: 'key', strength: 'strong' };
  // The domain of Palau: "tidepool.pw".
  if (/\.pw$/i.test(name)) return undefined;
  const words = wordsOf(name);
  let last = words.length - 1;
  while (last >= 0 && isTail(words[last] ?? '')) last--;
  const noun = words[last];
  if (noun === undefined || (noun === 'pw' && !PW.some((pattern) => pattern.test(name)))) return undefined;
  const before = words[last - 1];
  // Also .NET's "PublicKeyToken".
  if (words.includes('public') || words.includes('publickey')) return undefined;
  if (before !== undefined && SEALED.test(before)) return undefined;
  for (const [pattern, judge] of NOUNS) {
    const match = pattern.exec(noun);
    if (match) return judge(match[1] ? match[1] : before, words);
  }
  return undefined;
}

/** Two letters that end many an identifier: they must be a word of the name. */
const PW = [/(?:^|[^A-Za-z0-9])pw(?![A-Za-z])/i, /[a-z]P[wW](?![a-z])/];

/** What stands in the file opens nothing without another key. */
const SEALED = /^(?:encrypted|hashed|sealed|masked|obfuscated|redacted)$/;

/** "stripe.apiKey" is stripe, api, key; "DB_PASSWORD2" is db, password, 2; "JWTSecret" is jwt, secret. */
export function wordsOf(name: string): readonly string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
}

function isTail(word: string): boolean {
  return TAILS.has(word) || /^\d{1,4}$/.test(word);
}

/** What may follow the noun without changing what is named. */
const TAILS = setOf(
  'prod production dev development staging stage test testing live sandbox local default value val string str text ' +
    'plain plaintext clear raw base64 b64 hex encoded old new current previous primary secondary admin root user ' +
    'main a b c x y one two v confirmation confirm confirmed again repeat base literal const constant eu us uk de ' +
    'in here data',
);

type Judge = (qualifier: string | undefined, words: readonly string[]) => NamePromise | undefined;

const always =
  (word: SecretWord, strength: Strength): Judge =>
  () => ({ word, strength });

const judgeToken: Judge = (qualifier) => {
  if (qualifier !== undefined && OTHER_TOKENS.has(qualifier)) return undefined;
  const strong =
    qualifier !== undefined &&
    !/^(?:the|my|a|this|invite|verification|reset|device|push|session|id)$/.test(qualifier);
  return { word: 'token', strength: strong ? 'strong' : 'fair' };
};

const judgeKey: Judge = (qualifier) => {
  if (qualifier === undefined) return { word: 'key', strength: 'weak' };
  if (OTHER_KEYS.has(qualifier)) return undefined;
  return { word: 'key', strength: SECRET_KEYS.has(qualifier) ? 'strong' : 'weak' };
};

const judgePass: Judge = (qualifier) => {
  if (qualifier === undefined) return { word: 'password', strength: 'fair' };
  if (OTHER_PASSES.has(qualifier)) return undefined;
  return { word: 'password', strength: LOGINS.has(qualifier) ? 'strong' : 'fair' };
};

const judgeSecret: Judge = (qualifier) =>
  qualifier === 'public' ? undefined : { word: 'secret', strength: 'strong' };

const judgePassword: Judge = (qualifier) =>
  qualifier !== undefined && /^(?:hashed|hash|encrypted|no|without|public)$/.test(qualifier)
    ? undefined
    : { word: 'password', strength: 'strong' };

/** Nouns as the end of a word, since people glue words together: "dbpassword", "apikey", "clientsecret". */
const NOUNS: readonly (readonly [RegExp, Judge])[] = [
  [
    /passwords?$|passwd$|passphrase$|passwort$|kennwort$|passcode$|passkey$|senha$|contrasena$|(?:^|[^o])pwd$|passwrd$|pasword$/,
    judgePassword,
  ],
  [
    /^(?:requirepass|masterauth|storepass|keypass|sshpass|rootpass|userpass|dbpass|smtppass|adminpass|mypass|(?:bind|root|admin|user|db|ldap)pw)$/,
    always('password', 'strong'),
  ],
  [/^pass$|^pw$/, judgePass],
  [/^secretkeybase$|^secrets?$|([a-z]*)secrets?$/, judgeSecret],
  [/^securestring$/, always('password', 'strong')],
  [
    /^(?:access|auth|api|bearer|refresh|id|bot|github|gitlab|npm|oauth|jwt|user|app|my|client|login|secret|slack|personal)tokens?$/,
    always('token', 'strong'),
  ],
  [/^tokens?$|^([a-z]{3,20})tokens?$/, judgeToken],
  [
    /^(api|access|secret|private|auth|encryption|signing|app|master|license|admin|shared|account|service|hmac|aes|deploy|ssh|signature|public|site|primary|foreign|cache|sort|query)keys?$/,
    judgeKey,
  ],
  [/^keys?$/, judgeKey],
  [/^cred(?:ential)?s?$/, always('credential', 'fair')],
  [
    /^auth$|^authorization$|^authentication$|^basicauth$|^authstring$|^httpauth$|^bearer$/,
    always('authorization', 'fair'),
  ],
  [/salt$/, always('salt', 'weak')],
];

const SECRET_KEYS = setOf(
  'api access secret private encryption encrypt decryption signing sign signature cookie jwt webhook hmac aes master auth ' +
    'service subscription admin deploy crypto crypt cipher shared server rsa ssh pgp gpg des account security sas ' +
    'secure symmetric nonce integration token jwe rest session ' +
    'wrapping sealing kms vault fernet pepper',
);

const OTHER_KEYS = setOf(
  'public pub primary foreign cache sort query site publishable anon index row column partition hash range i18n translation ' +
    'lang locale route react object map dict config setting settings feature flag shortcut hot arrow enter tab group ' +
    'unique natural message label field property prop param metric bucket file image item list node tree menu sub ' +
    'record form id idempotency dedupe lock job tracking press pressed down up home end page esc escape shift ctrl ' +
    'alt meta delete backspace space any no each order composite candidate surrogate parent child next prev last first ' +
    'recaptcha captcha turnstile hcaptcha search vapid host known verification verify storage local react t text title ' +
    'mutation state store context swr redis memo dom vue component slot theme color css style icon answer question piano major ' +
    'minor video audio dimension attribute json xml event topic routing path url uri name',
);

const OTHER_TOKENS = setOf(
  'csrf xsrf next page cancel cancellation continuation design color max min num total prompt completion input output pad eos ' +
    'bos unk mask sep cls stop special operator syntax sync count used per reasoning cached erc contract native base quote ' +
    'authenticity verification lp swap asset stream skip pagination first last peek current lexer parse parser keyword identifier punctuation comment ' +
    'font spacing theme ui style public concurrency change continuation resume cursor html',
);

/** Whose "pass" is a password: DB_PASS, smtpPass. */
const LOGINS = setOf(
  'db database mysql postgres pg mongo mongodb redis smtp mail email imap ftp sftp ssh ldap user admin root login proxy ' +
    'wifi wlan become mqtt rabbitmq amqp sql oracle key store keystore cert my default sudo vnc rdp',
);

const OTHER_PASSES = setOf(
  'first second single multi one two by low high band render shader shadow test did does will must should can all ' +
    'bus boarding season gate tests compiler optimization full last next final effect post pre to and or not a the will',
);

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
