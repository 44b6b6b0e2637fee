import answerForEveryOrigin from '../../../server/src/core/checks/cors/answer-for-every-origin.ts';
import servedSecret from '../../../server/src/core/checks/exposure/served-secret.ts';
import insecureCookie from '../../../server/src/core/checks/headers/insecure-cookie.ts';
import errorPage from '../../../server/src/core/checks/redirects/error-page.ts';
import unencryptedPage from '../../../server/src/core/checks/redirects/unencrypted-page.ts';
import type { HttpObservation } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { chain, exchange, failure, type ExchangeWords } from '../../support/observations.ts';
import { way } from '../../support/redirectWays.ts';

const APP = 'https://app.example.com/';
const FINE = 'pass http://example.com leads to HTTPS.';
const app = (words: Partial<ExchangeWords> = {}): Partial<HttpObservation> => ({
  subdomains: [chain([exchange({ url: APP, ...words })])],
});
const plainApp = (words: Partial<ExchangeWords> = {}): Partial<HttpObservation> => ({
  ...app(),
  subdomainEntrances: [chain([exchange({ url: 'http://app.example.com/', ...words })])],
});

describeCheck(unencryptedPage, [
  {
    it: 'finds a subdomain’s page without encryption',
    http: plainApp(),
    says: [
      'high http://app.example.com answers 200 without encryption and doesn’t lead to HTTPS, so others on the network can read and change what visitors see and send.',
      FINE,
    ],
  },
  {
    it: 'is content with a subdomain that leads to HTTPS',
    http: { ...app(), subdomainEntrances: [way('http://app.example.com/', APP)] },
    says: ['pass http://app.example.com leads to HTTPS.', FINE],
  },
  { it: 'says nothing of a subdomain that refuses HTTP', http: plainApp({ status: 403 }), says: [FINE] },
  {
    it: 'leaves a subdomain without HTTPS to the checks of its certificate',
    http: { ...plainApp(), ...app({ failure: failure('refused') }) },
    says: [FINE],
  },
]);

const HOME_WORKS = 'pass The home page of example.com answers 200.';
describeCheck(errorPage, [
  {
    it: 'finds a subdomain that fails',
    http: app({ status: 502 }),
    says: [
      `high ${APP} answers 502: what stands in front gets no answer from the application, so nobody sees the product.`,
      HOME_WORKS,
    ],
  },
  {
    it: 'finds a subdomain with a provider’s page for nothing',
    http: app({ status: 404, body: '<title>Welcome to nginx!</title>' }),
    says: [`high ${APP} answers 404 with the welcome page of nginx, so nobody sees the product.`, HOME_WORKS],
  },
  ...[401, 403, 404].map((status) => ({
    it: `takes ${status} at a subdomain for meant`,
    http: app({ status }),
    says: [HOME_WORKS],
  })),
]);

describeCheck(insecureCookie, [
  {
    it: 'finds a subdomain’s session cookie that others can read',
    http: app({ headers: { 'set-cookie': 'sessionid=abc; Path=/; SameSite=Lax' } }),
    says: [
      'high The cookie “sessionid” of app.example.com is sent without encryption too (no Secure), where others on the network can read it, and can be read by any script on the page (no HttpOnly).',
    ],
  },
  {
    it: 'finds one that the subdomain sets without encryption',
    http: plainApp({ headers: { 'set-cookie': 'sessionid=abc; HttpOnly; SameSite=Lax' } }),
    says: [
      'medium The cookie “sessionid” of app.example.com is set without encryption and without Secure, so that others on the network can read it.',
    ],
  },
]);

const STRANGER = 'https://launch-ready-probe.example';
const answering = (headers: Record<string, string>): Partial<HttpObservation> => ({
  ...app(),
  endpoints: [],
  subdomainCors: [{ kind: 'hostile', origin: STRANGER, exchange: exchange({ url: APP, headers }) }],
});
describeCheck(answerForEveryOrigin, [
  {
    it: 'finds a subdomain that lets every website in with cookies',
    http: answering({
      'access-control-allow-origin': STRANGER,
      'access-control-allow-credentials': 'true',
    }),
    says: [
      `blocker ${APP} lets every website in that asks, with cookies: any page that a customer visits can read and do there what the customer can.`,
    ],
  },
  {
    it: 'leaves a subdomain that is open without cookies alone',
    http: answering({ 'access-control-allow-origin': STRANGER }),
    says: [],
  },
]);

const finding = {
  findSecrets: (text: string) =>
    text.includes('the key')
      ? [{ ruleId: 'secrets/key', impact: 'blocker' as const, message: 'It is a key.', line: 1 }]
      : [],
};
describeCheck(servedSecret, [
  {
    it: 'finds a secret in a subdomain’s page',
    http: app({ body: 'here is the key' }),
    context: finding,
    says: [`blocker ${APP} has a secret in line 1: It is a key.`],
  },
]);
