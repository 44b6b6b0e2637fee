import configurationFile from '../../../server/src/core/checks/exposure/configuration-file.ts';
import debugTool from '../../../server/src/core/checks/exposure/debug-tool.ts';
import developmentServer from '../../../server/src/core/checks/exposure/development-server.ts';
import type { HttpObservation, PageResource } from '../../../server/src/core/observations/http.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { exchange, failure, GOOD_HEADERS, healthyHttp, urlParts } from '../../support/observations.ts';

type Headers = Readonly<Record<string, string>>;

function home(
  headers: Headers,
  body = '<!doctype html><title>x</title>',
  loads: readonly string[] = [],
): Partial<HttpObservation> {
  const page = exchange({ url: 'https://example.com/', headers: { ...GOOD_HEADERS, ...headers }, body });
  const resources = loads.map((path): PageResource => ({
    kind: 'script',
    url: urlParts(path, 'https://example.com/'),
  }));
  return {
    chains: [],
    endpoints: [{ url: page.url, kind: 'home', exchange: page, cors: [] }],
    page: { ...healthyHttp().page!, resources },
  };
}

const asset = (body: string): Partial<HttpObservation> => ({
  assets: [
    exchange({ url: 'https://example.com/app.js', headers: { 'content-type': 'text/javascript' }, body }),
  ],
});

const isOn = (impact: string, tool: string, at = 'https://example.com/'): string =>
  `${impact} ${at} shows that ${tool} is switched on, a tool for debugging that tells strangers about the inside of the program.`;

describeCheck(debugTool, [
  { it: 'says nothing of a healthy domain', says: [] },
  { it: 'says nothing where nothing was asked', http: 'none', says: [] },
  {
    it: 'finds Symfony’s profiler once',
    http: home({ 'x-debug-token': 'a1', 'x-debug-token-link': 'https://example.com/_profiler/a1' }),
    says: [isOn('high', 'Symfony’s profiler')],
  },
  {
    it: 'finds a tool on an error page',
    http: {
      notFound: exchange({
        url: 'https://example.com/nothing',
        status: 404,
        headers: { 'phpdebugbar-id': 'a1' },
      }),
    },
    says: [isOn('high', 'Laravel’s debug bar', 'https://example.com/nothing')],
  },
  {
    it: 'finds Django’s toolbar by its panels',
    http: home({ 'server-timing': 'TimerPanel_utime;dur=4;desc="User CPU time"' }),
    says: [isOn('high', 'Django’s debug toolbar')],
  },
  {
    it: 'finds a toolbar in the markup',
    http: home({}, '<!doctype html><div id="sfwdt1a2b3c" class="sf-toolbar"></div>'),
    says: [isOn('high', 'Symfony’s profiler')],
  },
  ...[
    ['x-clockwork-id', 'high', 'Clockwork'],
    ['x-miniprofiler-ids', 'medium', 'MiniProfiler'],
    ['x-web-console-session-id', 'high', 'Rails’ web console'],
    ['x-chromelogger-data', 'medium', 'a log for the developer’s browser (ChromePHP, FirePHP)'],
  ].map(([name = '', impact = '', tool = '']) => ({
    it: `finds ${name}`,
    http: home({ [name]: 'a1' }),
    says: [isOn(impact, tool)],
  })),
  {
    it: 'lets timings of a product be, and an article about toolbars',
    http: home(
      { 'server-timing': 'cdn-cache; desc=HIT, edge; dur=1' },
      '<!doctype html><!-- id="djDebug" --><pre>&lt;div id="djDebug"&gt; <b id="djDebug"></b></pre>',
    ),
    says: [],
  },
]);

const ofServer = (name: string): string =>
  `high example.com serves the page of a development server (${name}), not of a build: it hands out the sources, and is slow.`;

describeCheck(developmentServer, [
  { it: 'says nothing of a healthy domain', says: [] },
  ...[
    ['/@vite/client', 'Vite'],
    ['/@react-refresh', 'Vite'],
    ['/_next/static/development/_buildManifest.js', 'Next.js'],
    ['/_nuxt/@vite/client', 'Vite'],
    ['/__webpack_hmr', 'webpack'],
    ['/browser-sync/browser-sync-client.js?v=2', 'BrowserSync'],
  ].map(([path = '', name = '']) => ({
    it: `finds ${path}`,
    http: home({}, '<!doctype html>', [path]),
    says: [ofServer(name)],
  })),
  {
    it: 'finds what a page imports',
    http: home({}, '<!doctype html><script type="module">import "/@vite/client";</script>'),
    says: [ofServer('Vite')],
  },
  {
    it: 'finds webpack’s client in a script',
    http: asset('{"./node_modules/webpack-dev-server/client/index.js?hot=true":()=>{}}'),
    says: [ofServer('webpack')],
  },
  {
    it: 'finds Angular’s client',
    http: asset('new WebSocket(host + "/ng-cli-ws")'),
    says: [ofServer('Angular')],
  },
  {
    it: 'finds a server that is made for development',
    http: home({ server: 'Werkzeug/3.0.1 Python/3.12' }),
    says: [
      'medium example.com is answered by Werkzeug, Flask’s server for development, which is not made for production.',
    ],
  },
  {
    it: 'lets builds and articles be',
    http: {
      ...home({ server: 'gunicorn' }, '<!doctype html><pre>&lt;script src="/@vite/client"&gt;</pre>', [
        '/_next/static/chunks/main-4f3c2b1a.js',
        '/assets/vite-client.js',
      ]),
      ...asset('const text = "Read about webpack-dev-server and its client.";'),
    },
    says: [],
  },
]);

const file = (path: string, body: string, type = 'application/octet-stream'): Partial<HttpObservation> => ({
  exposures: [
    {
      kind: 'any',
      exchange: exchange({ url: `https://example.com${path}`, headers: { 'content-type': type }, body }),
    },
  ],
});
const NONE = 'pass No file with passwords was found on example.com.';

describeCheck(configurationFile, [
  { it: 'says nothing where nothing was looked for', says: [] },
  {
    it: 'finds keys of AWS',
    http: file('/.aws/credentials', '[default]\naws_access_key_id = A\naws_secret_access_key = b\n'),
    says: [
      'blocker https://example.com/.aws/credentials can be downloaded by anybody: it is the access keys of AWS; whoever has them acts as you in your account.',
    ],
  },
  {
    it: 'finds a file of Docker Compose, with and without passwords',
    http: file('/docker-compose.yml', 'services:\n  web:\n    image: web\n'),
    says: [
      'high https://example.com/docker-compose.yml can be downloaded by anybody: it is a file of Docker Compose; it names the services, their ports and often their passwords.',
    ],
  },
  {
    it: 'weighs passwords in it more',
    http: file(
      '/docker-compose.yml',
      'services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: a\n',
      'text/html',
    ),
    says: [
      'blocker https://example.com/docker-compose.yml can be downloaded by anybody: it is a file of Docker Compose; it names the services, their ports and often their passwords.',
    ],
  },
  {
    it: 'finds the passwords of a web server',
    http: file('/.htpasswd', 'admin:$apr1$abc$def\n'),
    says: [
      'high https://example.com/.htpasswd can be downloaded by anybody: it is the passwords of the web server; they are hashed, and weak ones are found in minutes.',
    ],
  },
  {
    it: 'lets pages be that answer every path',
    http: file(
      '/docker-compose.yml',
      '<!doctype html><pre>\nservices:\n  web:\n    image: x\n</pre>',
      'text/html',
    ),
    says: [NONE],
  },
  {
    it: 'cannot tell without an answer',
    http: {
      exposures: [
        {
          kind: 'any',
          exchange: exchange({ url: 'https://example.com/.aws/credentials', failure: failure('timeout') }),
        },
      ],
    },
    says: ['unknown it failed (timeout)'],
  },
]);
