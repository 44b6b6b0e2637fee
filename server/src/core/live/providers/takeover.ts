/**
 * What shows that an alias leads to something that its provider has no owner for. Facts, not texts, of
 * https://github.com/EdOverflow/can-i-take-over-xyz (2026), whose list is what researchers agree on.
 */
import { isAtOrBelow } from '../dns/names.ts';

export interface AbandonedAlias {
  readonly label: string;
  /** Ends of alias targets, or a pattern where the region stands within. */
  readonly ends: readonly string[] | RegExp;
  /** What the provider's answer has in its body when nobody owns the name. */
  readonly body?: string;
  /** Whoever asks the provider first gets the name: a takeover waits to happen. */
  readonly isFree: boolean;
  /** It looks at the name that visitors ask for alone: behind a wildcard everybody may claim names that nobody uses. */
  readonly servesAnyName?: true;
}

export const ABANDONED_ALIASES: readonly AbandonedAlias[] = [
  {
    label: 'Amazon S3',
    ends: /(?:^|\.)s3(?:[.-](?:website[.-])?[a-z0-9-]+)?\.amazonaws\.com$/,
    body: 'The specified bucket does not exist',
    isFree: true,
    servesAnyName: true,
  },
  { label: 'AWS Elastic Beanstalk', ends: ['elasticbeanstalk.com'], isFree: true },
  {
    label: 'Azure',
    ends: [
      'azurewebsites.net',
      'cloudapp.net',
      'cloudapp.azure.com',
      'trafficmanager.net',
      'blob.core.windows.net',
      'azureedge.net',
      'azure-api.net',
      'azurecontainer.io',
      'azurehdinsight.net',
      'search.windows.net',
      'servicebus.windows.net',
    ],
    isFree: true,
  },
  {
    label: 'GitHub Pages',
    ends: ['github.io'],
    body: "There isn't a GitHub Pages site here.",
    isFree: true,
    servesAnyName: true,
  },
  { label: 'Heroku', ends: ['herokuapp.com', 'herokudns.com'], body: 'No such app', isFree: true },
  { label: 'Netlify', ends: ['netlify.app', 'netlify.com'], body: 'Not Found - Request ID:', isFree: true },
  { label: 'Fly.io', ends: ['fly.dev'], isFree: true },
  { label: 'Surge', ends: ['surge.sh'], body: 'project not found', isFree: true },
  { label: 'Bitbucket', ends: ['bitbucket.io'], body: 'Repository not found', isFree: true },
  {
    label: 'Ghost',
    ends: ['ghost.io'],
    body: 'The thing you were looking for is no longer here, or never was',
    isFree: true,
  },
  { label: 'ReadMe', ends: ['readme.io'], body: 'Project doesnt exist... yet!', isFree: true },
  { label: 'Pantheon', ends: ['pantheonsite.io'], body: '404 error unknown site!', isFree: true },
  { label: 'Kinsta', ends: ['kinsta.cloud'], body: 'No Site For Domain', isFree: true },
  {
    label: 'Help Scout',
    ends: ['helpscoutdocs.com'],
    body: 'No settings were found for this company:',
    isFree: true,
  },
  {
    label: 'Help Juice',
    ends: ['helpjuice.com'],
    body: "We could not find what you're looking for.",
    isFree: true,
  },
  {
    label: 'YouTrack',
    ends: ['youtrack.cloud'],
    body: 'is not a registered InCloud YouTrack',
    isFree: true,
  },
  { label: 'WordPress.com', ends: ['wordpress.com'], body: 'Do you want to register', isFree: true },
  { label: 'ngrok', ends: ['ngrok.io', 'ngrok.app'], body: 'ngrok.io not found', isFree: true },
  {
    label: 'Pingdom',
    ends: ['stats.pingdom.com'],
    body: "Sorry, couldn't find the status page",
    isFree: true,
  },
  { label: 'Hatena Blog', ends: ['hatenablog.com'], body: '404 Blog is not found', isFree: true },
  { label: 'SurveySparrow', ends: ['surveysparrow.com'], body: 'Ouch! Account not found', isFree: true },
  {
    label: 'Agile CRM',
    ends: ['agilecrm.com'],
    body: 'Sorry, this page is no longer available.',
    isFree: true,
  },
  {
    label: 'Tumblr',
    ends: ['domains.tumblr.com'],
    body: "Whatever you were looking for doesn't currently exist at this address",
    isFree: true,
  },
  // These ask for a proof first, or give a name of which nobody can choose the letters.
  {
    label: 'Vercel',
    ends: ['vercel.app', 'vercel-dns.com', 'vercel-dns-0.com', 'now.sh'],
    body: 'The deployment could not be found on Vercel.',
    isFree: false,
  },
  {
    label: 'Shopify',
    ends: ['myshopify.com'],
    body: 'Sorry, this shop is currently unavailable.',
    isFree: false,
  },
  {
    label: 'Webflow',
    ends: ['proxy.webflow.com', 'proxy-ssl.webflow.com', 'cdn.webflow.com'],
    body: "The page you are looking for doesn't exist or has been moved.",
    isFree: false,
  },
  { label: 'Fastly', ends: ['fastly.net'], body: 'Fastly error: unknown domain', isFree: false },
  {
    label: 'Google Cloud Storage',
    ends: ['c.storage.googleapis.com'],
    body: 'The specified bucket does not exist.',
    isFree: false,
  },
  { label: 'Zendesk', ends: ['zendesk.com'], body: 'Help Center Closed', isFree: false },
  {
    label: 'UserVoice',
    ends: ['uservoice.com'],
    body: 'This UserVoice subdomain is currently available!',
    isFree: false,
  },
  {
    label: 'Wix',
    ends: ['wixdns.net'],
    body: "Looks Like This Domain Isn't Connected To A Website Yet!",
    isFree: false,
  },
  { label: 'Amazon CloudFront', ends: ['cloudfront.net'], isFree: false },
  { label: 'AWS load balancers', ends: ['elb.amazonaws.com'], isFree: false },
  { label: 'Cloudflare Pages', ends: ['pages.dev'], isFree: false },
];

/** Whose the target of an alias is. */
export function abandonedAlias(target: string): AbandonedAlias | undefined {
  return ABANDONED_ALIASES.find(({ ends }) =>
    Array.isArray(ends)
      ? ends.some((end: string) => isAtOrBelow(target, end))
      : ends instanceof RegExp && ends.test(target),
  );
}
