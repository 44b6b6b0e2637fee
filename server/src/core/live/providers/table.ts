/** Who runs products, stands in front of them, and answers for zones: by what shows of them. */

/** What shows of a provider in records and answers. */
interface Marks {
  /** Ends of the names that customers point aliases to. */
  readonly aliases?: readonly string[];
  /** IPv4 prefixes that the provider publishes for apex domains. */
  readonly addresses?: readonly string[];
  /** Headers of answers: a name alone, or with what the value has to contain, in lower case. */
  readonly headers?: readonly (readonly [header: string, value?: string])[];
}

export interface HostProvider extends Marks {
  readonly label: string;
  /** The edge that comes with it. */
  readonly edge?: string;
}

/**
 * In order of trust: one whose marks nobody else has comes first. Aliases and addresses are those of each provider's page about
 * custom domains, headers those of its reference.
 */
export const HOSTS: Readonly<Record<string, HostProvider>> = {
  // https://vercel.com/docs/domains/set-up-custom-domain, https://vercel.com/docs/headers/response-headers
  vercel: {
    label: 'Vercel',
    edge: 'vercel',
    aliases: [
      'vercel-dns.com',
      'vercel-dns-0.com',
      'vercel-dns-016.com',
      'vercel-dns-017.com',
      'vercel.app',
      'now.sh',
    ],
    addresses: ['76.76.21.0/24', '216.198.79.0/24', '64.29.17.0/24'],
    headers: [['x-vercel-id'], ['server', 'vercel']],
  },
  // https://docs.netlify.com/manage/domains/configure-domains/configure-external-dns/
  netlify: {
    label: 'Netlify',
    edge: 'netlify',
    aliases: ['netlify.app', 'netlify.com', 'netlifyglobalcdn.com'],
    addresses: ['75.2.60.5/32', '99.83.231.61/32', '99.83.190.102/32'],
    headers: [['x-nf-request-id'], ['server', 'netlify']],
  },
  // https://developers.cloudflare.com/pages/configuration/custom-domains/
  'cloudflare-pages': { label: 'Cloudflare Pages', edge: 'cloudflare', aliases: ['pages.dev'] },
  // https://developers.cloudflare.com/workers/configuration/routing/
  'cloudflare-workers': { label: 'Cloudflare Workers', edge: 'cloudflare', aliases: ['workers.dev'] },
  // https://render.com/docs/configure-other-dns
  render: {
    label: 'Render',
    edge: 'cloudflare',
    aliases: ['onrender.com'],
    addresses: ['216.24.57.0/24'],
    headers: [['x-render-origin-server'], ['rndr-id']],
  },
  // https://fly.io/docs/networking/custom-domain/, https://fly.io/docs/networking/request-headers/
  fly: {
    label: 'Fly.io',
    edge: 'fly',
    aliases: ['fly.dev'],
    headers: [['fly-request-id'], ['server', 'fly/']],
  },
  // https://devcenter.heroku.com/articles/custom-domains
  heroku: {
    label: 'Heroku',
    aliases: ['herokudns.com', 'herokuapp.com', 'herokussl.com'],
    headers: [
      ['via', 'vegur'],
      ['via', 'heroku-router'],
    ],
  },
  // https://docs.github.com/en/pages/configuring-a-custom-domain-for-your-github-pages-site
  'github-pages': {
    label: 'GitHub Pages',
    edge: 'fastly',
    aliases: ['github.io'],
    addresses: ['185.199.108.0/22'],
    headers: [['server', 'github.com'], ['x-github-request-id']],
  },
  // https://docs.gitlab.com/user/project/pages/custom_domains_ssl_tls_certification/
  'gitlab-pages': { label: 'GitLab Pages', aliases: ['gitlab.io'], addresses: ['35.185.44.232/32'] },
  // https://docs.railway.com/networking/domains
  railway: {
    label: 'Railway',
    aliases: ['up.railway.app', 'railway.app'],
    headers: [['x-railway-request-id'], ['server', 'railway-edge'], ['server', 'railway-hikari']],
  },
  // https://docs.aws.amazon.com/amplify/latest/userguide/custom-domains.html
  amplify: { label: 'AWS Amplify', edge: 'cloudfront', aliases: ['amplifyapp.com'] },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
  s3: { label: 'Amazon S3', aliases: ['s3.amazonaws.com'], headers: [['server', 'amazons3']] },
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
  aws: {
    label: 'AWS',
    aliases: ['elb.amazonaws.com', 'elasticbeanstalk.com', 'awsapprunner.com'],
    headers: [['server', 'awselb/']],
  },
  // https://learn.microsoft.com/azure/app-service/app-service-web-tutorial-custom-domain
  azure: {
    label: 'Azure',
    aliases: [
      'azurewebsites.net',
      'azurestaticapps.net',
      'cloudapp.azure.com',
      'cloudapp.net',
      'azurecontainerapps.io',
    ],
    headers: [['x-ms-request-id']],
  },
  // https://firebase.google.com/docs/hosting/custom-domain
  firebase: {
    label: 'Firebase Hosting',
    edge: 'fastly',
    aliases: ['web.app', 'firebaseapp.com'],
    addresses: ['199.36.158.100/32'],
  },
  // https://cloud.google.com/run/docs/mapping-custom-domains
  google: { label: 'Google Cloud', aliases: ['ghs.googlehosted.com', 'run.app', 'appspot.com'] },
  // https://docs.digitalocean.com/products/app-platform/how-to/manage-domains/
  digitalocean: {
    label: 'DigitalOcean App Platform',
    edge: 'cloudflare',
    aliases: ['ondigitalocean.app'],
    headers: [['x-do-app-origin']],
  },
  // https://help.shopify.com/en/manual/domains/add-a-domain/connecting-domains
  shopify: {
    label: 'Shopify',
    edge: 'cloudflare',
    aliases: ['myshopify.com'],
    addresses: ['23.227.38.0/24'],
    headers: [['x-shopid'], ['x-shopify-stage'], ['powered-by', 'shopify']],
  },
  // https://help.webflow.com/hc/en-us/articles/33961239562387
  webflow: {
    label: 'Webflow',
    aliases: ['webflow.com', 'webflow.io'],
    headers: [['x-wf-region'], ['server', 'webflow']],
  },
  // https://support.squarespace.com/hc/en-us/articles/205812378
  squarespace: {
    label: 'Squarespace',
    aliases: ['ext-cust.squarespace.com', 'squarespace.com', 'ext-sq.squarespace.com'],
    addresses: ['198.185.159.144/31', '198.49.23.144/31'],
    headers: [['server', 'squarespace']],
  },
  // https://support.wix.com/en/article/connecting-a-domain-to-wix-using-the-pointing-method
  wix: {
    label: 'Wix',
    aliases: ['wixdns.net'],
    addresses: ['185.230.63.0/24', '23.236.62.147/32'],
    headers: [['x-wix-request-id']],
  },
  // https://supabase.com/docs/guides/platform/custom-domains
  supabase: { label: 'Supabase', aliases: ['supabase.co'], headers: [['sb-project-ref']] },
};

/** https://www.cloudflare.com/ips-v4/, and what each writes into its answers. */
export const EDGES: Readonly<Record<string, Marks & { readonly label: string }>> = {
  cloudflare: {
    label: 'Cloudflare',
    aliases: ['cdn.cloudflare.net'],
    addresses: [
      '103.21.244.0/22',
      '103.22.200.0/22',
      '103.31.4.0/22',
      '104.16.0.0/13',
      '104.24.0.0/14',
      '108.162.192.0/18',
      '131.0.72.0/22',
      '141.101.64.0/18',
      '162.158.0.0/15',
      '172.64.0.0/13',
      '173.245.48.0/20',
      '188.114.96.0/20',
      '190.93.240.0/20',
      '197.234.240.0/22',
      '198.41.128.0/17',
    ],
    headers: [['cf-ray'], ['server', 'cloudflare']],
  },
  cloudfront: {
    label: 'Amazon CloudFront',
    aliases: ['cloudfront.net'],
    headers: [['x-amz-cf-id'], ['x-amz-cf-pop'], ['via', '(cloudfront)']],
  },
  fastly: {
    label: 'Fastly',
    aliases: ['fastly.net', 'fastlylb.net'],
    headers: [['x-fastly-request-id'], ['x-served-by', 'cache-']],
  },
  akamai: {
    label: 'Akamai',
    aliases: ['edgekey.net', 'edgesuite.net', 'akamaized.net', 'akamaiedge.net'],
    headers: [['server', 'akamaighost'], ['akamai-grn'], ['x-akamai-transformed']],
  },
  'azure-front-door': {
    label: 'Azure Front Door',
    aliases: ['azurefd.net', 'azureedge.net'],
    headers: [['x-azure-ref']],
  },
  'google-cdn': { label: 'Google Cloud CDN', headers: [['via', '1.1 google']] },
  bunny: { label: 'Bunny', aliases: ['b-cdn.net'], headers: [['server', 'bunnycdn'], ['cdn-pullzone']] },
  keycdn: { label: 'KeyCDN', aliases: ['kxcdn.com'], headers: [['server', 'keycdn']] },
  sucuri: { label: 'Sucuri', headers: [['x-sucuri-id'], ['server', 'sucuri']] },
  imperva: {
    label: 'Imperva',
    aliases: ['incapdns.net', 'impervadns.net'],
    headers: [['x-iinfo'], ['x-cdn', 'imperva']],
  },
};

export interface DnsOperator {
  readonly label: string;
  /** Patterns over the names of its servers. */
  readonly servers: RegExp;
  /** Where its customers change records. `{domain}` stands for the zone. */
  readonly records: string;
}

/** Each with the console that its own help names for changing records. */
export const DNS_OPERATORS: Readonly<Record<string, DnsOperator>> = {
  cloudflare: {
    label: 'Cloudflare',
    servers: /\.ns\.cloudflare\.com$/,
    records: 'https://dash.cloudflare.com/?to=/:account/{domain}/dns/records',
  },
  route53: {
    label: 'Amazon Route 53',
    servers: /\.awsdns-\d+\.(?:com|net|org|co\.uk)$/,
    records: 'https://console.aws.amazon.com/route53/v2/hostedzones',
  },
  google: {
    label: 'Google Cloud DNS',
    servers: /^ns-cloud-[a-z]\d\.googledomains\.com$/,
    records: 'https://console.cloud.google.com/net-services/dns/zones',
  },
  squarespace: {
    label: 'Squarespace Domains',
    servers: /\.squarespacedns\.com$/,
    records: 'https://account.squarespace.com/domains',
  },
  namecheap: {
    label: 'Namecheap',
    servers: /\.(?:registrar-servers|namecheaphosting)\.com$/,
    records: 'https://ap.www.namecheap.com/Domains/DomainControlPanel/{domain}/advancedns',
  },
  godaddy: {
    label: 'GoDaddy',
    servers: /\.domaincontrol\.com$/,
    records: 'https://dcc.godaddy.com/control/portfolio/{domain}/settings?tab=dns',
  },
  gandi: { label: 'Gandi', servers: /\.gandi\.net$/, records: 'https://admin.gandi.net/domain/' },
  ovh: {
    label: 'OVHcloud',
    servers: /\.(?:ovh\.net|anycast\.me)$/,
    records: 'https://www.ovh.com/manager/#/web/domain/{domain}/zone',
  },
  ionos: {
    label: 'IONOS',
    servers: /\.ui-dns\.(?:com|de|org|biz)$/,
    records: 'https://my.ionos.com/domains',
  },
  hetzner: {
    label: 'Hetzner',
    servers: /(?:\.ns\.hetzner\.(?:com|de)|\.second-ns\.(?:com|de)|\.first-ns\.de)$/,
    records: 'https://dns.hetzner.com/',
  },
  porkbun: {
    label: 'Porkbun',
    servers: /\.ns\.porkbun\.com$|\.porkbun\.com$/,
    records: 'https://porkbun.com/account/domainsSpeedy',
  },
  digitalocean: {
    label: 'DigitalOcean',
    servers: /^ns\d\.digitalocean\.com$/,
    records: 'https://cloud.digitalocean.com/networking/domains/{domain}',
  },
  vercel: {
    label: 'Vercel',
    servers: /^ns\d\.vercel-dns(?:-\d)?\.com$/,
    records: 'https://vercel.com/dashboard/domains',
  },
  // Netlify's zones are on servers of NS1: dns1.p01.nsone.net.
  netlify: { label: 'Netlify DNS (NS1)', servers: /\.nsone\.net$/, records: 'https://app.netlify.com/' },
  azure: {
    label: 'Azure DNS',
    servers: /\.azure-dns\.(?:com|net|org|info)$/,
    records: 'https://portal.azure.com/#browse/Microsoft.Network%2FdnsZones',
  },
  dnsimple: {
    label: 'DNSimple',
    servers: /\.dnsimple(?:-edge)?\.(?:com|net|org)$/,
    records: 'https://dnsimple.com/dashboard',
  },
  linode: {
    label: 'Akamai (Linode)',
    servers: /^ns\d\.linode\.com$/,
    records: 'https://cloud.linode.com/domains',
  },
  akamai: { label: 'Akamai', servers: /\.akam\.net$/, records: 'https://control.akamai.com/' },
  bunny: { label: 'Bunny', servers: /\.bunny\.net$/, records: 'https://dash.bunny.net/dns' },
  wix: { label: 'Wix', servers: /\.wixdns\.net$/, records: 'https://manage.wix.com/account/domains' },
  dnspod: { label: 'DNSPod', servers: /\.dnspod\.(?:com|net)$/, records: 'https://console.dnspod.com/' },
  hover: { label: 'Hover', servers: /\.hover\.com$/, records: 'https://www.hover.com/control_panel' },
  namedotcom: { label: 'Name.com', servers: /\.name\.com$/, records: 'https://www.name.com/account/domain' },
  infomaniak: {
    label: 'Infomaniak',
    servers: /\.infomaniak\.(?:com|ch)$/,
    records: 'https://manager.infomaniak.com/v3/domain',
  },
  strato: { label: 'STRATO', servers: /\.rzone\.de$/, records: 'https://www.strato.de/apps/CustomerService' },
  inwx: {
    label: 'INWX',
    servers: /\.inwx\.(?:de|eu|com|net)$/,
    records: 'https://www.inwx.com/en/nameserver',
  },
  hostinger: {
    label: 'Hostinger',
    servers: /\.(?:dns-parking|hostinger)\.com$/,
    records: 'https://hpanel.hostinger.com/domains',
  },
};
