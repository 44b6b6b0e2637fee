import slowHomePage from '../../../server/src/core/checks/uptime/slow-home-page.ts';
import type { HttpExchange } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { endpointRuns } from '../../support/endpointRuns.ts';
import { chain, exchange, urlParts } from '../../support/observations.ts';

type Other = readonly [method: HttpExchange['method'], url: string, status: number, total: number];

function home(
  timings: HttpExchange['timings'],
  status = 200,
  others: readonly Other[] = [],
): { readonly http: object } {
  const url = 'https://example.com/';
  const page = { ...exchange({ url, status }), timings };
  const cors = others.map(([method, other, answered, total]) => ({
    kind: 'null',
    exchange: { ...exchange({ url: other, status: answered }), method, timings: { total } },
  }));
  return {
    http: {
      chains: [chain([page])],
      endpoints: [{ kind: 'home', url: urlParts(url), exchange: page, cors }],
    },
  };
}

describeCheck(slowHomePage, [
  {
    it: 'passes one that is quick after a slow connection',
    ...home({ connected: 1_500, total: 3_400 }),
    says: ['pass https://example.com/ answered in 1.9 s.'],
  },
  {
    it: 'tells one that takes more than two seconds',
    ...home({ connected: 20, total: 3_120 }),
    says: [
      'medium https://example.com/ took 3.1 s to answer, without the time for the connection: people see nothing until then.',
    ],
  },
  {
    it: 'takes the quickest answer of the same page',
    ...home({ total: 3_120 }, 200, [
      ['GET', 'https://example.com/', 200, 900],
      ['OPTIONS', 'https://example.com/', 200, 20],
      ['GET', 'https://example.com/', 403, 20],
      ['GET', 'https://example.com/api', 200, 20],
    ]),
    says: ['pass https://example.com/ answered in 900 ms.'],
  },
  { it: 'leaves errors to another check', ...home({ total: 4_000 }, 500), says: [] },
  {
    it: 'leaves one that is watched to its own limit',
    ...endpointRuns({ path: '/', milliseconds: 100 }),
    ...home({ total: 4_000 }),
    says: [],
  },
]);
