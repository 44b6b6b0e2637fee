import { ACCEPTED, BEARER, FORBIDDEN_BUT_KNOWN, USUAL, type Answer, type KeyCheckRow } from './row.ts';

const LINEAR_ANSWERS: readonly Answer[] = [
  { status: 200, body: /"viewer": ?\{/, state: 'live' },
  { status: 400, body: /"AUTHENTICATION_ERROR"/, state: 'refused' },
  { status: 401, body: /"AUTHENTICATION_ERROR"/, state: 'refused' },
];

const LINEAR: Pick<KeyCheckRow, 'host' | 'method' | 'path' | 'body' | 'answers' | 'source'> = {
  host: 'api.linear.app',
  method: 'POST',
  path: '/graphql',
  body: '{"query":"{ viewer { id } }"}',
  answers: LINEAR_ANSWERS,
  source: 'https://linear.app/developers/graphql',
};

/** The tools that a team works with. */
export const PRODUCTIVITY_CHECKS: readonly KeyCheckRow[] = [
  { formats: ['linear-api-key'], headers: { authorization: '{key}' }, ...LINEAR },
  { formats: ['linear-oauth-token'], headers: BEARER, ...LINEAR },
  {
    formats: ['notion-token', 'notion-legacy-token'],
    host: 'api.notion.com',
    path: '/v1/users/me',
    headers: { ...BEARER, 'notion-version': '2022-06-28' },
    answers: USUAL,
    source: 'https://developers.notion.com/reference/get-self',
  },
  {
    formats: ['airtable-token'],
    host: 'api.airtable.com',
    path: '/v0/meta/whoami',
    headers: BEARER,
    answers: USUAL,
    source: 'https://airtable.com/developers/web/api/get-user-id-scopes',
  },
  {
    formats: ['figma-token'],
    host: 'api.figma.com',
    path: '/v1/me',
    headers: { 'x-figma-token': '{key}' },
    answers: [
      ACCEPTED,
      { status: 403, body: /Invalid token/, state: 'refused' },
      { status: 403, body: /Invalid scope/, state: 'live' },
    ],
    source: 'https://developers.figma.com/docs/rest-api/users-endpoints/',
  },
  {
    formats: ['asana-token'],
    host: 'app.asana.com',
    path: '/api/1.0/users/me',
    headers: BEARER,
    answers: USUAL,
    source: 'https://developers.asana.com/reference/getuser',
  },
  {
    formats: ['intercom-access-token'],
    host: 'api.intercom.io',
    path: '/me',
    headers: BEARER,
    answers: USUAL,
    elsewhere: 'a token of Intercom’s European or Australian region may be refused there',
    source: 'https://developers.intercom.com/docs/references/rest-api/api.intercom.io/admins/identifyadmin',
  },
  {
    formats: ['hubspot-token'],
    host: 'api.hubapi.com',
    path: '/account-info/v3/details',
    headers: BEARER,
    answers: [...USUAL, FORBIDDEN_BUT_KNOWN],
    source: 'https://developers.hubspot.com/docs/api-reference/account-account-info-v3/guide',
  },
  {
    formats: ['typeform-token'],
    host: 'api.typeform.com',
    path: '/me',
    headers: BEARER,
    answers: [...USUAL, { status: 403, body: /"AUTHENTICATION_FAILED"/, state: 'refused' }],
    elsewhere: 'a token of Typeform’s European region works there only',
    source: 'https://www.typeform.com/developers/get-started/personal-access-token/',
  },
  {
    formats: ['postman-api-key'],
    host: 'api.getpostman.com',
    path: '/me',
    headers: { 'x-api-key': '{key}' },
    answers: USUAL,
    elsewhere: 'a key of Postman’s European region works there only',
    source: 'https://learning.postman.com/docs/developer/postman-api/authentication/',
  },
];
