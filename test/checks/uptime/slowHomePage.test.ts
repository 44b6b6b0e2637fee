import slowHomePage from '../../../server/src/core/checks/uptime/slow-home-page.ts';
import type { HttpExchange } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { endpointRuns } from '../../support/endpointRuns.ts';
import { chain, exchange } from '../../support/observations.ts';

function home(timings: HttpExchange['timings'], status = 200): { readonly http: object } {
  const page = { ...exchange({ url: 'https://example.com/', status }), timings };
  return { http: { chains: [chain([page])] } };
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
  { it: 'leaves errors to another check', ...home({ total: 4_000 }, 500), says: [] },
  {
    it: 'leaves one that is watched to its own limit',
    ...endpointRuns({ path: '/', milliseconds: 100 }),
    ...home({ total: 4_000 }),
    says: [],
  },
]);
