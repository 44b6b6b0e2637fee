import lostPath from '../../../server/src/core/checks/redirects/lost-path.ts';
import lostQuery from '../../../server/src/core/checks/redirects/lost-query.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { chain, exchange, failure } from '../../support/observations.ts';
import { way, ways } from '../../support/redirectWays.ts';

const DEEP = 'http://example.com/a/deep/path?with=query';
const DEEP_WWW = 'https://www.example.com/a/deep/path?with=query';
describeCheck(lostPath, [
  { it: 'is content where the path is kept', says: ['pass A link to /a/deep/path keeps its path.'] },
  {
    it: 'is content with a language in front',
    http: { deep: way(DEEP, 'https://example.com/en/a/deep/path?with=query') },
    says: ['pass A link to /a/deep/path keeps its path.'],
  },
  {
    it: 'finds a redirect to the home page',
    http: { deep: way(DEEP, 'https://example.com/') },
    says: [
      'high http://example.com/a/deep/path?with=query redirects to https://example.com/: the path is lost, so every link to a page inside the product ends there.',
    ],
  },
  {
    it: 'weighs less what happens to paths that do not exist',
    http: { deep: way(DEEP, 'https://example.com/a/deep/path?with=query', 'https://example.com/') },
    says: [
      'low example.com redirects a path that it doesn’t have (/a/deep/path) to / instead of answering 404, so people with a wrong link land there without a word.',
    ],
  },
  {
    it: 'cannot tell without an answer',
    http: { deep: chain([exchange({ url: DEEP, failure: failure('reset', 'the connection was ended') })]) },
    says: ['unknown the connection was ended'],
  },
  { it: 'says nothing without a redirect', http: { deep: way(DEEP) }, says: [] },
  {
    it: 'finds it at “www” alone',
    http: { twinDeep: way(DEEP_WWW, 'https://example.com/') },
    says: [
      `high ${DEEP_WWW} redirects to https://example.com/: www.example.com forgets the path, so every link to a page at www.example.com ends there.`,
    ],
  },
  {
    it: 'says once what both lose',
    http: { deep: way(DEEP, 'https://example.com/'), twinDeep: way(DEEP_WWW, 'https://example.com/') },
    says: [
      'high http://example.com/a/deep/path?with=query redirects to https://example.com/: the path is lost, so every link to a page inside the product ends there.',
    ],
  },
  {
    it: 'leaves to the host that “www” leads to what that does',
    http: { twinDeep: way(DEEP_WWW, DEEP_WWW.replace('www.', ''), 'https://example.com/') },
    says: ['pass A link to /a/deep/path keeps its path.'],
  },
  ...[
    'https://example.com/a/deep/path?with=query/a/deep/path?with=query',
    'https://example.com/a/deep/path/a/deep/path?with=query',
  ].map((to) => ({
    it: `finds a path that stands there twice: ${to}`,
    http: { deep: way(DEEP, to) },
    says: [
      `high ${DEEP} redirects to ${to}: the path stands there twice, so every link to a page inside the product ends at an address that doesn’t exist.`,
    ],
  })),
  {
    it: 'is content with a sign-in that keeps the link in its query',
    http: {
      deep: way(DEEP, 'https://example.com/a/deep/path?with=query&next=/a/deep/path'),
    },
    says: ['pass A link to /a/deep/path keeps its path.'],
  },
  ...['https://example.coma/deep/path', 'https://www.example.coma/deep/path'].map((to) => ({
    it: `finds a slash that is missing: ${to}`,
    http: { deep: way(DEEP, to, 'off-host') },
    says: [
      `high http://example.com/a/deep/path?with=query redirects to ${to}: the slash between host and path is missing, so every link to a page inside the product ends at a name that is not yours.`,
    ],
  })),
]);

describeCheck(lostQuery, [
  { it: 'is content where the query is kept', says: ['pass Redirects keep the query of a link.'] },
  {
    it: 'is content where something is added',
    http: { deep: way(DEEP, 'https://example.com/a/deep/path?lang=en&with=query') },
    says: ['pass Redirects keep the query of a link.'],
  },
  {
    it: 'finds a query that is gone',
    http: { deep: way(DEEP, 'https://example.com/a/deep/path') },
    says: [
      'medium http://example.com/a/deep/path?with=query redirects to https://example.com/a/deep/path: the query is lost, so campaign links and links with a token stop working.',
    ],
  },
  { it: 'leaves a lost path to its check', http: { deep: way(DEEP, 'https://example.com/') }, says: [] },
  {
    it: 'leaves a path that “www” loses, and a slash that is missing, to their check',
    http: { twinDeep: way(DEEP_WWW, 'https://example.com/') },
    says: [],
  },
  {
    it: 'finds a query that “www” forgets',
    http: { twinDeep: way(DEEP_WWW, 'https://example.com/a/deep/path') },
    says: [
      `medium ${DEEP_WWW} redirects to https://example.com/a/deep/path: the query is lost, so campaign links and links with a token stop working.`,
    ],
  },
]);

const AT_PORT = {
  ...ways({ https: way('https://example.com/', 'https://example.com:8443/', 'failed') }),
  deep: way(DEEP, 'https://example.com/a/deep/path?with=query', 'https://example.com:8443/', 'failed'),
};
describeCheck(lostPath, [
  { it: 'leaves what follows from a wrong target to the check of that target', http: AT_PORT, says: [] },
  {
    it: 'leaves to another host what it does with the path',
    http: { deep: way(DEEP, 'https://other.example/', 'off-host') },
    says: [],
  },
  {
    it: 'lets a sign-in be that stands in front of everything',
    http: {
      ...ways({ https: way('https://example.com/', 'https://example.com/login') }),
      deep: way(DEEP, 'https://example.com/a/deep/path?with=query', 'https://example.com/login'),
    },
    says: [],
  },
]);
