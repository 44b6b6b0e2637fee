/** Hosts that exist for one machine or one environment only. */

export type HostKind = 'machine' | 'private' | 'tunnel' | 'staging' | 'preview';

/** What kind of a bound host this is; undefined for hosts that everybody can reach, and those that clouds give meaning. */
export function boundHost(host: string): HostKind | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (MACHINE.test(name)) return 'machine';
  if (name.endsWith('.cluster.local') || METADATA.test(name)) return undefined;
  if (isPrivateAddress(name) || /\.(?:local|lan|home\.arpa)$/.test(name)) return 'private';
  if (name.endsWith('.test')) return 'machine';
  if (TUNNEL.test(name)) return 'tunnel';
  if (PREVIEW.test(name)) return 'preview';
  return STAGING.test(name) && !RESERVED.test(name) ? 'staging' : undefined;
}

/** `.localhost` as in RFC 6761, section 6.3; the last two are what containers call their host. */
const MACHINE =
  /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|host\.docker\.internal|gateway\.docker\.internal)$/;
/** Clouds answer there with facts about the machine, in production as well. */
const METADATA = /^169\.254\.(?:169\.25[34]|170\.(?:2|23))$|^metadata\./;
const TUNNEL =
  /\.(?:ngrok(?:-free)?\.(?:app|io|dev)|loca\.lt|trycloudflare\.com|serveo\.net|localhost\.run|lhr\.life|ngrok\.pizza|devtunnels\.ms)$/;
/** Names that hosting platforms make up for a branch or a pull request. */
const PREVIEW =
  /(?:-git-[\w-]+|(?:^|-)preview(?:-[\w-]+)?|-[a-z\d]*\d[a-z\d]*-[a-z\d-]+-projects)\.vercel\.app$|(?:deploy-preview-\d+|[\da-f]{24})--[\w-]+\.netlify\.app$|(?:^|-)(?:pr-\d+|preview|review)(?:-[\w-]+)?\.(?:onrender\.com|fly\.dev|herokuapp\.com|up\.railway\.app|pages\.dev|netlify\.app)$/;
const STAGING =
  /(?:^|[.-])(?:staging|stage|stg|preprod|uat|qa)\d{0,2}(?:[.-][\w.-]+)?\.[a-z]{2,}$|^(?:dev|develop|test)\d{0,2}[.-][\w-]+\.[\w.-]+$|-(?:dev|staging)\d{0,2}\.[\w.-]+$/;
/** Domains that belong to nobody: RFC 2606. And products whose own name holds such a word. */
const RESERVED =
  /(?:^|\.)example\.(?:com|org|net)$|\.(?:example|invalid)$|(?:^|\.)(?:dev\.to|dev\.azure\.com|dev\.mysql\.com|dev\.twitch\.tv|dev\.vk\.com|stage\.com|backstage\.io|acme-staging[\w.-]*)$|letsencrypt\.org$|(?:^|\.)docs?\.|(?:^|\.)test\.mosquitto\.org$/;

/** RFC 1918 and RFC 3927. */
function isPrivateAddress(name: string): boolean {
  const match = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(name);
  if (!match) return false;
  const [first, second] = [Number(match[1]), Number(match[2])];
  return (
    first === 10 ||
    (first === 192 && second === 168) ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 169 && second === 254)
  );
}
