import missingEdge from '../../../server/src/core/checks/edge/missing-edge.ts';
import reachableOrigin from '../../../server/src/core/checks/edge/reachable-origin.ts';
import type { HttpObservation } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { exchange, failure, IPV4, type ExchangeWords } from '../../support/observations.ts';

const SERVER = '93.184.216.34';
const NAMED = { target: { origins: [SERVER] } };
const CLOUDFLARE = { ...NAMED, providers: { edge: 'cloudflare' } };

function direct(words: Omit<ExchangeWords, 'url'>, address: string = SERVER): Partial<HttpObservation> {
  return { origins: [{ address, exchange: exchange({ url: 'https://example.com/', address, ...words }) }] };
}

/** Port 443 refuses; so answers port 80. */
function plainly(words: Omit<ExchangeWords, 'url'>): Partial<HttpObservation> {
  const refused = exchange({ url: 'https://example.com/', failure: failure('refused') });
  const plain = exchange({ url: 'http://example.com/', address: SERVER, ...words });
  return { origins: [refused, plain].map((each) => ({ address: SERVER, exchange: each })) };
}

const SEEN = 'pass Cloudflare stands in front of example.com.';
describeCheck(reachableOrigin, [
  { it: 'says nothing where nothing is named or seen', says: [] },
  { it: 'says who stands in front', context: { providers: { edge: 'cloudflare' } }, says: [SEEN] },
  {
    it: 'finds a server that answers everybody',
    context: CLOUDFLARE,
    http: direct({}),
    says: [
      SEEN,
      `medium ${SERVER}, the server behind Cloudflare, answers everybody who asks it for example.com (200): whoever knows the address gets around Cloudflare and its protection.`,
    ],
  },
  {
    it: 'is content with a refusal',
    context: NAMED,
    http: direct({ status: 403 }),
    says: [`pass ${SERVER} refuses requests around the CDN (403).`],
  },
  {
    it: 'is content with a firewall',
    context: NAMED,
    http: direct({ failure: failure('refused') }),
    says: [`pass ${SERVER} can’t be reached around the CDN.`],
  },
  {
    it: 'finds a server that answers everybody without encryption alone',
    context: NAMED,
    http: plainly({}),
    says: [
      `medium ${SERVER}, the server behind the CDN, answers everybody who asks it for example.com without encryption (200): whoever knows the address gets around the CDN and its protection.`,
    ],
  },
  {
    it: 'is content where both ports refuse',
    context: NAMED,
    http: plainly({ failure: failure('refused') }),
    says: [`pass ${SERVER} can’t be reached around the CDN.`],
  },
  {
    it: 'finds nothing in a redirect to HTTPS, where nobody is let in',
    context: NAMED,
    http: plainly({ status: 301, headers: { location: 'https://example.com/' } }),
    says: [`pass ${SERVER} refuses requests around the CDN (301).`],
  },
  {
    it: 'cannot tell where one port says nothing',
    context: NAMED,
    http: plainly({ failure: failure('timeout') }),
    says: ['unknown it failed (timeout)'],
  },
  {
    it: 'cannot tell where we did not ask',
    context: NAMED,
    http: direct({ failure: failure('limit') }),
    says: ['unknown it failed (limit)'],
  },
  { it: 'leaves a domain without a CDN to its check', context: NAMED, http: direct({}, IPV4), says: [] },
]);

describeCheck(missingEdge, [
  { it: 'says nothing where nothing is named', says: [] },
  {
    it: 'is content with other addresses',
    context: NAMED,
    says: ['pass The records of example.com don’t lead straight to its server.'],
  },
  {
    it: 'finds records that lead to the server',
    context: { target: { origins: [IPV4] } },
    says: [
      `medium The records of example.com lead straight to ${IPV4}, which launch-ready.yaml names as the server behind the CDN: nothing stands in front of it.`,
    ],
  },
]);
