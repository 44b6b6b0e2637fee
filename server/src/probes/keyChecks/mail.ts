import { ACCEPTED, BEARER, USUAL, type KeyCheckRow } from './row.ts';

const TELEGRAM: Pick<KeyCheckRow, 'host' | 'path' | 'answers' | 'source'> = {
  host: 'api.telegram.org',
  path: '/bot{key}/getMe',
  answers: [...USUAL, { status: 404, state: 'refused' }],
  source: 'https://core.telegram.org/bots/api#getme',
};

/** E-mail and chat. */
export const MAIL_CHECKS: readonly KeyCheckRow[] = [
  {
    formats: ['resend-api-key'],
    host: 'api.resend.com',
    path: '/domains',
    headers: BEARER,
    answers: [
      ACCEPTED,
      { status: 401, body: /"restricted_api_key"/, state: 'live' },
      { status: 400, body: /API key is invalid/i, state: 'refused' },
      { status: 401, body: /API key is invalid/i, state: 'refused' },
      { status: 403, body: /API key is invalid/i, state: 'refused' },
    ],
    source: 'https://resend.com/docs/api-reference/errors',
  },
  {
    formats: ['sendgrid-api-key'],
    host: 'api.sendgrid.com',
    path: '/v3/scopes',
    headers: BEARER,
    // It also answers 401 to an address that the account does not allow.
    answers: [ACCEPTED, { status: 401, body: /grant is invalid, expired, or revoked/i, state: 'refused' }],
    elsewhere: 'a key of SendGrid’s European region works on another host',
    source: 'https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions',
  },
  {
    formats: ['mailgun-api-key', 'mailgun-legacy-api-key'],
    host: 'api.mailgun.net',
    path: '/v4/domains?limit=1',
    headers: { authorization: 'Basic {basic}' },
    answers: USUAL,
    elsewhere: 'a key for sending only, or of Mailgun’s European region, is refused there, too',
    source: 'https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/domains',
  },
  {
    formats: ['postmark-server-token'],
    host: 'api.postmarkapp.com',
    path: '/server',
    headers: { 'x-postmark-server-token': '{key}', accept: 'application/json' },
    answers: USUAL,
    elsewhere: 'a token of a Postmark account looks the same and is refused there',
    source: 'https://postmarkapp.com/developer/api/server-api',
  },
  {
    formats: ['brevo-api-key'],
    host: 'api.brevo.com',
    path: '/v3/account',
    headers: { 'api-key': '{key}' },
    // It also answers 401 to an address that the account does not allow.
    answers: [ACCEPTED, { status: 401, body: /Key not found/i, state: 'refused' }],
    source: 'https://developers.brevo.com/reference/getaccount',
  },
  {
    formats: ['mailersend-api-token'],
    host: 'api.mailersend.com',
    path: '/v1/api-quota',
    headers: BEARER,
    answers: USUAL,
    source: 'https://developers.mailersend.com/general.html#api-quota',
  },
  {
    formats: ['slack-bot-token', 'slack-user-token'],
    host: 'slack.com',
    method: 'POST',
    path: '/api/auth.test',
    headers: BEARER,
    answers: [
      { status: 200, body: /"ok": ?true/, state: 'live' },
      { status: 200, body: /"(?:token_revoked|token_expired|account_inactive)"/, state: 'refused' },
      {
        status: 200,
        body: /"invalid_auth"/,
        state: 'unknown',
        reason: 'Slack says the same of a wrong token and of one that is allowed from certain addresses only',
      },
    ],
    source: 'https://docs.slack.dev/reference/methods/auth.test',
  },
  {
    formats: ['discord-bot-token'],
    host: 'discord.com',
    path: '/api/v10/users/@me',
    headers: { authorization: 'Bot {key}' },
    answers: USUAL,
    source: 'https://discord.com/developers/docs/resources/user#get-current-user',
  },
  {
    formats: ['discord-webhook-url'],
    part: /\/api\/webhooks\/([0-9]+\/[A-Za-z0-9_-]+)$/,
    host: 'discord.com',
    path: '/api/v10/webhooks/{key}',
    answers: [...USUAL, { status: 404, body: /"code": ?10015\b/, state: 'refused' }],
    source: 'https://discord.com/developers/docs/resources/webhook#get-webhook-with-token',
  },
  { formats: ['telegram-bot-token'], ...TELEGRAM },
  { formats: ['telegram-bot-url'], part: /\/bot([0-9]+:[A-Za-z0-9_-]+)$/, ...TELEGRAM },
];
