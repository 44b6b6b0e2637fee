import { parse } from 'tldts';
import { boundHost } from '../../secrets/localHosts.ts';
import { hostOfAddress } from '../hostNames.ts';

/** The host that a text names, and the domain that it belongs to, if that may be a product's. */
export interface OwnHost {
  readonly host: string;
  /** The registrable domain; on a platform the whole name that it gave: "shop.vercel.app". */
  readonly domain: string;
  readonly kind: 'own' | 'platform' | 'reserved';
  /** What the name itself says. */
  readonly environment?: 'staging' | 'preview';
}

/** Undefined for what is no host, for placeholders, for this machine, and for what is well known to be somebody else's. */
export function ownHost(text: string): OwnHost | undefined {
  const host = hostOfAddress(text.replace(/^(https?:\/\/)?(?:\*?\.)/i, '$1'));
  if (host === undefined || host.length > 100) return undefined;
  const bound = boundHost(host);
  if (bound === 'private' || bound === 'tunnel') return undefined;
  const { domain, domainWithoutSuffix, isIcann, isPrivate, publicSuffix } = parse(host, {
    allowPrivateDomains: true,
  });
  if (domain === null || domainWithoutSuffix === null) return undefined;
  const environment = bound === 'staging' || bound === 'preview' ? { environment: bound } : {};
  const labels = host.slice(0, host.length - (publicSuffix ?? '').length).split('.');
  if (
    /^(?:local|localhost)\d*$/.test(labels[0] ?? '') ||
    labels.some((label) => FILL_IN.test(label)) ||
    PLACEHOLDER.test(domainWithoutSuffix)
  )
    return undefined;
  if (publicSuffix === 'test' || publicSuffix === 'example')
    return { host, domain, kind: 'reserved', ...environment };
  if (isPrivate === true)
    return PLATFORMS.test(host)
      ? { host, domain, kind: 'platform', environment: bound === 'staging' ? 'staging' : 'preview' }
      : undefined;
  if (isIcann !== true || STRANGERS.has(domain) || STRANGE_NAMES.has(domainWithoutSuffix)) return undefined;
  return { host, domain, kind: 'own', ...environment };
}

/** Words that people write where a name belongs; as the name of a domain they are nobody's product. */
const PLACEHOLDER =
  /^(?:(?:your|my|our|the|some|any|a|new)-?)?(?:own-?|custom-?|super-?|awesome-?|cool-?|real-?|production-?|actual-?)?(?:app|application|domain(?:name)?|project|site|company|corp|host(?:name)?|server|instance|org(?:anization)?|tenant|team|name|store|shop|website|web|url|blog|product|saas|startup|business|brand|service|platform|vercel|deployment|cdn|self|frontend|backend|api|prod)\d{0,2}$|^(?:acme(?:-?(?:corp|inc|co))?|foo|bar|baz|foobar|test|testing|tests|demo|sample|dummy|fake|placeholder|change-?me|abc|xyz|xxx+|localhost|local|dev|development|staging|production|contoso|fabrikam|initech|globex|hooli|lorem|ipsum|whatever|something|somewhere|mysubdomain|subdomain|hello|none|null|undefined|todo|tbd|node|[a-d]|one|two)$/;
const FILL_IN =
  /example|^(?:your|my)-?(?:sub)?(?:domain|app|site|company|project|host|server|org|name|instance|website)|placeholder|changeme|yourdomain|mydomain|^x{3,}$/;

/** Platforms that serve whole sites under a name of theirs. */
const PLATFORMS =
  /\.(?:vercel\.app|now\.sh|netlify\.app|onrender\.com|fly\.dev|herokuapp\.com|pages\.dev|workers\.dev|github\.io|gitlab\.io|web\.app|firebaseapp\.com|azurewebsites\.net|azurestaticapps\.net|railway\.app|run\.app|appspot\.com|surge\.sh|deno\.dev|deno\.net|ondigitalocean\.app|replit\.app|hf\.space|streamlit\.app|amplifyapp\.com|kinsta\.app|koyeb\.app|code\.run|pythonanywhere\.com|gigalixirapp\.com|hosted\.app)$/;

/** Makers of what products are built with and connected to: their names stand in settings, and no user of theirs has them. */
const STRANGE_NAMES = new Set(
  (
    'google googleapis googleusercontent gstatic youtube github githubusercontent gitlab bitbucket facebook fb twitter linkedin instagram ' +
    'tiktok pinterest reddit discord discordapp slack telegram whatsapp microsoft microsoftonline azure windows live office apple icloud ' +
    'amazon amazonaws cloudfront cloudflare cloudflareinsights vercel netlify heroku render railway digitalocean digitaloceanspaces ' +
    'stripe paypal paddle lemonsqueezy polar braintree adyen shopify sentry datadoghq datadog newrelic honeycomb grafana posthog segment ' +
    'mixpanel amplitude hotjar plausible fathom intercom crisp zendesk hubspot mailchimp mailgun sendgrid resend postmarkapp brevo ' +
    'sparkpost twilio auth0 okta clerk workos supabase firebase firebaseio neon planetscale upstash mongodb redis algolia openai ' +
    'anthropic mistral groq together huggingface replicate elevenlabs npmjs unpkg jsdelivr cdnjs nodejs pypi rubygems packagist docker ' +
    'quay gravatar unsplash pexels imgur giphy placehold mozilla apache w3 schema ietf gnu opensource creativecommons wikipedia ' +
    'stackoverflow medium hashnode nextjs reactjs vuejs nuxt svelte astro angular laravel symfony djangoproject rubyonrails ' +
    'tailwindcss shadcn prisma typescriptlang eslint prettier babeljs jestjs vitejs turborepo turbo swagger openapis schemastore ' +
    'letsencrypt cloudinary imagekit uploadthing backblazeb2 wasabisys algolianet typesense meilisearch pusher ably liveblocks knock ' +
    'zapier calendly notion airtable figma loom zoom dropbox box atlassian trello asana jira hcaptcha recaptcha bootstrapcdn fontawesome ' +
    'jquery wordpress wp gitbook readthedocs crowdin weblate transifex codecov coveralls snyk sonarcloud shields badgen travis-ci circleci ' +
    'opencollective buymeacoffee patreon ko-fi producthunt ycombinator openstreetmap mapbox maptiler ipinfo ipify maxmind ' +
    'nginx kubernetes k8s traefik caddyserver hashicorp terraform opentelemetry jaegertracing prometheus elastic elasticsearch sonatype ' +
    'mailtrap ethereal yahoo outlook gmail hotmail protonmail zoho spotify twitch vimeo soundcloud steamcommunity steampowered ' +
    'tinyurl bitly 1password lastpass bitwarden infisical doppler mintlify localhost lvh nip sslip xip nextauth authjs next-auth ' +
    'vk yandex baidu alipay wechat weixin qq aliyun aliyuncs tencent tencentcloudapi huaweicloud gitee jihulab dingtalk feishu larksuite'
  ).split(' '),
);
const STRANGERS = new Set(
  'x.com t.me t.co youtu.be g.co goo.gl bit.ly wa.me fb.com json-schema.org spdx.org ghcr.io gcr.io docker.io mcr.microsoft.com sentry.io dev.to nip.io sslip.io xip.io lvh.me example.com example.org example.net clerk.dev deno.land esm.sh js.org vite.dev vue.dev go.dev pkg.go.dev web.dev'.split(
    ' ',
  ),
);
