import assert from 'node:assert/strict';
import type { Check, Verdict } from '../../../server/src/core/check.ts';
import backupFile from '../../../server/src/core/checks/exposure/backup-file.ts';
import debugPage from '../../../server/src/core/checks/exposure/debug-page.ts';
import desktopFile from '../../../server/src/core/checks/exposure/desktop-file.ts';
import directoryListing from '../../../server/src/core/checks/exposure/directory-listing.ts';
import envFile from '../../../server/src/core/checks/exposure/env-file.ts';
import gitFolder from '../../../server/src/core/checks/exposure/git-folder.ts';
import internalPage from '../../../server/src/core/checks/exposure/internal-page.ts';
import sourceMap from '../../../server/src/core/checks/exposure/source-map.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import {
  DOMAIN,
  exchange,
  failure,
  GOOD_HEADERS,
  healthyDomain,
  healthyHttp,
  verdicts,
  type ExchangeWords,
} from '../../support/observations.ts';

const CHECKS = [
  backupFile,
  debugPage,
  desktopFile,
  directoryListing,
  envFile,
  gitFolder,
  internalPage,
  sourceMap,
];

/** What is answered at a path; the server answers 404 to everything else. */
function serving(
  path: string,
  words: Omit<ExchangeWords, 'url'>,
  notFound?: Omit<ExchangeWords, 'url'>,
): DomainObservation {
  const http = healthyHttp();
  return healthyDomain({
    http: {
      ...http,
      ...(notFound ? { notFound: exchange({ url: `https://${DOMAIN}/nothing-is-here`, ...notFound }) } : {}),
      exposures: [{ kind: 'any', exchange: exchange({ url: `https://${DOMAIN}${path}`, ...words }) }],
    },
  });
}

const text = { 'content-type': 'text/plain' };
const page = { 'content-type': 'text/html; charset=utf-8' };
const binary = { 'content-type': 'application/octet-stream' };
const problemsOf = (found: readonly Verdict[]) =>
  found.flatMap((one) => ('problem' in one ? [one.problem] : []));

const ENV = '# settings\nDATABASE_URL=postgres://a\nexport API_KEY="b"\n\nDEBUG=';
const APP = '<!doctype html><html><body><div id="root"></div></body></html>';
const MAP = '{"version":3,"sources":["../src/app.ts"],"sourcesContent":["export {}"],"mappings":"AAAA"}';

describe('checks of what is exposed', () => {
  for (const check of CHECKS) {
    it(`${check.id} has nothing to say against a healthy domain, or one that was not asked`, () => {
      assert.deepEqual(
        verdicts(check, healthyDomain()).filter((verdict) => !('pass' in verdict)),
        [],
      );
      const { http: _, ...rest } = healthyDomain();
      assert.deepEqual(verdicts(check, rest), []);
    });
  }

  const cases: readonly (readonly [Check, string, Omit<ExchangeWords, 'url'>, string])[] = [
    [
      envFile,
      '/.env',
      { headers: binary, body: ENV },
      'https://example.com/.env can be downloaded by anybody: it is an env file with 3 variables.',
    ],
    [
      envFile,
      '/.env.production',
      { headers: text, body: 'A=1' },
      'https://example.com/.env.production can be downloaded by anybody: it is an env file with 1 variable.',
    ],
    [
      envFile,
      '/.env',
      { headers: page, body: '# settings\nexport OWN=a\nFROM="Shop <shop@example.com>"\n' },
      'https://example.com/.env can be downloaded by anybody: it is an env file with 2 variables.',
    ],
    [
      gitFolder,
      '/.svn/entries',
      { headers: text, body: '12\n' },
      'https://example.com/.svn/entries can be read by anybody, and so can the rest of the repository: the source code with its history.',
    ],
    [
      gitFolder,
      '/.svn/wc.db',
      { headers: binary, body: 'SQLite format 3\u0000' },
      'https://example.com/.svn/wc.db can be read by anybody, and so can the rest of the repository: the source code with its history.',
    ],
    [
      backupFile,
      '/backup.zip',
      { headers: { 'content-type': 'application/zip', 'content-length': '90000' }, bytes: 0 },
      'https://example.com/backup.zip can be downloaded by anybody: it is an archive.',
    ],
    [
      backupFile,
      '/backup.tar.gz',
      { headers: binary, body: '\u001f\ufffd\u0008\u0000' },
      'https://example.com/backup.tar.gz can be downloaded by anybody: it is an archive.',
    ],
    [
      backupFile,
      '/dump.sql',
      { headers: binary, body: 'PGDMP\u0001' },
      'https://example.com/dump.sql can be downloaded by anybody: it is a dump of a database.',
    ],
    [
      backupFile,
      '/wp-config.php.bak',
      { headers: page, body: "<?php define('DB_PASSWORD', 'x');" },
      'https://example.com/wp-config.php.bak can be downloaded by anybody: it is a copy of a program’s configuration, with its passwords.',
    ],
    [
      gitFolder,
      '/.git/HEAD',
      { headers: binary, body: 'ref: refs/heads/main\n' },
      'https://example.com/.git/HEAD can be read by anybody, and so can the rest of the repository: the source code with its history.',
    ],
    [
      gitFolder,
      '/.git/HEAD',
      { headers: text, body: `${'0a'.repeat(20)}\n` },
      'https://example.com/.git/HEAD can be read by anybody, and so can the rest of the repository: the source code with its history.',
    ],
    [
      backupFile,
      '/backup.sql',
      { headers: text, body: '-- MySQL dump 10.13\nCREATE TABLE `users` (' },
      'https://example.com/backup.sql can be downloaded by anybody: it is a dump of a database.',
    ],
    [
      backupFile,
      '/backup.zip',
      { headers: { 'content-type': 'application/zip' }, body: 'PK\u0003\u0004\u0014' },
      'https://example.com/backup.zip can be downloaded by anybody: it is an archive.',
    ],
    [
      backupFile,
      '/wp-config.php.bak',
      { headers: text, body: "<?php define('DB_PASSWORD', 'x');" },
      'https://example.com/wp-config.php.bak can be downloaded by anybody: it is a copy of a program’s configuration, with its passwords.',
    ],
    [
      internalPage,
      '/phpmyadmin/',
      { headers: page, body: '<!doctype html><title>phpMyAdmin</title><input name="pma_username">' },
      'https://example.com/phpmyadmin/ shows the login of the database to anybody. It tells which program administers it, and whoever guesses the password has all data.',
    ],
    [
      internalPage,
      '/actuator/env',
      { headers: { 'content-type': 'application/json' }, body: '{"activeProfiles":[],"propertySources":[]}' },
      'https://example.com/actuator/env shows Spring’s actuator with the environment to anybody. It tells passwords and keys of the product.',
    ],
    [
      internalPage,
      '/phpinfo.php',
      { headers: page, body: '<title>PHP 8.1.2 - phpinfo()</title><h2>Configuration</h2>' },
      'https://example.com/phpinfo.php shows phpinfo() to anybody. It tells paths, settings and often the environment with its passwords.',
    ],
    [
      internalPage,
      '/server-status',
      { headers: page, body: '<h1>Apache Server Status for example.com</h1>' },
      'https://example.com/server-status shows Apache’s status page to anybody. It tells which addresses are asked for at the moment, by whom, with what stands in them.',
    ],
    [
      internalPage,
      '/nginx_status',
      { headers: text, body: 'Active connections: 3 \n' },
      'https://example.com/nginx_status shows nginx’s status page to anybody. It tells how much it is used.',
    ],
    [
      internalPage,
      '/debug/pprof/',
      { headers: page, body: '<title>/debug/pprof/</title>Types of profiles available' },
      'https://example.com/debug/pprof/ shows Go’s profiler to anybody. It tells the memory of the program, and slows it down for everybody.',
    ],
    [
      sourceMap,
      '/assets/app.js.map',
      { headers: text, body: MAP },
      'https://example.com/assets/app.js.map gives anybody the source code of the front end as it was written.',
    ],
    [
      sourceMap,
      '/assets/app.js.map',
      { headers: text, body: MAP.replace('"export {}"', '') },
      'https://example.com/assets/app.js.map gives anybody the names of the files that the front end is made of.',
    ],
    [
      desktopFile,
      '/.DS_Store',
      { headers: binary, body: '\u0000\u0000\u0000\u0001Bud1' },
      'https://example.com/.DS_Store can be downloaded by anybody; it names the files of its folder.',
    ],
    [
      directoryListing,
      '/backup/',
      { headers: page, body: '<title>Index of /backup/</title><a href="a.zip">a.zip</a>' },
      'https://example.com/backup/ lists the files of its folder to anybody.',
    ],
  ];
  for (const [check, path, words, problem] of cases) {
    it(`${check.id}: ${path}`, () => {
      assert.deepEqual(problemsOf(verdicts(check, serving(path, words))), [problem]);
      const others = CHECKS.filter((other) => problemsOf(verdicts(other, serving(path, words))).length > 0);
      assert.deepEqual(others, [check]);
    });

    it(`${check.id}: nothing is found at ${path} where every path is answered with the same`, () => {
      const app = { headers: page, body: APP };
      assert.deepEqual(problemsOf(verdicts(check, serving(path, app, app))), []);
      assert.deepEqual(problemsOf(verdicts(check, serving(path, app))), []);
      if (check !== directoryListing)
        assert.deepEqual(problemsOf(verdicts(check, serving(path, words, words))), []);
      assert.deepEqual(problemsOf(verdicts(check, serving(path, { ...words, status: 403 }))), []);
    });
  }

  it('never show a value of an env file', () => {
    const [verdict] = verdicts(envFile, serving('/.env', { headers: binary, body: ENV }));
    assert.deepEqual(verdict?.evidence, ['DATABASE_URL', 'API_KEY', 'DEBUG']);
  });

  it('say why it could not be told, unless nobody asked or the whole site is down', () => {
    const lost = (reason: 'timeout' | 'limit') => serving('/.env', { failure: failure(reason) });
    assert.deepEqual(verdicts(envFile, lost('timeout')), [{ unknown: failure('timeout') }]);
    assert.deepEqual(verdicts(envFile, lost('limit')), []);
    const observed = lost('timeout');
    const home = exchange({ url: `https://${DOMAIN}/`, failure: failure('timeout') });
    const http = {
      ...observed.http!,
      endpoints: [{ url: home.url, kind: 'home' as const, exchange: home, cors: [] }],
    };
    assert.deepEqual(
      CHECKS.flatMap((check) => verdicts(check, { ...observed, http })).filter((one) => 'unknown' in one),
      [],
    );
  });

  it('say that nothing was found where something was looked for', () => {
    assert.deepEqual(verdicts(gitFolder, serving('/.git/HEAD', { status: 404 })), [
      { pass: 'The repository is not served by example.com.' },
    ]);
  });

  describe('debug pages', () => {
    const debug: readonly (readonly [string, string])[] = [
      [
        'Django’s page for developers (DEBUG = True)',
        "<p>Using the URLconf defined in shop.urls, Django tried</p><p>You're seeing this error because you have <code>DEBUG = True</code>",
      ],
      [
        'the Werkzeug debugger, whose console runs any Python code',
        '<title>KeyError // Werkzeug Debugger</title><script>var EVALEX = true;</script>',
      ],
      ['Laravel’s error page for developers (APP_DEBUG=true)', '<script>window.ignite({})</script>'],
      ['Symfony’s error page for developers', '<div class="exception">Symfony Exception</div>'],
      ['Rails’ error page for developers', '<h1>Routing Error</h1><p>Rails.root: /srv/app</p>'],
      ['ASP.NET’s error page with the stack', "<h1>Server Error in '/' Application.</h1><b>Stack Trace:</b>"],
      [
        'Spring’s error page with the stack',
        '{"status":404,"trace":"java.lang.Error\\n\\tat com.shop.Api.get(Api.java:12)"}',
      ],
      ['a Python traceback', 'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in get'],
      [
        'the stack of a Node program',
        '<pre>NotFoundError: Not Found<br> at /srv/app/server.js:12:8<br></pre>',
      ],
      [
        'the stack of a Node program',
        'TypeError: x\n    at Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5)',
      ],
      [
        'a PHP error with the path of its file',
        '<b>Warning</b>: Undefined variable $x in <b>/var/www/index.php</b> on line <b>3</b>',
      ],
      ['the stack of a Go program', 'goroutine 12 [running]:\nmain.handler()'],
    ];
    for (const [name, body] of debug)
      it(`${name}: ${JSON.stringify(body.slice(0, 30))}`, () => {
        const http = healthyHttp({
          notFound: exchange({ url: `https://${DOMAIN}/nothing`, status: 404, body }),
        });
        assert.deepEqual(problemsOf(verdicts(debugPage, healthyDomain({ http }))), [
          `example.com answers an error with ${name}.`,
        ]);
      });

    it('are no pages that only speak of errors', () => {
      for (const body of [
        '<h1>404</h1><p>Error: not found at /docs/page.html</p>',
        'Cannot GET /nothing',
        '<title>Not Found</title><p>The requested URL was not found on this server. We use Django and Symfony.</p>',
        'Whoops! This page does not exist.',
      ]) {
        const http = healthyHttp({
          notFound: exchange({ url: `https://${DOMAIN}/nothing`, status: 404, body }),
        });
        assert.deepEqual(problemsOf(verdicts(debugPage, healthyDomain({ http }))), [], body);
      }
    });

    it('are looked for in the article of a home page that works as little', () => {
      const http = healthyHttp();
      const [home] = http.endpoints;
      const body = 'How to read a Traceback (most recent call last): File "app.py", line 3';
      const article = exchange({ url: `https://${DOMAIN}/`, headers: GOOD_HEADERS, body });
      const observed = healthyDomain({ http: { ...http, endpoints: [{ ...home!, exchange: article }] } });
      assert.deepEqual(problemsOf(verdicts(debugPage, observed)), []);
    });
  });
});
