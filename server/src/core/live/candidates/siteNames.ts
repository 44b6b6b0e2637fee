/**
 * Whether a variable is called as the ones that hold the product's own address: APP_URL, NEXT_PUBLIC_SITE_URL, NEXTAUTH_URL. All
 * words of it have to be known: SUPABASE_URL and STRIPE_API_HOST are somebody else's.
 */
export function isSiteName(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[_.-]+/)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  if (words.length === 0 || words.length > 8 || !LAST.has(last)) return false;
  const own = words.filter((word) => !PREFIXES.has(word));
  if (own.length === 1 && words.length === 1) return ALONE.has(last);
  return own.every((word) => WORDS.has(word) || LAST.has(word));
}

/** Only a URL says that it is an address, where the name does not: HOST may be what a server listens on. */
export function namesHost(name: string): boolean {
  return /(?:domains?|hosts?|hostname|origins?|fqdn)$/i.test(name);
}

/** How bundlers mark what browsers may see, and frameworks what is theirs. */
const PREFIXES = new Set(
  'NEXT NUXT PUBLIC VITE REACT GATSBY EXPO VUE NX ASTRO NG PLASMO BUN DJANGO RAILS LARAVEL PHX SPRING FLASK FASTAPI VIRTUAL LETSENCRYPT GF'.split(
    ' ',
  ),
);
const LAST = new Set(
  'URL URI DOMAIN DOMAINS HOST HOSTS HOSTNAME ORIGIN ORIGINS FQDN BASEURL SITE WEBSITE WEBSITES ADDRESS ROOT'.split(
    ' ',
  ),
);
const ALONE = new Set('URL DOMAIN FQDN BASEURL HOSTNAME WEBSITE DOMAINS'.split(' '));
const WORDS = new Set(
  (
    'APP APPLICATION SITE WEB WEBSITE WEBAPP WWW BASE ROOT MAIN HOME HOMEPAGE PUBLIC EXTERNAL FRONTEND FRONT END BACKEND BACK SERVER ' +
    'CLIENT API CANONICAL PRODUCTION PROD STAGING PREVIEW LIVE MARKETING LANDING DASHBOARD ADMIN PORTAL CONSOLE ACCOUNT ACCOUNTS ' +
    'NEXTAUTH AUTH BETTER TRUSTED ALLOWED CORS CSRF ORIGIN ORIGINS COOKIE SESSION SERVICE INSTANCE PROJECT DEPLOY DEPLOYMENT ' +
    'SELF OUR COMPANY PRODUCT TENANT WORKSPACE DEFAULT FULL HTTP HTTPS UI STORE SHOP STOREFRONT BLOG STATUS HELP SUPPORT SHORT LINK ' +
    'CDN ASSET ASSETS PREFIX SHARE INVITE LOGIN PORTAL ORG PLATFORM MY'
  ).split(' '),
);
