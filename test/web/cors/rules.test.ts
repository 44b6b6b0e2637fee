import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

type Files = Readonly<Record<string, string>>;

/** What the rules say of files: rule, impact, and what they underline. */
function judged(files: Files): readonly string[] {
  return judgeFiles(files)
    .filter(({ area }) => area === 'cors')
    .map(({ ruleId, impact, file, offsets }) => {
      const text = files[file ?? '']?.slice(offsets?.start, offsets?.end) ?? '';
      return `${impact} ${ruleId.slice('cors/'.length)} ${text}`;
    })
    .sort();
}

function express(options: string): Files {
  return {
    'server.ts': `import cors from 'cors';\nimport express from 'express';\nconst app = express();\napp.use(cors(${options}));\n`,
  };
}

const NGINX_ECHO = `server {
  location /api/ {
    add_header Access-Control-Allow-Origin $http_origin;
    add_header Access-Control-Allow-Credentials true;
    add_header Vary Origin;
  }
}
`;

describe('the rules about CORS', () => {
  const says = (what: string, files: Files, ...wanted: readonly string[]): void => {
    it(`${what}: ${wanted.length === 0 ? 'silent' : wanted.join(', ')}`, () =>
      assert.deepEqual(judged(files), wanted.toSorted()));
  };

  describe('go by what a library does', () => {
    says('Express, *', express("{ origin: '*' }"), 'low every-origin *');
    says(
      'Express, * and cookies',
      express("{ origin: '*', credentials: true }"),
      'medium credentials-never-sent *',
    );
    says('Express, cookies alone', express('{ credentials: true }'), 'medium credentials-never-sent true');
    says('Express, true', express('{ origin: true }'), 'medium reflected-origin true');
    says(
      'Express, true and cookies',
      express('{ origin: true, credentials: true }'),
      'blocker credentials-for-every-origin true',
    );
    says('Express, * in a list', express("{ origin: ['*'], credentials: true }"), 'high impossible-origin *');
    says(
      'Koa, cookies alone',
      { 'a.ts': koa('{ credentials: true }') },
      'blocker credentials-for-every-origin true',
    );
    says(
      'GraphQL Yoga as it comes',
      { 'a.ts': yoga('{ schema: schemaOf(types) }') },
      'high credentials-for-every-origin createYoga',
    );
    says(
      'GraphQL Yoga, * and no word about cookies',
      { 'a.ts': yoga("{ schema, cors: { origin: '*' } }") },
      'blocker credentials-for-every-origin *',
    );
    says('GraphQL Yoga without CORS', { 'a.ts': yoga('{ schema, cors: false }') });
    says('GraphQL Yoga, a list', { 'a.ts': yoga("{ schema, cors: { origin: ['https://a.example'] } }") });
    says(
      'Middy, cookies alone',
      { 'a.ts': middy('{ credentials: true }') },
      'blocker credentials-for-every-origin true',
    );
    says('Middy, a list', { 'a.ts': middy("{ credentials: true, origins: ['https://*.a.example'] }") });
    says(
      'Chalice, * and cookies',
      {
        'app.py':
          'from chalice import Chalice, CORSConfig\napp = Chalice("a")\napp.api.cors = CORSConfig(allow_credentials=True)\n',
      },
      'medium credentials-never-sent True',
    );
    says(
      'Vert.x, everybody and cookies',
      { 'A.java': vertx('create("*").allowCredentials(true)') },
      'blocker credentials-for-every-origin *',
    );
    says('Vert.x, subdomains', {
      'A.java': vertx(
        'create().addRelativeOrigin("https://[a-z]+\\\\.a\\\\.example").allowCredentials(true)',
      ),
    });
    says(
      'Vert.x, a loose pattern',
      { 'A.java': vertx('create().addRelativeOrigin("https://.*a.example").allowCredentials(true)') },
      'blocker loose-origin-pattern https://.*a.example',
    );
    says(
      'Koa, a list',
      { 'a.ts': koa("{ origin: ['https://a.example', 'https://b.example'] }") },
      "high several-origins-in-one-header ['https://a.example', 'https://b.example']",
    );
    says(
      'Koa 4, nothing',
      { 'a.ts': koa(''), 'package.json': '{"dependencies":{"@koa/cors":"^4.0.0"}}' },
      'medium reflected-origin cors',
    );
    says(
      'Koa 5, nothing',
      { 'a.ts': koa(''), 'package.json': '{"dependencies":{"@koa/cors":"^5.0.0"}}' },
      'low every-origin cors',
    );
    says(
      'FastAPI, * and cookies',
      { 'main.py': fastapi('allow_origins=["*"], allow_credentials=True') },
      'blocker credentials-for-every-origin *',
    );
    says('FastAPI, a pattern that must match all', {
      'main.py': fastapi(String.raw`allow_origin_regex=r"https://.*\.example\.com", allow_credentials=True`),
    });
    says(
      'FastAPI, a text in the place of a list',
      { 'main.py': fastapi('allow_origins="https://app.tidepool.app", allow_credentials=True') },
      'blocker loose-origin-pattern https://app.tidepool.app',
    );
    says(
      'Web API 2, * and cookies',
      {
        'A.cs':
          'public class A : ApiController {\n  [EnableCors(origins: "*", headers: "*", methods: "*", SupportsCredentials = true)]\n  public string Get() { return ""; }\n}\n',
      },
      'blocker credentials-for-every-origin *',
    );
    says('Echo before 4.10.2', echo('v4.9.0'), 'blocker credentials-for-every-origin *');
    says('Echo since 4.10.2', echo('v4.12.0'), 'medium credentials-never-sent *');
    says(
      'Elysia, nothing',
      {
        'a.ts':
          "import { Elysia } from 'elysia';\nimport { cors } from '@elysiajs/cors';\nnew Elysia().use(cors());\n",
      },
      'blocker credentials-for-every-origin cors',
    );
  });

  describe('ask what functions ask', () => {
    const asked = (body: string): Files =>
      express(`{ origin: (origin, callback) => { ${body} }, credentials: true }`);
    says(
      'a list',
      asked(
        "if (!origin || ['https://a.example'].includes(origin)) callback(null, true); else callback(new Error('no'));",
      ),
    );
    says('nothing', asked('callback(null, true);'), 'blocker credentials-for-every-origin true');
    says(
      'an end',
      asked("callback(null, origin.endsWith('example.com'));"),
      'blocker loose-origin-pattern example.com',
    );
    says('an end with a point', asked("callback(null, origin.endsWith('.example.com'));"));
    says(
      'two that are loose alone',
      asked("callback(null, origin.startsWith('https://') && origin.endsWith('.example.com'));"),
    );
    says('a function that nobody knows', asked('callback(null, isAllowed(origin));'));
    says(
      'each origin of a variable for its beginning',
      asked("callback(null, process.env.ORIGINS!.split(',').some((one) => origin.startsWith(one)));"),
      'medium loose-origin-pattern process.env.ORIGINS!',
    );
  });

  describe('are silent about development', () => {
    says(
      'by a choice',
      express(
        "{ origin: process.env.NODE_ENV === 'production' ? 'https://a.example' : true, credentials: true }",
      ),
    );
    says('by the value', express("{ origin: process.env.NODE_ENV !== 'production', credentials: true }"));
    says('by a block', {
      'server.ts':
        "import cors from 'cors';\nif (process.env.NODE_ENV === 'development') {\n  app.use(cors({ origin: true, credentials: true }));\n}\n",
    });
    says('by the path', { 'config/development/nginx.conf': NGINX_ECHO });
  });

  describe('see headers written by hand', () => {
    const handler = (body: string): Files => ({
      'pages/api/prices.ts': `export default function handler(req, res) {\n${body}\n  res.json([]);\n}\n`,
    });
    const cookies = "  res.setHeader('Access-Control-Allow-Credentials', 'true');";
    const vary = "  res.setHeader('Vary', 'Origin');";
    says(
      'sent back',
      handler(`  res.setHeader('Access-Control-Allow-Origin', req.headers.origin);\n${cookies}\n${vary}`),
      'blocker credentials-for-every-origin req.headers.origin',
    );
    says(
      'a parameter',
      handler(`  res.setHeader('Access-Control-Allow-Origin', req.query.origin);\n${vary}`),
      'medium reflected-origin req.query.origin',
    );
    says(
      'the own host',
      handler(`  res.setHeader('Access-Control-Allow-Origin', req.headers.host);\n${vary}`),
    );
    says(
      'listed',
      handler(
        `  const { origin } = req.headers;\n  if (['https://a.example'].includes(origin)) {\n  res.setHeader('Access-Control-Allow-Origin', origin);\n${cookies}\n${vary}\n  }`,
      ),
    );
    says(
      'cookies for the listed, * for others',
      handler(
        `  const origin = req.headers.origin;\n  if (['https://a.example'].includes(origin)) {\n  res.setHeader('Access-Control-Allow-Origin', origin);\n${cookies}\n  } else {\n  res.setHeader('Access-Control-Allow-Origin', '*');\n  }\n${vary}`,
      ),
      'low every-origin *',
    );
    says(
      'null',
      handler(`  res.setHeader('Access-Control-Allow-Origin', 'null');\n${cookies}`),
      'high null-origin null',
    );
    says('nginx', { 'nginx.conf': NGINX_ECHO }, 'blocker credentials-for-every-origin $http_origin');
    says(
      'a shared cache without Vary',
      {
        'nginx.conf': NGINX_ECHO.replace(
          '    add_header Vary Origin;\n',
          '    add_header Cache-Control "public, max-age=60";\n',
        ),
      },
      'blocker credentials-for-every-origin $http_origin',
      'high missing-vary-origin $http_origin',
    );
  });

  describe('are low or silent where everybody is meant', () => {
    says('fonts', { 'vercel.json': vercel('/fonts/(.*)', '*') });
    says('an address of its own', { 'vercel.json': vercel('/api/(.*)', 'https://a.example') });
    says('templates of edge functions', {
      'supabase/functions/_shared/cors.ts':
        "export const corsHeaders = { 'Access-Control-Allow-Origin': '*' };\n",
    });
    says('tests', { 'test/server.ts': express('{ origin: true, credentials: true }')['server.ts'] ?? '' });
  });

  describe('tell an answer for everybody from one for a person', () => {
    const route = (body: string): Files => ({
      'app/api/me/route.ts': `import { cookies } from 'next/headers';\n\nexport async function GET() {\n${body}\n  return Response.json({}, { headers: { 'Access-Control-Allow-Origin': '*' } });\n}\n`,
    });
    says(
      'one that reads a cookie',
      route("  const session = (await cookies()).get('session');"),
      'medium every-origin *',
    );
    says('one that reads nothing', route(''), 'low every-origin *');
    it('once for an app, with all places', () => {
      const files = { 'package.json': '{}', ...express(''), 'vercel.json': vercel('/api/(.*)', '*') };
      const found = judgeFiles(files).filter(({ ruleId }) => ruleId === 'cors/every-origin');
      assert.deepEqual(
        found.map(({ file, related }) => [file, related.map((place) => place.file)]),
        [['server.ts', ['vercel.json']]],
      );
    });
  });

  says(
    'a port that browsers leave out',
    express("{ origin: ['https://a.tidepool.app:443'], credentials: true }"),
    'high impossible-origin https://a.tidepool.app:443',
  );
  says(
    'a port that browsers leave out, beside the origin without it',
    express("{ origin: ['https://a.tidepool.app:443', 'https://a.tidepool.app'], credentials: true }"),
    'low impossible-origin https://a.tidepool.app:443',
  );
  says(
    'a port that browsers leave out, of the machine itself',
    express("{ origin: ['http://localhost:80', 'https://a.tidepool.app'], credentials: true }"),
    'low impossible-origin http://localhost:80',
    'low local-origin-in-production http://localhost:80',
  );

  describe('read what production gives to a variable', () => {
    const origins = (value: string, read: string): Files => ({
      '.env.production': `ORIGINS=${value}\n`,
      'package.json': '{ "name": "api" }',
      ...express(`{ origin: ${read}, credentials: true }`),
    });
    const split = "process.env.ORIGINS!.split(',')";
    says('right ones', origins('https://a.tidepool.app,https://b.tidepool.app', split));
    says(
      'a slash and http',
      origins('https://a.tidepool.app/, http://b.tidepool.app', split),
      'high impossible-origin https://a.tidepool.app/',
      'medium insecure-origin http://b.tidepool.app',
    );
    says(
      'several in one text',
      origins('https://a.tidepool.app,https://b.tidepool.app', 'process.env.ORIGINS!'),
      'high several-origins-in-one-header https://a.tidepool.app,https://b.tidepool.app',
    );
    says('everybody', origins('*', 'process.env.ORIGINS!'), 'medium credentials-never-sent *');
    it('without repeating it', () => {
      const found = judgeFiles(origins('http://b.tidepool.app', split)).filter(({ area }) => area === 'cors');
      assert.ok(found.length > 0);
      for (const { message, fixes } of found)
        assert.doesNotMatch(JSON.stringify([message, fixes[0]?.title]), /tidepool/);
    });
  });

  describe('show the place of what another file gives', () => {
    const files: Files = {
      'src/lib/cors.ts':
        "export const corsOptions = { origin: ['https://a.example/'], credentials: true };\n",
      'src/a.ts':
        "import cors from 'cors';\nimport express from 'express';\nimport { corsOptions } from './lib/cors';\nexpress().use(cors(corsOptions));\n",
    };
    it('in that file', () => {
      const found = judgeFiles(files).find(({ area }) => area === 'cors');
      assert.equal(found?.file, 'src/lib/cors.ts');
      assert.equal(
        files['src/lib/cors.ts']?.slice(found.offsets?.start, found.offsets?.end),
        'https://a.example/',
      );
    });
  });
});

function yoga(options: string): string {
  return `import { createYoga } from 'graphql-yoga';\nexport default createYoga(${options});\n`;
}

function middy(options: string): string {
  return `import httpCors from '@middy/http-cors';\nmiddy(handler).use(httpCors(${options}));\n`;
}

function vertx(calls: string): string {
  return `import io.vertx.ext.web.handler.CorsHandler;\nclass A {\n  void start(Router router) {\n    router.route().handler(CorsHandler.${calls});\n  }\n}\n`;
}

function koa(options: string): string {
  return `import Koa from 'koa';\nimport cors from '@koa/cors';\nnew Koa().use(cors(${options}));\n`;
}

function fastapi(options: string): string {
  return `from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\napp = FastAPI()\napp.add_middleware(CORSMiddleware, ${options})\n`;
}

function echo(version: string): Files {
  return {
    'go.mod': `module x\n\nrequire github.com/labstack/echo/v4 ${version}\n`,
    'main.go':
      'package main\n\nimport (\n\t"github.com/labstack/echo/v4"\n\t"github.com/labstack/echo/v4/middleware"\n)\n\nfunc main() {\n\te := echo.New()\n\te.Use(middleware.CORSWithConfig(middleware.CORSConfig{\n\t\tAllowOrigins: []string{"*"},\n\t\tAllowCredentials: true,\n\t}))\n}\n',
  };
}

function vercel(source: string, origin: string): string {
  return JSON.stringify({
    headers: [{ source, headers: [{ key: 'Access-Control-Allow-Origin', value: origin }] }],
  });
}
