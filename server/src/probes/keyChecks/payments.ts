import {
  ACCEPTED,
  BEARER,
  FORBIDDEN_BUT_KNOWN,
  UNAUTHORIZED,
  USUAL,
  type Answer,
  type KeyCheckRow,
} from './row.ts';

/** Paddle answers 403 to both: https://developer.paddle.com/errors/shared/invalid_token and /forbidden. */
const PADDLE: readonly Answer[] = [
  ACCEPTED,
  { status: 403, body: /"invalid_token"/, state: 'refused' },
  { status: 403, body: /"forbidden"/, state: 'live' },
];

export const PAYMENT_CHECKS: readonly KeyCheckRow[] = [
  {
    formats: ['stripe-secret-key', 'stripe-test-secret-key'],
    host: 'api.stripe.com',
    path: '/v1/balance',
    headers: BEARER,
    answers: USUAL,
    source: 'https://docs.stripe.com/api/balance/balance_retrieve',
  },
  {
    formats: ['stripe-restricted-key', 'stripe-test-restricted-key'],
    host: 'api.stripe.com',
    path: '/v1/balance',
    headers: BEARER,
    answers: [...USUAL, FORBIDDEN_BUT_KNOWN],
    source: 'https://docs.stripe.com/error-handling',
  },
  {
    formats: ['paddle-api-key'],
    host: 'api.paddle.com',
    path: '/event-types',
    headers: BEARER,
    answers: PADDLE,
    source: 'https://developer.paddle.com/api-reference/about/authentication',
  },
  {
    formats: ['paddle-sandbox-api-key'],
    host: 'sandbox-api.paddle.com',
    path: '/event-types',
    headers: BEARER,
    answers: PADDLE,
    source: 'https://developer.paddle.com/api-reference/about/authentication',
  },
  {
    formats: ['polar-access-token'],
    host: 'api.polar.sh',
    path: '/v1/organizations/',
    headers: BEARER,
    answers: USUAL,
    elsewhere: 'a key of Polar’s sandbox looks the same and works there only',
    source: 'https://docs.polar.sh/api-reference/introduction',
  },
  {
    formats: ['square-access-token'],
    host: 'connect.squareup.com',
    path: '/v2/merchants/me',
    headers: BEARER,
    answers: [ACCEPTED, UNAUTHORIZED, { status: 403, body: /INSUFFICIENT_SCOPES/, state: 'live' }],
    elsewhere: 'a key of Square’s sandbox looks the same and works there only',
    source: 'https://developer.squareup.com/reference/square/merchants-api/retrieve-merchant',
  },
  {
    formats: ['paystack-secret-key'],
    host: 'api.paystack.co',
    path: '/balance',
    headers: BEARER,
    answers: [ACCEPTED, { status: 401, body: /Invalid key/i, state: 'refused' }],
    source: 'https://paystack.com/docs/api/transfer-control/',
  },
  {
    formats: ['mollie-api-key'],
    host: 'api.mollie.com',
    path: '/v2/methods',
    headers: BEARER,
    answers: USUAL,
    source: 'https://docs.mollie.com/reference/list-methods',
  },
];
