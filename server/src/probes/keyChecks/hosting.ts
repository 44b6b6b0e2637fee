import { ACCEPTED, BEARER, FORBIDDEN_BUT_KNOWN, USUAL, type Answer, type KeyCheckRow } from './row.ts';

/** Vercel answers 403 to a wrong token as well as to one that may not do this; the text tells them apart. */
const VERCEL: readonly Answer[] = [
  ACCEPTED,
  { status: 403, body: /"invalidToken": ?true/, state: 'refused' },
];

const CLOUDFLARE: readonly Answer[] = [
  { status: 200, body: /"status": ?"active"/, state: 'live' },
  { status: 200, body: /"status": ?"(?:disabled|expired)"/, state: 'refused' },
  { status: 401, body: /"code": ?1000\b/, state: 'refused' },
];

const HEROKU: Pick<KeyCheckRow, 'host' | 'path' | 'headers' | 'answers' | 'source'> = {
  host: 'api.heroku.com',
  path: '/account',
  headers: { ...BEARER, accept: 'application/vnd.heroku+json; version=3' },
  answers: USUAL,
  source: 'https://devcenter.heroku.com/articles/platform-api-reference#account',
};

/** Clouds, hosting, databases, secret stores, build services. */
export const HOSTING_CHECKS: readonly KeyCheckRow[] = [
  {
    formats: ['vercel-token'],
    only: /^vc[pia]_/, // a refresh token (vcr_) is none for this call
    host: 'api.vercel.com',
    path: '/v2/user',
    headers: BEARER,
    answers: VERCEL,
    source: 'https://vercel.com/docs/rest-api/reference/endpoints/user/get-the-user',
  },
  {
    formats: ['vercel-legacy-token'],
    host: 'api.vercel.com',
    path: '/v2/user',
    headers: BEARER,
    answers: VERCEL,
    source: 'https://vercel.com/docs/rest-api/reference/endpoints/user/get-the-user',
  },
  {
    formats: ['vercel-ai-gateway-key'],
    host: 'ai-gateway.vercel.sh',
    path: '/v1/credits',
    headers: BEARER,
    answers: USUAL,
    source: 'https://vercel.com/docs/ai-gateway/usage',
  },
  {
    formats: ['netlify-token'],
    host: 'api.netlify.com',
    path: '/api/v1/user',
    headers: BEARER,
    answers: USUAL,
    source: 'https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/',
  },
  { formats: ['heroku-api-key', 'heroku-legacy-api-key'], ...HEROKU },
  {
    formats: ['cloudflare-api-token'],
    only: /^cfut_/, // a token of an account (cfat_) is asked about with the account's id, which we don't have
    host: 'api.cloudflare.com',
    path: '/client/v4/user/tokens/verify',
    headers: BEARER,
    answers: CLOUDFLARE,
    source: 'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/',
  },
  {
    formats: ['cloudflare-legacy-token'],
    host: 'api.cloudflare.com',
    path: '/client/v4/user/tokens/verify',
    headers: BEARER,
    answers: CLOUDFLARE,
    elsewhere: 'a token that belongs to an account instead of a person is refused there, too',
    source: 'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/',
  },
  {
    formats: ['digitalocean-token', 'digitalocean-oauth-token'],
    only: /^do[po]_/, // a refresh token (dor_) is none for this call
    host: 'api.digitalocean.com',
    path: '/v2/account',
    headers: BEARER,
    answers: [...USUAL, FORBIDDEN_BUT_KNOWN],
    source: 'https://docs.digitalocean.com/reference/api/digitalocean/#tag/Account',
  },
  {
    formats: ['hetzner-api-token'],
    host: 'api.hetzner.cloud',
    path: '/v1/locations',
    headers: BEARER,
    answers: USUAL,
    source: 'https://docs.hetzner.cloud/reference/cloud',
  },
  {
    formats: ['fly-token', 'fly-user-token'],
    host: 'api.machines.dev',
    path: '/v1/apps?org_slug=personal',
    headers: BEARER,
    answers: USUAL,
    elsewhere: 'a Fly.io token often has several parts, which work together only',
    source: 'https://fly.io/docs/machines/api/apps-resource/',
  },
  {
    formats: ['render-api-key'],
    host: 'api.render.com',
    path: '/v1/owners?limit=1',
    headers: BEARER,
    answers: USUAL,
    source: 'https://api-docs.render.com/reference/list-owners',
  },
  {
    formats: ['railway-token'],
    host: 'backboard.railway.com',
    method: 'POST',
    path: '/graphql/v2',
    headers: BEARER,
    body: '{"query":"query { me { id } }"}',
    answers: [
      { status: 200, body: /"me": ?\{/, state: 'live' },
      {
        status: 200,
        state: 'unknown',
        reason: 'it is not a person’s token, and Railway does not say here whether it is a project’s',
      },
    ],
    source: 'https://docs.railway.com/guides/public-api',
  },
  {
    formats: ['terraform-cloud-token'],
    host: 'app.terraform.io',
    path: '/api/v2/account/details',
    headers: BEARER,
    answers: USUAL,
    elsewhere: 'a token of a team, an organization or another Terraform host is refused there, too',
    source: 'https://developer.hashicorp.com/terraform/cloud-docs/api-docs/account',
  },
  {
    formats: ['pulumi-access-token'],
    host: 'api.pulumi.com',
    path: '/api/user',
    headers: { authorization: 'token {key}', accept: 'application/vnd.pulumi+8' },
    answers: USUAL,
    elsewhere: 'a token of a team, an organization or a Pulumi of your own may be refused there',
    source: 'https://www.pulumi.com/docs/reference/cloud-rest-api/',
  },
  {
    formats: ['doppler-personal-token', 'doppler-service-token'],
    host: 'api.doppler.com',
    path: '/v3/me',
    headers: BEARER,
    answers: USUAL,
    source: 'https://docs.doppler.com/reference/auth-me',
  },
  {
    formats: ['circleci-token'],
    only: /^CCIPAT_/, // a project's token can't ask who it is
    host: 'circleci.com',
    path: '/api/v2/me',
    headers: { 'circle-token': '{key}' },
    answers: USUAL,
    source: 'https://circleci.com/docs/api/v2/#tag/User/operation/getCurrentUser',
  },
  {
    formats: ['supabase-access-token'],
    host: 'api.supabase.com',
    path: '/v1/projects',
    headers: BEARER,
    answers: USUAL,
    source: 'https://supabase.com/docs/reference/api/v1-list-all-projects',
  },
  {
    formats: ['neon-api-key'],
    host: 'console.neon.tech',
    path: '/api/v2/auth',
    headers: BEARER,
    answers: USUAL,
    source: 'https://api-docs.neon.tech/reference/getauthdetails',
  },
  {
    formats: ['cockroachdb-api-key'],
    host: 'cockroachlabs.cloud',
    path: '/api/v1/organization',
    headers: BEARER,
    answers: USUAL,
    source: 'https://www.cockroachlabs.com/docs/api/cloud/v1.html',
  },
];
