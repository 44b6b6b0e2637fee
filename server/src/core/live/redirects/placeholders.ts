/** Pages that servers and providers show where nothing was deployed. Seen on the software or the provider itself. */
import type { DomainObservation } from '../../observations/domain.ts';
import type { HttpAnswer } from '../../observations/http.ts';
import { headerText } from '../headerValues.ts';
import { abandonedAlias } from '../providers/takeover.ts';

export interface Placeholder {
  /** "the welcome page of nginx" */
  readonly what: string;
  readonly mend: string;
}

export function placeholderIn(answer: HttpAnswer): Placeholder | undefined {
  const start = answer.body.slice(0, 20_000);
  const found = SIGNS.find(({ body, header, title }) => {
    if (header) return headerText(answer, header[0])?.includes(header[1]) === true;
    if (title) return title.test(titleOf(start));
    return body?.test(start) === true;
  });
  return found && { what: found.what, mend: found.mend ?? DEPLOY };
}

/** The host is an alias for something that its provider has no owner for: the check of aliases says so, and it weighs more. */
export function isAbandoned({ areas, dns }: DomainObservation, host: string, { body }: HttpAnswer): boolean {
  if (!areas.includes('dns')) return false;
  const aliases = dns.names.find((name) => name.host === host)?.aliases ?? [];
  return aliases.some((alias) => {
    const words = abandonedAlias(alias)?.body;
    return words !== undefined && body.replaceAll('&#39;', "'").includes(words);
  });
}

function titleOf(body: string): string {
  return /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim() ?? '';
}

const DEPLOY = 'Deploy the product to this server, or point the domain to where it runs.';
const CONNECT = 'Add the domain to the project that holds the product, and deploy it.';

interface Sign extends Omit<Placeholder, 'mend'> {
  readonly mend?: string;
  readonly title?: RegExp;
  readonly body?: RegExp;
  readonly header?: readonly [name: string, part: string];
}

const SIGNS: readonly Sign[] = [
  { what: 'the welcome page of nginx', title: /^Welcome to (?:nginx|OpenResty)!?( on .*)?!?$/i },
  { what: 'the test page of nginx', title: /^Test Page for the Nginx HTTP Server/i },
  {
    what: 'the default page of Apache',
    title: /^Apache2? (?:Ubuntu|Debian)?\s*(?:GNU\/Linux )?Default Page/i,
  },
  {
    what: 'the default page of Apache',
    title: /^(?:Apache HTTP Server )?Test Page (?:for|powered by).*(?:Apache|HTTP Server)/i,
  },
  { what: 'the default page of Apache', body: /^\s*(?:<[^>]*>\s*)*It works!\s*(?:<[^>]*>\s*)*$/i },
  { what: 'the welcome page of IIS', title: /^IIS (?:Windows(?: Server)?|\d)/i },
  { what: 'the welcome page of Caddy', title: /^Caddy works!$/i },
  { what: 'the default page of Tomcat', title: /^Apache Tomcat\/\d/i },
  { what: 'the default page of Plesk', title: /^(?:Domain )?Default page$|^Web Server's Default Page$/i },
  { what: 'the default page of cPanel', title: /^Default Web Site Page$/i },
  { what: 'the default page of cPanel', body: /\/cgi-sys\/defaultwebpage\.cgi/i },
  { what: 'a listing of the server’s files', title: /^Index of \/$/i },
  {
    what: 'the start page of Laravel',
    body: /Laravel has wonderful documentation covering every aspect|Laravel has an incredibly rich ecosystem/,
  },
  { what: 'the start page of Django', title: /^The install worked successfully!/i },
  { what: 'the start page of Rails', body: /Yay! You(?:&rsquo;|'|’)re on Rails!/i },
  {
    what: 'the start page of Next.js',
    body: /Get started by editing\s*(?:<!-- -->)?\s*<code[^>]*>\s*(?:src\/)?(?:app|pages)\//i,
  },
  // https://vercel.com/docs/errors: the code stands in a header.
  { what: 'Vercel’s “deployment not found”', header: ['x-vercel-error', 'NOT_FOUND'], mend: CONNECT },
  { what: 'Vercel’s “deployment not found”', body: /\bDEPLOYMENT_NOT_FOUND\b/, mend: CONNECT },
  { what: 'Netlify’s “site not found”', body: /Not Found - Request ID: /, mend: CONNECT },
  {
    what: 'Heroku’s “no such app”',
    body: /herokucdn\.com\/error-pages\/no-such-app\.html|^\s*No such app\s*$|<title>No such app<\/title>/i,
    mend: CONNECT,
  },
  {
    what: 'Heroku’s “application error”',
    body: /herokucdn\.com\/error-pages\/application-error\.html/,
    mend: 'Look at `heroku logs`: the application does not start.',
  },
  {
    what: 'GitHub’s “there isn’t a Pages site here”',
    body: /There isn't a GitHub Pages site here/,
    mend: CONNECT,
  },
  { what: 'Render’s “no server”', header: ['x-render-routing', 'no-server'], mend: CONNECT },
  { what: 'Railway’s “application not found”', header: ['x-railway-fallback', 'true'], mend: CONNECT },
  { what: 'Firebase’s “site not found”', title: /^Site Not Found$/i, mend: CONNECT },
  {
    what: 'Azure’s “web app is stopped”',
    body: /<h1[^>]*>\s*Error 403 - This web app is stopped/i,
    mend: 'Start the app in the Azure portal.',
  },
  { what: 'a bucket that does not exist', body: /<Code>NoSuchBucket<\/Code>/, mend: CONNECT },
  {
    what: 'Shopify’s “shop is unavailable”',
    body: /Sorry, this shop is currently unavailable\./,
    mend: CONNECT,
  },
  {
    what: 'a parking page',
    body: /(?:This (?:web ?page|domain) is|parked free, courtesy of) (?:parked|GoDaddy)|sedoparking\.com|parkingcrew\.net|\bbodis\.com\b|(?:This|The) domain(?: name)? (?:is|may be) for sale|img\.sedoparking/i,
    mend: 'Point the domain’s records to where the product runs, and switch parking off at the registrar.',
  },
];
