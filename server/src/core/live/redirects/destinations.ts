/** Hosts that no visitor should be sent to. */
import { getSubdomain } from 'tldts';
import type { UrlParts } from '../../observations/http.ts';
import { hostName, ipAddress, isWithin } from '../hostNames.ts';

/** What a redirect leads to that only the server itself, or nobody, can reach; undefined where others can. */
export function internalTarget(
  { hostname }: UrlParts,
  domain: string,
): 'this-machine' | 'address' | 'internal-name' | undefined {
  const address = ipAddress(hostname);
  if (address !== undefined)
    return /^(?:127\.|0\.0\.0\.0$|::1$|::$)/.test(address) ? 'this-machine' : 'address';
  if (/(?:^|\.)localhost\.?$/.test(hostname)) return 'this-machine';
  // Whoever looks at a network of their own knows its names.
  const isKnown = hostname.includes('.') && lastLabel(hostname) === lastLabel(domain);
  const isInternal = hostName(hostname) === undefined || /\.(?:svc|cluster|corp|intranet)\.?$/.test(hostname);
  return isInternal && !isKnown ? 'internal-name' : undefined;
}

function lastLabel(host: string): string {
  return host.replace(/\.$/, '').split('.').at(-1) ?? '';
}

/** A Location that was put together from parts that were missing, or twice. */
export function isGarbled({ hostname, pathname }: UrlParts, domain: string): boolean {
  const isOwn = isWithin(hostname, domain);
  return (!isOwn && isGarbledHost(hostname)) || /^\/?(?:https?:\/|\$(?:request_uri|host|uri))/.test(pathname);
}

function isGarbledHost(hostname: string): boolean {
  return (
    /^(?:undefined|null|none|nan|https?|\$?\{?(?:host|http_host|server_name)\}?)$/.test(hostname) ||
    /[${}<>]|%24|%7b/i.test(hostname) ||
    /^(?:undefined|null|https?)\./.test(hostname)
  );
}

/** A redirect to whoever trades in domains that nobody uses, or shows advertisements at them. */
export function isDomainTrade({ hostname, pathname, search }: UrlParts, domain: string): boolean {
  if (TRADERS.some((trader) => isWithin(hostname, trader))) return true;
  // The car parks of this world have pages, too; their owners' own names say so.
  if (isWithin(hostname, domain) || /park|sale/.test(domain)) return false;
  const namesDomain = `${pathname}${search}`.toLowerCase().includes(domain);
  return (
    hostname.split(/[.-]/).some((word) => /^(?:domainparking|parking|parked|forsale)$/.test(word)) ||
    /(?:^|[.-])(?:for-sale|domains?-?market)(?=[.-])/.test(hostname) ||
    (namesDomain && /\bpark\b|for-?sale|buy-?(?:this-?)?domain/.test(`${hostname}${pathname}`))
  );
}

/** Markets and parking services that registrars send unused domains to. */
const TRADERS = [
  'sedo.com',
  'sedoparking.com',
  'parkingcrew.net',
  'bodis.com',
  'afternic.com',
  'hugedomains.com',
  'dan.com',
  'undeveloped.com',
  'above.com',
  'parklogic.com',
  'voodoo.com',
  'uniregistry.com',
  'domainmarket.com',
  'buydomains.com',
  'brandbucket.com',
  'namedrive.com',
  'domainsponsor.com',
  'parked.com',
  'cashparking.com',
  'domainnamesales.com',
  'forsale.godaddy.com',
];

/** What is wrong with a target is told by a check of its own: others have nothing to add. */
export function isWrongTarget(to: UrlParts, domain: string): boolean {
  const isUsualPort = to.port === (to.protocol === 'https:' ? 443 : 80);
  return !isUsualPort || isGarbled(to, domain) || internalTarget(to, domain) !== undefined;
}

/** The host that a platform gives to every deployment, or one that is named for trying things out. */
export function previewHost({ hostname }: UrlParts, domain: string): string | undefined {
  if (isWithin(domain, hostname) || isPreview(domain)) return undefined;
  // What the product itself is called, "dev-tools.example", says nothing of its hosts.
  const isOther = isWithin(hostname, domain)
    ? isStage(hostname.slice(0, -domain.length))
    : isPreview(hostname);
  return isOther ? hostname : undefined;
}

function isPreview(host: string): boolean {
  return PLATFORMS.some((end) => host.endsWith(`.${end}`)) || isStage(`${getSubdomain(host) ?? ''}.`);
}

/** Whether labels, each with its dot, say that something is tried out there. */
function isStage(labels: string): boolean {
  return /(?:^|[.-])(?:staging|stage|stg|preview|dev|develop|uat|qa|sandbox)[.-]/.test(labels);
}

/** Names below these are given to deployments: each provider's page about its default domain. */
const PLATFORMS = [
  'vercel.app',
  'now.sh',
  'netlify.app',
  'pages.dev',
  'workers.dev',
  'herokuapp.com',
  'onrender.com',
  'fly.dev',
  'up.railway.app',
  'web.app',
  'firebaseapp.com',
  'run.app',
  'appspot.com',
  'azurewebsites.net',
  'azurestaticapps.net',
  'amplifyapp.com',
  'elasticbeanstalk.com',
  'cloudfront.net',
  'amazonaws.com',
  'ondigitalocean.app',
  'github.io',
  'gitlab.io',
  'surge.sh',
  'ngrok.io',
  'ngrok.app',
  'ngrok-free.app',
  'trycloudflare.com',
  'loca.lt',
  'replit.app',
  'lovable.app',
  'bolt.host',
];
