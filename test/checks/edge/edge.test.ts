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
