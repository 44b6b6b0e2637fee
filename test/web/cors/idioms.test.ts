import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

type Files = Readonly<Record<string, string>>;

/** What is above low: rule, impact, line. */
function loud(files: Files): readonly string[] {
  return judgeFiles(files)
    .filter(({ area, impact }) => area === 'cors' && impact !== 'low')
    .map(({ ruleId, impact, file, range }) => `${impact} ${ruleId.slice(5)} ${file}:${range?.start.line}`);
}

function says(what: string, files: Files, ...wanted: readonly string[]): void {
  it(what, () => assert.deepEqual(loud(files), wanted));
}

const callback = (body: string): Files => ({
  'server.ts': `import cors from 'cors';
const allowed = ['https://shop.example'];
app.use(cors({ credentials: true, origin: (origin, callback) => {
${body}
} }));
`,
});

const answer = (before: string, after = ''): Files => ({
  'api/me.ts': `${before}
export default function handler(req, res) {
  const origin = req.headers.origin;
  ${after}
  res.setHeader('Access-Control-Allow-Origin', origin);
  res.setHeader('Access-Control-Allow-Credentials', 'true');
  res.setHeader('Vary', 'Origin');
}
`,
});

const EVERYBODY = 'blocker credentials-for-every-origin';
const LOOSE = 'blocker loose-origin-pattern';

describe('origins as people write them', () => {
  describe('in callbacks', () => {
    says(
      'yes or no by a choice round the call',
      callback(
        '  const ok = allowed.includes(origin);\n  return ok ? callback(null, true) : callback(new Error());',
      ),
    );
    says('yes behind a check', callback('  allowed.includes(origin) && callback(null, true);'));
    says(
      'a statement before, without a semicolon',
      callback('  if (!origin) log(origin)\n  callback(null, true)'),
      `${EVERYBODY} server.ts:5`,
    );
    says(
      'a name that may be missing',
      callback("  callback(null, origin?.endsWith('.shop.example') ?? false);"),
    );
    says(
      'a host that is taken out of the address',
      callback(
        "  const { hostname } = new URL(origin);\n  if (hostname === 'shop.example' || hostname.endsWith('.shop.example')) callback(null, true);",
      ),
    );
  });

  describe('in names that are set under a condition', () => {
    const OTHERS =
      "res.setHeader('Access-Control-Allow-Credentials', 'true');\n  res.setHeader('Vary', 'Origin');";
    const picked = (test: string): Files => ({
      'api/me.ts': `const allowed = ['https://shop.example'];
export function handler(req, res) {
  const origin = req.headers.origin;
  let allow = allowed[0];
  if (${test}) {
    allow = origin;
  }
  res.setHeader('Access-Control-Allow-Origin', allow);
  ${OTHERS}
}
`,
    });
    says('a list', picked('allowed.includes(origin)'));
    says('while developing', picked("process.env.NODE_ENV === 'development'"));
    says('in a preview', picked("process.env.VERCEL_ENV === 'preview'"));
    says(
      'a star for who names no origin',
      {
        'api/me.ts': `export function handler(req, res) {
  let origin = req.headers.origin;
  if (!origin) {
    origin = '*';
  }
  res.setHeader('Access-Control-Allow-Origin', origin);
  ${OTHERS}
}
`,
      },
      `${EVERYBODY} api/me.ts:6`,
    );
    const chosen = (test: string): Files => ({
      'worker.ts': `export default {
  async fetch(request, env) {
    const origin = request.headers.get('Origin');
    const isAllowed = env.ALLOWED.split(',').includes(origin);
    const headers = ${test}
      ? { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true', Vary: 'Origin' }
      : {};
    return new Response('', { headers });
  },
};
`,
    });
    says('headers that are chosen', chosen('isAllowed'));
    says('headers that everybody gets', chosen('origin'), `${EVERYBODY} worker.ts:6`);
    says('Ruby', {
      'app.rb':
        "class App\n  def call(env)\n    headers = {}\n    case env['HTTP_ORIGIN']\n    when 'https://a.example', 'https://b.example'\n      headers['Access-Control-Allow-Origin'] = env['HTTP_ORIGIN']\n      headers['Access-Control-Allow-Credentials'] = 'true'\n      headers['Vary'] = 'Origin'\n    end\n    [200, headers, []]\n  end\nend\n",
    });
    says('whoever asks', picked('origin'), `${EVERYBODY} api/me.ts:8`);
    const cases = (head: string, label: string): Files => ({
      'api/me.ts': `export function handler(req, res) {
  const origin = req.headers.origin;
  switch (${head}) {
    ${label}:
      res.setHeader('Access-Control-Allow-Origin', origin);
      ${OTHERS}
  }
}
`,
    });
    says('a case of a switch', cases('origin', "case 'https://a.example':\n    case 'https://b.example'"));
    says('a case that asks', cases('true', "case origin.endsWith('.shop.example')"));
    says(
      'a case that asks too little',
      cases('true', "case origin.endsWith('shop.example')"),
      `${LOOSE} api/me.ts:4`,
    );
    says('Python', {
      'app.py':
        'from flask import request\ndef cors(response):\n    allow = "https://a.example"\n    if request.headers.get("Origin") in ALLOWED:\n        allow = request.headers.get("Origin")\n    response.headers["Access-Control-Allow-Origin"] = allow\n    response.headers["Access-Control-Allow-Credentials"] = "true"\n    response.headers["Vary"] = "Origin"\n    return response\n',
    });
    says('PHP', {
      'api.php':
        "<?php\n$allow = 'https://a.example';\nif (in_array($_SERVER['HTTP_ORIGIN'], $list)) {\n    $allow = $_SERVER['HTTP_ORIGIN'];\n}\nheader(\"Access-Control-Allow-Origin: $allow\");\nheader('Access-Control-Allow-Credentials: true');\nheader('Vary: Origin');\n",
    });
    says('Go', {
      'main.go':
        'package main\n\nimport (\n\t"net/http"\n\t"strings"\n)\n\nfunc cors(w http.ResponseWriter, r *http.Request) {\n\torigin := r.Header.Get("Origin")\n\tswitch {\n\tcase origin == "https://a.example", strings.HasSuffix(origin, ".shop.example"):\n\t\tw.Header().Set("Access-Control-Allow-Origin", origin)\n\t\tw.Header().Set("Access-Control-Allow-Credentials", "true")\n\t\tw.Header().Set("Vary", "Origin")\n\t}\n}\n',
    });
  });

  describe('as parameters of functions', () => {
    const helper = (body: string): Files => ({
      'lib/cors.ts':
        "export function setCors(res, origin) {\n  res.setHeader('Access-Control-Allow-Origin', origin);\n  res.setHeader('Access-Control-Allow-Credentials', 'true');\n  res.setHeader('Vary', 'Origin');\n}\n",
      'api/me.ts': `import { setCors } from '../lib/cors';\nexport default function handler(req, res) {\n  ${body}\n}\n`,
    });
    says(
      'that get the header itself',
      helper('setCors(res, req.headers.origin);'),
      `${EVERYBODY} lib/cors.ts:2`,
    );
    says(
      'that get it behind a check',
      helper("if (['https://a.example'].includes(req.headers.origin)) setCors(res, req.headers.origin);"),
    );
    const worker = (body: string): Files => ({
      'worker.ts': `const corsHeaders = (origin: string) => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Allow-Credentials': 'true',
  Vary: 'Origin',
});
export default {
  async fetch(request, env) {
    const origin = request.headers.get('Origin') ?? '';
    ${body}
  },
};
`,
    });
    says(
      'that another function has as a name of its own',
      worker("return new Response('', { headers: corsHeaders(origin) });"),
      `${EVERYBODY} worker.ts:2`,
    );
    says(
      'that get what was picked',
      worker(
        "const picked = env.ALLOWED.split(',').includes(origin) ? origin : 'https://a.example';\n    return new Response('', { headers: corsHeaders(picked) });",
      ),
    );
    says(
      'that get it when others were sent away',
      worker(
        "if (!isAllowedOrigin(origin, env)) return new Response('', { status: 403 });\n    return new Response('', { headers: corsHeaders(origin) });",
      ),
    );
    says('that get something else', helper("setCors(res, 'https://a.example');"));
  });

  describe('behind what stops the others', () => {
    says('a function that throws', answer('', 'assertAllowed(origin);'));
    says(
      'one in a try',
      answer('', 'try {\n    checkOrigin(origin);\n  } catch {\n    return res.end();\n  }'),
    );
    says(
      'what is found by the host',
      answer(
        '',
        'const { host } = new URL(origin);\n  const tenant = await tenants.find({ host });\n  if (!tenant) return;',
      ),
    );
    const python = (body: string): Files => ({
      'app.py': `from flask import request\ndef cors(response):\n    origin = request.headers.get("Origin")\n${body}\n    response.headers["Access-Control-Allow-Origin"] = origin\n    response.headers["Access-Control-Allow-Credentials"] = "true"\n    response.headers["Vary"] = "Origin"\n    return response\n`,
    });
    says(
      'Python: what is found',
      python(
        '    site = Site.objects.filter(origin=origin).first()\n    if site is None:\n        return response',
      ),
    );
    says('Python: a check', python('    check_origin(origin)'));
    says('Python: another one instead', python('    if origin not in ALLOWED:\n        origin = ALLOWED[0]'));
    const go = (body: string): Files => ({
      'main.go': `package main\n\nimport "net/http"\n\nfunc cors(w http.ResponseWriter, r *http.Request) {\n\torigin := r.Header.Get("Origin")\n${body}\n\tw.Header().Set("Access-Control-Allow-Origin", origin)\n\tw.Header().Set("Access-Control-Allow-Credentials", "true")\n\tw.Header().Add("Vary", "Origin")\n}\n`,
    });
    says(
      'Go: what is found',
      go('\tsite, err := sites.Find(ctx, origin)\n\tif err != nil || site == nil {\n\t\treturn\n\t}'),
    );
    says(
      'Go: a loop that compares',
      go(
        '\tfound := false\n\tfor _, one := range allowed {\n\t\tif one == origin {\n\t\t\tfound = true\n\t\t}\n\t}\n\tif !found {\n\t\treturn\n\t}',
      ),
    );
    says('Go: nobody asks', go('\tif len(origin) == 0 {\n\t\treturn\n\t}'), `${EVERYBODY} main.go:10`);
    says('Java: what is found', {
      'Cors.java':
        'class Cors { void f(HttpServletRequest request, HttpServletResponse response) {\n String origin = request.getHeader("Origin");\n Tenant tenant = tenants.findByOrigin(origin);\n if (tenant == null) return;\n response.setHeader("Access-Control-Allow-Origin", origin);\n response.setHeader("Access-Control-Allow-Credentials", "true");\n response.setHeader("Vary", "Origin");\n} }\n',
    });
    says('Ruby: what is found', {
      'app.rb':
        "class A < ActionController::API\n  def cors\n    origin = request.headers['Origin']\n    site = Site.find_by(origin: origin)\n    return if site.nil?\n    response.headers['Access-Control-Allow-Origin'] = origin\n    response.headers['Access-Control-Allow-Credentials'] = 'true'\n    response.headers['Vary'] = 'Origin'\n  end\nend\n",
    });
    says('something else', answer('', 'checkSession(req);'), `${EVERYBODY} api/me.ts:5`);
  });

  describe('in other files', () => {
    const elsewhere = (body: string): Files => ({
      ...answer("import { isAllowedOrigin } from '../lib/origins';", 'if (!isAllowedOrigin(origin)) return;'),
      'lib/origins.ts': `const allowed = ['https://shop.example'];\nexport function isAllowedOrigin(origin: string) {\n  ${body}\n}\n`,
    });
    says('a list', elsewhere('return allowed.includes(origin);'));
    says(
      'a beginning',
      elsewhere("return origin.startsWith('https://shop.example');"),
      `${LOOSE} lib/origins.ts:3`,
    );
    says('yes to all', elsewhere('return true;'), `${EVERYBODY} api/me.ts:5`);
    says('what cannot be read', elsewhere('return database.knows(origin);'));
    says(
      'a pattern without the word cors',
      {
        'constants.ts': 'export const ORIGIN_PATTERN = /https:\\/\\/.*\\.shop\\.example/;\n',
        'server.ts':
          "import cors from 'cors';\nimport { ORIGIN_PATTERN } from './constants';\napp.use(cors({ origin: ORIGIN_PATTERN, credentials: true }));\n",
      },
      `${LOOSE} constants.ts:1`,
    );
  });

  describe('in what visitors send', () => {
    const sent = (value: string): Files => ({
      'server.js': `const app = require('express')();\napp.get('/:id', (req, res) => {\n  res.header('Access-Control-Allow-Origin', ${value});\n});\n`,
    });
    says('a parameter', sent('req.query.origin'), 'medium reflected-origin server.js:3');
    says('a body', sent('req.body.origin'), 'medium reflected-origin server.js:3');
    says('an address', sent('url.parse(req.url, true).query.o'), 'medium reflected-origin server.js:3');
    says(
      'parameters of an address',
      sent("new URL(req.url).searchParams.get('o')"),
      'medium reflected-origin server.js:3',
    );
    says('what is looked up with it', sent('ORIGINS[req.params.id]'));
    says('what a function makes of it', sent('originOf(req.params.id)'));
  });

  describe('with cookies, whoever else may be meant', () => {
    says(
      'two answers of one handler',
      {
        'proxy.ts': `export function proxy(request) {
  const origin = request.headers.get('origin') ?? '';
  if (request.method === 'OPTIONS')
    return new Response(null, { headers: { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' } });
  const response = NextResponse.next();
  response.headers.set('Access-Control-Allow-Origin', origin);
  response.headers.set('Access-Control-Allow-Credentials', 'true');
  return response;
}
`,
      },
      `${EVERYBODY} proxy.ts:4`,
      `${EVERYBODY} proxy.ts:6`,
    );
    const php =
      "<?php\nheader('Access-Control-Allow-Origin: ' . $_SERVER['HTTP_ORIGIN']);\nheader('Access-Control-Allow-Credentials: true');\n";
    says('code in the folder that is served', { 'public/api.php': php }, `${EVERYBODY} public/api.php:2`);
    says(
      'an edge function',
      {
        'supabase/functions/_shared/cors.ts':
          "export const corsFor = (req: Request) => ({\n  'Access-Control-Allow-Origin': req.headers.get('origin') ?? '',\n  'Access-Control-Allow-Credentials': 'true',\n});\n",
      },
      `${EVERYBODY} supabase/functions/_shared/cors.ts:2`,
    );
    says(
      'the file of headers of a host',
      {
        'public/_headers':
          '/api/*\n  Access-Control-Allow-Origin: *\n  Access-Control-Allow-Credentials: true\n',
      },
      'medium credentials-never-sent public/_headers:2',
    );
  });

  describe('in other languages', () => {
    says(
      'Python: options that a dictionary gives',
      {
        'main.py':
          'from fastapi.middleware.cors import CORSMiddleware\nOPTIONS = dict(allow_origins=["*"], allow_credentials=True)\napp.add_middleware(CORSMiddleware, **OPTIONS)\n',
      },
      `${EVERYBODY} main.py:2`,
    );
    says(
      'Python: any of several ends',
      {
        'app.py':
          'from flask import request\nNAMES = ["shop.example"]\n@app.after_request\ndef cors(response):\n    origin = request.headers.get("Origin", "")\n    if any(origin.endswith(name) for name in NAMES):\n        response.headers["Access-Control-Allow-Origin"] = origin\n        response.headers["Access-Control-Allow-Credentials"] = "true"\n        response.headers["Vary"] = "Origin"\n    return response\n',
      },
      `${LOOSE} app.py:6`,
    );
    says(
      'Python: a server of the standard library',
      {
        'server.py':
          'class Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin"))\n        self.send_header("Access-Control-Allow-Credentials", "true")\n',
      },
      `${EVERYBODY} server.py:3`,
    );
    says(
      'Go: imports on one line, and a pattern that is called re',
      {
        'main.go':
          'package main\nimport ("net/http"; "regexp")\nvar re = regexp.MustCompile(`https://.*shop.example`)\nfunc cors(w http.ResponseWriter, r *http.Request) {\n\torigin := r.Header.Get("Origin")\n\tif re.MatchString(origin) {\n\t\tw.Header().Set("Access-Control-Allow-Origin", origin)\n\t\tw.Header().Set("Access-Control-Allow-Credentials", "true")\n\t\tw.Header().Set("Vary", "Origin")\n\t}\n}\n',
      },
      `${LOOSE} main.go:3`,
    );
    says(
      'Spring: defaults beside a pattern',
      {
        'Cors.java':
          'import org.springframework.web.cors.CorsConfiguration;\nclass Cors {\n  CorsConfiguration cors() {\n    CorsConfiguration config = new CorsConfiguration();\n    config.addAllowedOriginPattern("*");\n    config.setAllowCredentials(true);\n    config.applyPermitDefaultValues();\n    return config;\n  }\n}\n',
      },
      `${EVERYBODY} Cors.java:5`,
    );
    says(
      'Rust: a closure of two parameters',
      {
        'main.rs':
          'use actix_cors::Cors;\nfn app() {\n    let cors = Cors::default().allowed_origin_fn(|_, _| true).supports_credentials();\n}\n',
      },
      `${EVERYBODY} main.rs:3`,
    );
    says(
      'Ruby: a hash on several lines',
      {
        'app.rb':
          "require 'sinatra'\nbefore do\n  headers 'Access-Control-Allow-Origin' => request.env['HTTP_ORIGIN'],\n          'Access-Control-Allow-Credentials' => 'true'\nend\n",
      },
      `${EVERYBODY} app.rb:3`,
    );
    says('PHP: a choice of cases', {
      'api.php':
        "<?php\nswitch ($_SERVER['HTTP_ORIGIN']) {\n    case 'https://shop.example':\n        header('Access-Control-Allow-Origin: ' . $_SERVER['HTTP_ORIGIN']);\n        header('Access-Control-Allow-Credentials: true');\n        header('Vary: Origin');\n}\n",
    });
  });
});
