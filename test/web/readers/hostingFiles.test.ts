import assert from 'node:assert/strict';
import amplify from '../../../server/src/core/web/readers/amplify.ts';
import appEngine from '../../../server/src/core/web/readers/appEngine.ts';
import firebase from '../../../server/src/core/web/readers/firebase.ts';
import fly from '../../../server/src/core/web/readers/fly.ts';
import headersFile from '../../../server/src/core/web/readers/headersFile.ts';
import iis from '../../../server/src/core/web/readers/iis.ts';
import netlify from '../../../server/src/core/web/readers/netlify.ts';
import render from '../../../server/src/core/web/readers/render.ts';
import staticWebApps from '../../../server/src/core/web/readers/staticWebApps.ts';
import uploadCommands from '../../../server/src/core/web/readers/uploadCommands.ts';
import vercel from '../../../server/src/core/web/readers/vercel.ts';
import { said } from './configurationFacts.ts';

describe('headers in the files of hosts', () => {
  it('reads vercel.json', () => {
    const text = `{
  "headers": [
    { "source": "/api/(.*)", "headers": [
      { "key": "Cache-Control", "value": "public, max-age=60" },
      { "key": "X-Frame-Options", "value": "DENY" },
      { "key": "CDN-Cache-Control", "value": "max-age=3600" }
    ] },
    { "source": "/:path*", "has": [{ "type": "host", "value": "a.example.com" }], "headers": [
      { "key": "Access-Control-Allow-Origin", "value": "*" }
    ] }
  ],
  "routes": [
    { "src": "/static/(.*)", "methods": ["get"], "headers": { "cache-control": "s-maxage=1" }, "continue": true },
    { "src": "/old", "dest": "/new" }
  ]
}`;
    assert.deepEqual(said(vercel, 'apps/web/vercel.json', text), [
      'vercel set «Cache-Control» = «public, max-age=60» on next /api/(.*)',
      'vercel set «CDN-Cache-Control» = «max-age=3600» on next /api/(.*)',
      'vercel set «Access-Control-Allow-Origin» = «*» on next /:path* sometimes',
      'vercel set «cache-control» = «s-maxage=1» on regex ^/static/(.*)$ GET',
    ]);
    assert.deepEqual(said(vercel, 'package.json', text), []);
  });

  it('reads netlify.toml, with values of several lines and lists of values', () => {
    const text = `[[headers]]
  for = "/*"
  [headers.values]
    Cache-Control = '''
    max-age=0,
    must-revalidate'''
    Access-Control-Allow-Origin = "https://example.com"
[[headers]]
  for = "/x/:id"
  [headers.values]
    Vary = ["Origin", "Cookie"]
`;
    assert.deepEqual(said(netlify, 'netlify.toml', text), [
      'netlify-toml set «Cache-Control» = max-age=0, must-revalidate at «max-age=0,» on glob /*',
      'netlify-toml set «Access-Control-Allow-Origin» = «https://example.com» on glob /*',
      'netlify-toml set «Vary» = [«Origin», «Cookie»] on glob /x/:id',
      'netlify  «»',
    ]);
  });

  it('reads _headers', () => {
    const text = `# comment
/*
  Cache-Control: public, max-age=300
  # another
  X-Frame-Options: DENY
  Vary: Origin
  Vary: Cookie

/api/:name
\tAccess-Control-Allow-Origin:*\r
\tAccess-Control-Allow-Origin: https://a.example.com
`;
    assert.deepEqual(said(headersFile, 'public/_headers', text), [
      'headers-file set «Cache-Control» = «public, max-age=300» on glob /*',
      'headers-file set «Vary» = [«Origin», «Cookie»] on glob /*',
      'headers-file set «Access-Control-Allow-Origin» = «*» on glob /api/:name',
      'headers-file add «Access-Control-Allow-Origin» = «https://a.example.com» on glob /api/:name',
    ]);
  });

  it('knows the hosts of _headers by what only they understand', () => {
    assert.deepEqual(said(headersFile, '_headers', 'https://:project.pages.dev/*\n  ! Cache-Control\n'), [
      'cloudflare-headers remove «Cache-Control» = nothing «Cache-Control» on glob https://:project.pages.dev/*',
    ]);
    assert.deepEqual(
      said(headersFile, '_headers', '/a\n  Netlify-CDN-Cache-Control: public, s-maxage=60\n'),
      ['netlify-headers set «Netlify-CDN-Cache-Control» = «public, s-maxage=60» on glob /a'],
    );
  });

  it('reads firebase.json with one host or several', () => {
    const host = `{ "public": "dist", "headers": [
    { "source": "**/*.@(js|css)", "headers": [{ "key": "Cache-Control", "value": "max-age=31536000" }] },
    { "regex": "/api/.*", "headers": [{ "key": "Access-Control-Allow-Origin", "value": "*" }] }
  ] }`;
    const expected = [
      'firebase set «Cache-Control» = «max-age=31536000» on glob **/*.@(js|css)',
      'firebase set «Access-Control-Allow-Origin» = «*» on regex /api/.*',
    ];
    assert.deepEqual(said(firebase, 'firebase.json', `{ "hosting": ${host} }`), expected);
    assert.deepEqual(said(firebase, 'firebase.json', `{ "hosting": [${host}] }`), expected);
  });

  it('reads staticwebapp.config.json, and who may see a route', () => {
    const text = `{
  "globalHeaders": { "Cache-Control": "no-store" },
  "routes": [
    { "route": "/admin/*", "methods": ["GET"], "allowedRoles": ["administrator"] },
    { "route": "/login", "allowedRoles": ["anonymous", "authenticated"] },
    { "route": "/assets/*", "headers": { "cache-control": "max-age=1" } }
  ]
}`;
    assert.deepEqual(said(staticWebApps, 'staticwebapp.config.json', text), [
      'static-web-apps set «Cache-Control» = «no-store»',
      'static-web-apps set «cache-control» = «max-age=1» on glob /assets/*',
      'guard «allowedRoles» allowedRoles: administrator on glob /admin/* GET',
    ]);
  });

  it('reads customHttp.yml, render.yaml and fly.toml', () => {
    const amplifyText = `customHeaders:
  - pattern: '**/*.json'
    headers:
      - key: 'Cache-Control'
        value: 'max-age=60'
`;
    assert.deepEqual(said(amplify, 'customHttp.yml', amplifyText), [
      'amplify set «Cache-Control» = «max-age=60» on glob **/*.json',
    ]);
    const renderText = `services:
  - type: web
    headers:
      - path: /*
        name: Cache-Control
        value: public, max-age=60 # comment
`;
    assert.deepEqual(said(render, 'render.yaml', renderText), [
      'render set «Cache-Control» = «public, max-age=60» on glob /*',
    ]);
    const flyText = `[http_service.http_options.response.headers]
Access-Control-Allow-Origin = "*"
fly-request-id = false
`;
    assert.deepEqual(said(fly, 'fly.toml', flyText), ['fly set «Access-Control-Allow-Origin» = «*»']);
  });

  it('reads commands that put files into buckets', () => {
    const text = `      - run: |
          aws s3 sync build s3://x --exclude "*.html" --cache-control "public,max-age=31536000"
          aws s3 cp build/index.html s3://x/ \\
            --cache-control 'no-cache'
          aws s3 sync build s3://x --exclude "*" --include "*.html" --cache-control max-age=$AGE
          gsutil -m -h "Cache-Control: no-store" rsync a gs://b
          curl --cache-control x
`;
    assert.deepEqual(said(uploadCommands, '.github/workflows/deploy.yml', text), [
      's3 set «cache-control» = «public,max-age=31536000» sometimes',
      's3 set «cache-control» = «no-cache» on exact /index.html',
      's3 set «cache-control» = «max-age=» + $AGE «$AGE» on glob *.html',
      'static-files set «Cache-Control» = «no-store» sometimes',
    ]);
    const script = '{"scripts": {"deploy": "aws s3 sync a s3://b --cache-control \\"max-age=60\\" && x"}}';
    assert.deepEqual(said(uploadCommands, 'package.json', script), [
      's3 set «cache-control» = «max-age=60» sometimes',
    ]);
  });

  it('reads web.config', () => {
    const text = `<configuration>
  <system.webServer>
    <httpProtocol><customHeaders>
      <remove name="Cache-Control" />
      <add name="Access-Control-Allow-Origin" value="*" />
      <!-- <add name="Vary" value="Origin" /> -->
    </customHeaders></httpProtocol>
    <staticContent><clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="365.00:00:00" cacheControlCustom="public" /></staticContent>
    <rewrite><outboundRules><rule name="a">
      <match serverVariable="RESPONSE_Access_Control_Allow_Origin" pattern=".*" />
      <action type="Rewrite" value="{HTTP_ORIGIN}" />
    </rule></outboundRules></rewrite>
  </system.webServer>
  <location path="index.html">
    <system.webServer><staticContent><clientCache cacheControlMode="DisableCache" /></staticContent></system.webServer>
  </location>
</configuration>`;
    assert.deepEqual(said(iis, 'public/web.config', text), [
      'iis remove «Cache-Control» = nothing «Cache-Control»',
      'iis set «Access-Control-Allow-Origin» = «*»',
      'iis set «365.00:00:00» = public, max-age=31536000 at «365.00:00:00»',
      "iis set «Access_Control_Allow_Origin» = request's origin «{HTTP_ORIGIN}» sometimes",
      'iis set «DisableCache» = no-cache at «DisableCache» on prefix /index.html',
    ]);
  });

  it('reads app.yaml of App Engine', () => {
    const text = `runtime: python312
default_expiration: "1h 30m"
handlers:
  - url: /static
    static_dir: static
    expiration: 365d
    http_headers:
      Access-Control-Allow-Origin: "*"
  - url: /admin/.*
    script: auto
    login: admin
`;
    assert.deepEqual(said(appEngine, 'app.yaml', text), [
      'app-engine default «1h 30m» = public, max-age=5400 at «1h 30m»',
      'app-engine set «Access-Control-Allow-Origin» = «*» on prefix /static',
      'app-engine set «365d» = public, max-age=31536000 at «365d» on prefix /static',
      'guard «admin» login: admin on regex ^/admin/.*$',
    ]);
  });

  it('takes broken and hostile texts', () => {
    assert.deepEqual(
      said(vercel, 'vercel.json', '{"headers": [{"source": "/a", "headers": [{"key": "Vary", '),
      [],
    );
    const deep = `{"headers":${'['.repeat(100_000)}`;
    assert.deepEqual(said(vercel, 'vercel.json', deep), []);
    assert.deepEqual(said(iis, 'web.config', `<customHeaders>${'<add name="vary" '.repeat(30_000)}`), []);
    assert.deepEqual(said(iis, 'web.config', `<customHeaders>${'<!--'.repeat(100_000)}`), []);
    assert.deepEqual(said(headersFile, '_headers', '/'.repeat(400_000)), []);
    assert.deepEqual(said(headersFile, '_headers', `/a\n${' x:'.repeat(100_000)}`), []);
  });
});
