/** Records that hosts ask for, as their own pages say. Where a record is one project's own, there is none here: `how` says where it stands. */
export interface AddressHelp {
  /** For the apex: type and value. */
  readonly apex?: readonly (readonly [type: string, value: string])[];
  /** For "www" and other names, where it is the same for every customer. */
  readonly alias?: readonly (readonly [type: string, value: string])[];
  readonly how: string;
}

export const ADDRESS_HELP: Readonly<Record<string, AddressHelp>> = {
  // https://vercel.com/docs/domains/set-up-custom-domain
  vercel: {
    apex: [['A', '76.76.21.21']],
    alias: [['CNAME', 'cname.vercel-dns-0.com']],
    how: 'Where the Domains page of the project names a record of its own, take that one.',
  },
  // https://docs.netlify.com/manage/domains/configure-domains/configure-external-dns/
  netlify: {
    apex: [
      ['ALIAS', 'apex-loadbalancer.netlify.com'],
      ['A', '75.2.60.5'],
    ],
    how: 'For the domain itself take the ALIAS (or ANAME, or flattened CNAME) where your DNS has such records, else the A record; other names are a CNAME to the name of your site under netlify.app.',
  },
  // https://developers.cloudflare.com/pages/configuration/custom-domains/
  'cloudflare-pages': {
    how: 'Custom domains are added under Workers & Pages, your project, Custom domains; Cloudflare writes the record itself where it has the zone.',
  },
  // https://developers.cloudflare.com/workers/configuration/routing/custom-domains/
  'cloudflare-workers': {
    how: 'Custom domains are added under Workers & Pages, your Worker, Settings, Domains & Routes; Cloudflare writes the record itself.',
  },
  // https://render.com/docs/configure-other-dns
  render: {
    apex: [['A', '216.24.57.1']],
    how: 'Other names are a CNAME to the name of your service under onrender.com. Remove AAAA records: Render has no IPv6.',
  },
  // https://fly.io/docs/networking/custom-domain/
  fly: {
    how: '`fly ips list` shows the addresses for A and AAAA records, `fly certs add` what the certificate needs.',
  },
  // https://devcenter.heroku.com/articles/custom-domains
  heroku: {
    how: '`heroku domains` shows the DNS target of each name; the domain itself needs an ALIAS or ANAME record to it.',
  },
  // https://docs.github.com/en/pages/configuring-a-custom-domain-for-your-github-pages-site/managing-a-custom-domain-for-your-github-pages-site
  'github-pages': {
    apex: [
      ['A', '185.199.108.153'],
      ['A', '185.199.109.153'],
      ['A', '185.199.110.153'],
      ['A', '185.199.111.153'],
      ['AAAA', '2606:50c0:8000::153'],
      ['AAAA', '2606:50c0:8001::153'],
      ['AAAA', '2606:50c0:8002::153'],
      ['AAAA', '2606:50c0:8003::153'],
    ],
    how: 'Other names are a CNAME to the name of your account under github.io.',
  },
  // https://docs.gitlab.com/user/project/pages/custom_domains_ssl_tls_certification/
  'gitlab-pages': {
    apex: [['A', '35.185.44.232']],
    how: 'Other names are a CNAME to your name under gitlab.io; the page of the domain shows a TXT record that proves it is yours.',
  },
  // https://docs.railway.com/networking/domains
  railway: { how: 'The settings of the service show the target under Public Networking, Custom Domain.' },
  // https://docs.aws.amazon.com/amplify/latest/userguide/custom-domains.html
  amplify: { how: 'Hosting, Custom domains shows the CloudFront name that the records point to.' },
  // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html
  aws: { how: 'In Route 53 take an alias record to the load balancer; elsewhere a CNAME to its name.' },
  // https://learn.microsoft.com/azure/app-service/app-service-web-tutorial-custom-domain
  azure: {
    how: 'Custom domains of the app shows its address, its name, and the TXT record that proves the domain is yours.',
  },
  // https://firebase.google.com/docs/hosting/custom-domain
  firebase: {
    how: 'Hosting, Add custom domain shows the records, which it may change while it moves the domain over.',
  },
  // https://docs.digitalocean.com/products/app-platform/how-to/manage-domains/
  digitalocean: {
    how: 'Networking, Domains of the app shows the name under ondigitalocean.app that the CNAME points to.',
  },
  // https://help.shopify.com/en/manual/domains/add-a-domain/connecting-domains/connect-domain-manual
  shopify: {
    apex: [['A', '23.227.38.65']],
    alias: [['CNAME', 'shops.myshopify.com']],
    how: 'Settings, Domains says when Shopify sees them.',
  },
  webflow: { how: 'Site settings, Publishing, Production shows the records.' },
  squarespace: { how: 'Domains, Connect a third-party domain shows the records.' },
  wix: { how: 'Domains, Connect a domain shows the records.' },
};
