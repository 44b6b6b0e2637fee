/** The lines that make a redirect, for who serves the domain. */
import type { CheckContext, Mend } from '../../check.ts';
import type { HttpAnswer } from '../../observations/http.ts';
import { headerText } from '../headerValues.ts';

/** All of HTTP leads to HTTPS. `answer`: what HTTP says today; its Server header names what to configure. */
export function encryptionMend(host: string, { providers, target }: CheckContext, answer?: HttpAnswer): Mend {
  const byProvider = [providers.edge, providers.host].map((key) => ENCRYPTION[key ?? '']).find(Boolean);
  if (byProvider) return byProvider;
  const redirect = `Redirect every request for http://${host} to the same path under https://${host}, with status 301 or 308`;
  const server = SERVERS.find(({ name }) => name.test(serverOf(answer)));
  if (server) return textMend(`${redirect}.`, server.label, server.encryption(host));
  const framework = FRAMEWORKS.find(({ names }) => names.some((name) => target.frameworks.includes(name)));
  if (framework)
    return textMend(`${redirect}; or have the application do it.`, framework.label, framework.text);
  return textMend(`${redirect}: at your host, your CDN, or in the web server.`, 'nginx', nginxLines(host));
}

/** One host leads to another for good, path and query with it. */
export function hostMend(from: string, to: string, { providers }: CheckContext, answer?: HttpAnswer): Mend {
  const how = `Redirect ${from} to ${to} with status 308 or 301, with path and query.`;
  const byProvider = [providers.host, providers.edge].map((key) => HOSTS[key ?? '']).find(Boolean);
  if (byProvider) return byProvider(from, to, how);
  const server = SERVERS.find(({ name }) => name.test(serverOf(answer))) ?? SERVERS[0];
  return server ? textMend(how, server.label, server.host(from, to)) : { how };
}

function serverOf(answer: HttpAnswer | undefined): string {
  return (answer && headerText(answer, 'server')) ?? '';
}

function textMend(how: string, label: string, text: string): Mend {
  return { how, copy: [{ kind: 'text', label, text }] };
}

const ENCRYPTION: Readonly<Record<string, Mend>> = {
  cloudflare: {
    how: 'Switch on “Always Use HTTPS” under SSL/TLS → Edge Certificates.',
    link: {
      label: 'Always Use HTTPS',
      url: 'https://developers.cloudflare.com/ssl/edge-certificates/additional-options/always-use-https/',
    },
  },
  vercel: {
    how: 'Vercel redirects to HTTPS by itself: point the domain straight to it, without a proxy that answers on port 80.',
    link: { label: 'HTTPS on Vercel', url: 'https://vercel.com/docs/encryption' },
  },
  netlify: {
    how: 'Switch on “Force HTTPS” under Domain management → HTTPS.',
    link: {
      label: 'HTTPS on Netlify',
      url: 'https://docs.netlify.com/manage/domains/secure-domains-with-https/https-ssl/',
    },
  },
  fly: textMend(
    'Have Fly.io redirect to HTTPS, and deploy again.',
    'fly.toml',
    '[http_service]\n  force_https = true',
  ),
  firebase: { how: 'Firebase Hosting redirects to HTTPS by itself: point the domain straight to it.' },
  'github-pages': { how: 'Switch on “Enforce HTTPS” in the repository’s settings, under Pages.' },
  heroku: textMend(
    'Heroku leaves this to the application: redirect where x-forwarded-proto is not https.',
    'Express',
    expressLines(),
  ),
  cloudfront: {
    how: 'Set “Viewer protocol policy” of the distribution’s behaviours to “Redirect HTTP to HTTPS”.',
  },
};

const HOSTS: Readonly<Record<string, (from: string, to: string, how: string) => Mend>> = {
  vercel: (from, to) => ({
    how: `In the project’s settings under Domains, edit ${from} and let it redirect to ${to} with status 308.`,
    link: {
      label: 'Redirecting domains',
      url: 'https://vercel.com/docs/domains/working-with-domains/deploying-and-redirecting',
    },
  }),
  netlify: (from, to) => ({
    how: `Make ${to} the primary domain under Domain management: Netlify then redirects ${from} to it.`,
  }),
  cloudflare: (from, to) => ({
    how: `Add a redirect rule (Rules → Redirect Rules): host name equals ${from}, dynamic target as below, status 301, keep the query.`,
    copy: [{ kind: 'text', label: 'Dynamic target', text: `concat("https://${to}", http.request.uri.path)` }],
  }),
  render: (from, to) => ({
    how: `Remove both names under Custom Domains and add ${to} first: Render redirects its twin ${from} to it.`,
  }),
};

const SERVERS: readonly {
  readonly name: RegExp;
  readonly label: string;
  readonly encryption: (host: string) => string;
  readonly host: (from: string, to: string) => string;
}[] = [
  {
    name: /nginx|openresty/i,
    label: 'nginx',
    encryption: nginxLines,
    host: (from, to) =>
      `server {\n  listen 443 ssl;\n  server_name ${from};\n  return 301 https://${to}$request_uri;\n}`,
  },
  {
    name: /apache/i,
    label: 'Apache',
    encryption: (host) =>
      `<VirtualHost *:80>\n  ServerName ${host}\n  Redirect permanent / https://${host}/\n</VirtualHost>`,
    host: (from, to) =>
      `<VirtualHost *:443>\n  ServerName ${from}\n  Redirect permanent / https://${to}/\n</VirtualHost>`,
  },
  {
    name: /caddy/i,
    label: 'Caddyfile',
    encryption: (host) => `http://${host} {\n  redir https://${host}{uri} permanent\n}`,
    host: (from, to) => `${from} {\n  redir https://${to}{uri} permanent\n}`,
  },
];

const FRAMEWORKS = [
  { names: ['express'], label: 'Express', text: expressLines() },
  { names: ['django'], label: 'settings.py', text: 'SECURE_SSL_REDIRECT = True' },
  { names: ['rails'], label: 'config/environments/production.rb', text: 'config.force_ssl = true' },
];

function nginxLines(host: string): string {
  return `server {\n  listen 80;\n  server_name ${host};\n  return 301 https://$host$request_uri;\n}`;
}

function expressLines(): string {
  return "app.set('trust proxy', 1);\napp.use((req, res, next) =>\n  req.secure ? next() : res.redirect(308, `https://${req.hostname}${req.originalUrl}`),\n);";
}
