import { wordsOf } from './namedValues/names.ts';

/**
 * What falls when somebody knows a secret. "signing": sessions and tokens can be forged, or data read that it encrypts.
 * "admin": somebody signs in with rights. "guard": a door that only our own programs should pass. "unknown": a secret of
 * the product whose use the name does not tell. "service": the login at a database or somebody else's service: with the
 * wrong one it only fails to connect.
 */
export type Stake = 'signing' | 'admin' | 'guard' | 'unknown' | 'service';

/** What the secret of that name protects; undefined where the name promises none, or one that is public. */
export function stakeOf(name: string): Stake | undefined {
  const known = judged.get(name);
  if (known !== undefined) return known === false ? undefined : known;
  const stake = judge(name);
  if (judged.size >= REMEMBERED) judged.clear();
  judged.set(name, stake ?? false);
  return stake;
}

/** The same few names come again and again. */
const judged = new Map<string, Stake | false>();
const REMEMBERED = 2_000;

function judge(name: string): Stake | undefined {
  const lastPart = name.slice(name.lastIndexOf('.') + 1);
  const words = wordsOf(lastPart).filter((word) => !/^\d+$/.test(word));
  if (
    words.length === 0 ||
    words.some((word) => PUBLIC.has(word) || CATCHERS.has(word)) ||
    HARMLESS_START.has(words[0] ?? '')
  )
    return undefined;
  const said = ` ${words.join(' ')} `;
  const noun = NOUN.exec(said)?.[1];
  if (noun === undefined) return undefined;
  if (ANSWERS.test(said)) return 'guard';
  if (CONSOLE.test(said)) return 'admin';
  if (words.some((word) => SERVICES.has(word)) || / client secret/.test(said)) return 'service';
  if (said === ` ${noun} ` && /^(?:pass|pw|pwd|password)$/.test(noun)) return 'service';
  if (/pass|pw/.test(noun) && / (?:cookie|session) /.test(said)) return 'signing';
  if (/pass|pw/.test(noun)) return ADMIN.test(said) ? 'admin' : 'unknown';
  if (ENCRYPTS.test(said)) return 'signing';
  if (ADMIN_ONLY.test(said)) return 'admin';
  if (SIGNING.test(said) && !/ token s?$/.test(noun)) return noun.endsWith('token') ? undefined : 'signing';
  if (GUARD.test(said)) return 'guard';
  return /secret/.test(noun) ? 'unknown' : undefined;
}

/** The thing that is named, at the end: what comes after it says which environment it is for. */
const NOUN =
  /(?:^| )((?:[a-z]*(?:secret|password|passwd|passphrase)|pass|pw|pwd|secret key(?: base)?|secretkey(?:base)?|secret or key|(?:api|secret|access|private|signing|sign|encryption|encrypt|cipher|master|auth|service|admin|app|application|license|jwt|hmac|crypto|fernet|shared|server|nextauth|internal|account|rsa) keys?|(?:api|secret|app|encryption|signing|cipher|master|auth|jwt|private)key|[a-z]*token|secrets))(?: (?:prod|production|dev|development|default|value|str|string|base|v|old|new|current|initial))* $/;

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Keys of other kinds, and what browsers may see. */
const PUBLIC = setOf(
  'public publishable site anon csrf xsrf cache storage foreign primary query sort field label name id placeholder hint ' +
    'error message regex pattern rule header confirm confirmation forgot reset wrong invalid hashed',
);
/** They take the mails of a developer's own machine, and send none. */
const CATCHERS = setOf('maildev mailhog mailpit mailcatcher inbucket');
const HARMLESS_START = setOf(
  'is has get set use with no show hide existing generate create update validate check missing enable disable allow',
);

/** What others send us is believed because of it. */
const ANSWERS =
  / (?:webhook|webhooks|cron|internal|revalidate|revalidation|preview|callback) | signing secret | verify token /;
const SIGNING =
  / (?:[a-z]*jwt[a-z]*|[a-z]*session[a-z]*|[a-z]*cookie[a-z]*|nextauth[a-z]*|hmac|jwe|csrf|encryption|encrypt|[a-z]*signing|sign|signature|cipher|crypto|crypt|fernet|pepper) .*(?:secret|key|keys|pepper|phrase) | (?:[a-z]*jwt|session|cookie|nextauth|auth|token|app|signing|encryption)secret(?:key)? |^ (?:(?:app|application|server|site|flask|django|rails|better|auth|token|access|refresh|reset|unsubscribe|magic|link|verification|state|otp|hash|live|my|the|kernel|symfony|laravel|devise|secret) )*(?:secret|secret key|secret key base|secretkey|secretkeybase|secret or key|app key|appkey|authsecret|appsecret) | secret key base /;
const ADMIN =
  / (?:admin|administrator|superuser|superadmin|sysadmin|[a-z]*admin|web|site|dashboard|login|master|panel|ui|console) /;
/** Consoles of their own, however they are called: who signs in there has everything. */
const CONSOLE =
  / (?:keycloak|grafana|gf security|pgadmin|n8n|metabase|superset|directus|strapi) (?:bootstrap )?(?:admin|default|owner) (?:user )?(?:password|pass) /;
/** `ENCRYPTION_MASTER_KEY`: nobody signs in with it. */
const ENCRYPTS = / (?:encryption|encrypt|cipher|crypto|crypt|fernet) (?:[a-z]+ )?(?:secret|key|keys) /;
const ADMIN_ONLY = / (?:admin|superuser|superadmin|master) (?:[a-z]+ )?(?:secret|key|token) /;
const GUARD =
  / (?:service|shared|worker|bot|gateway|proxy|relay|bridge|hub|server) (?:secret|key|token) | api secret /;

/** Whose secret it is, where it is not ours: the name says which login it belongs to. */
const SERVICES = setOf(
  'aws spaces minio gcp google gcs azure azuread cloudflare wasabi backblaze stripe paypal braintree paddle lemonsqueezy ' +
    'polar razorpay plaid coinbase github gitlab bitbucket gitea facebook fb twitter linkedin instagram tiktok discord slack telegram ' +
    'apple microsoft okta auth0 oidc oauth saml clerk keycloak cognito workos onelogin jumpcloud kinde twitch spotify reddit dropbox notion ' +
    'openai anthropic gemini mistral cohere replicate huggingface groq deepseek perplexity pinecone weaviate qdrant algolia typesense ' +
    'sendgrid resend mailgun postmark ses brevo mailchimp loops mailjet smtp imap mail mailer email twilio vonage pusher ably knock novu courier ' +
    'db database pg postgres postgresql mysql mariadb mongo mongodb redis valkey rabbitmq rabbit amqp kafka clickhouse elastic elasticsearch ' +
    'opensearch mssql oracle couchdb couch influxdb influx neo cassandra ldap supabase firebase upstash planetscale neon turso tinybird ' +
    'sentry posthog mixpanel segment amplitude datadog newrelic grafana logtail axiom honeycomb plausible umami hubspot intercom zendesk ' +
    'salesforce shopify airtable linear jira atlassian zoom calendly figma vercel netlify heroku render fly digitalocean linode cloudinary ' +
    'imagekit uploadthing mux livekit agora stream mapbox maps recaptcha turnstile hcaptcha captcha consumer zapier docusign xero ' +
    'quickbooks avalara trigger inngest qstash hubspot intercom framer bitly veriff',
);
