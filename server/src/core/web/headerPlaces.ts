/** Where headers are set, and what happens where two settings meet. Data with sources. */
export type HeaderPlaceId =
  | 'next-config'
  | 'nuxt-config'
  | 'vercel'
  | 'netlify-toml'
  | 'netlify-headers'
  | 'cloudflare-headers'
  | 'headers-file'
  | 'firebase'
  | 'static-web-apps'
  | 'amplify'
  | 'render'
  | 'fly'
  | 'app-engine'
  | 'iis'
  | 'nginx'
  | 'apache'
  | 'caddy'
  | 'ingress-nginx'
  | 'traefik'
  | 'cloudfront'
  | 'api-gateway'
  | 's3'
  | 'envoy'
  | 'serverless'
  | 'terraform'
  | 'code'
  | 'static-files'
  | 'rails-config';

export interface HeaderPlace {
  /** As its users call it: "vercel.json". */
  readonly name: string;
  /** Two rules of the same file that set the same header for one path: the later one counts, the first, both joined by a comma. */
  readonly meeting: 'last' | 'first' | 'joined' | 'most-specific' | 'code-order';
  /** What a header set here does to the one that the application sends. */
  readonly overApplication: 'replaces' | 'adds' | 'steps-back';
  readonly source: string;
}

export const HEADER_PLACES: Readonly<Record<HeaderPlaceId, HeaderPlace>> = {
  'next-config': {
    name: 'next.config',
    meeting: 'last',
    overApplication: 'steps-back',
    source:
      'https://nextjs.org/docs/app/api-reference/config/next-config-js/headers#header-overriding-behavior',
  },
  'nuxt-config': {
    name: 'routeRules',
    meeting: 'most-specific',
    overApplication: 'replaces',
    source: 'https://nitro.build/guide/routing#route-rules',
  },
  vercel: {
    name: 'vercel.json',
    meeting: 'last',
    overApplication: 'replaces',
    source: 'https://vercel.com/docs/project-configuration#headers',
  },
  'netlify-toml': {
    name: 'netlify.toml',
    meeting: 'joined',
    overApplication: 'steps-back',
    source: 'https://docs.netlify.com/routing/headers/#syntax-for-the-netlify-configuration-file',
  },
  'netlify-headers': {
    name: 'the _headers file',
    meeting: 'joined',
    overApplication: 'steps-back',
    source: 'https://docs.netlify.com/routing/headers/#multi-value-headers',
  },
  'cloudflare-headers': {
    name: 'the _headers file',
    meeting: 'joined',
    overApplication: 'adds',
    source: 'https://developers.cloudflare.com/workers/static-assets/headers/#attach-a-header',
  },
  'headers-file': {
    name: 'the _headers file',
    meeting: 'joined',
    overApplication: 'adds',
    source: 'https://developers.cloudflare.com/workers/static-assets/headers/#attach-a-header',
  },
  firebase: {
    name: 'firebase.json',
    meeting: 'last',
    overApplication: 'replaces',
    source: 'https://firebase.google.com/docs/hosting/full-config#headers',
  },
  'static-web-apps': {
    name: 'staticwebapp.config.json',
    meeting: 'first',
    overApplication: 'replaces',
    source: 'https://learn.microsoft.com/azure/static-web-apps/configuration#routes',
  },
  nginx: {
    name: 'nginx',
    meeting: 'most-specific',
    overApplication: 'adds',
    source: 'https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header',
  },
  apache: {
    name: 'Apache',
    meeting: 'last',
    overApplication: 'replaces',
    source: 'https://httpd.apache.org/docs/2.4/mod/mod_headers.html#header',
  },
  caddy: {
    name: 'the Caddyfile',
    meeting: 'last',
    overApplication: 'replaces',
    source: 'https://caddyserver.com/docs/caddyfile/directives/header',
  },
  'ingress-nginx': {
    name: 'the ingress',
    meeting: 'most-specific',
    overApplication: 'adds',
    source: 'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/',
  },
  traefik: {
    name: 'Traefik',
    meeting: 'last',
    overApplication: 'replaces',
    source: 'https://doc.traefik.io/traefik/middlewares/http/headers/',
  },
  cloudfront: {
    name: 'CloudFront',
    meeting: 'most-specific',
    overApplication: 'steps-back',
    source:
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html',
  },
  serverless: {
    name: 'serverless.yml',
    meeting: 'last',
    overApplication: 'adds',
    source: 'https://www.serverless.com/framework/docs/providers/aws/events/apigateway',
  },
  s3: {
    name: 'the bucket',
    meeting: 'most-specific',
    overApplication: 'steps-back',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html',
  },
  terraform: {
    name: 'Terraform',
    meeting: 'most-specific',
    overApplication: 'steps-back',
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs',
  },
  code: {
    name: 'the code',
    meeting: 'code-order',
    overApplication: 'replaces',
    source: 'https://www.rfc-editor.org/rfc/rfc9110#section-5.3',
  },
  'static-files': {
    name: 'the server of static files',
    meeting: 'code-order',
    overApplication: 'steps-back',
    source: 'https://expressjs.com/en/resources/middleware/serve-static.html',
  },
  'rails-config': {
    name: 'config.public_file_server.headers',
    meeting: 'last',
    overApplication: 'steps-back',
    source: 'https://guides.rubyonrails.org/configuring.html#config-public-file-server-headers',
  },
  amplify: {
    name: 'customHttp.yml',
    meeting: 'last',
    overApplication: 'replaces',
    source: 'https://docs.aws.amazon.com/amplify/latest/userguide/setting-custom-headers.html',
  },
  'api-gateway': {
    name: 'the API gateway',
    meeting: 'last',
    overApplication: 'adds',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html',
  },
  envoy: {
    name: 'Envoy',
    meeting: 'most-specific',
    overApplication: 'adds',
    source: 'https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers',
  },
  'app-engine': {
    name: 'app.yaml',
    meeting: 'first',
    overApplication: 'adds',
    source: 'https://cloud.google.com/appengine/docs/standard/reference/app-yaml#handlers_element',
  },
  iis: {
    name: 'web.config',
    meeting: 'last',
    overApplication: 'adds',
    source: 'https://learn.microsoft.com/iis/configuration/system.webserver/httpprotocol/customheaders/',
  },
  fly: {
    name: 'fly.toml',
    meeting: 'last',
    overApplication: 'adds',
    source: 'https://fly.io/docs/reference/configuration/',
  },
  render: {
    name: 'render.yaml',
    meeting: 'joined',
    overApplication: 'adds',
    source: 'https://render.com/docs/static-site-headers',
  },
};
