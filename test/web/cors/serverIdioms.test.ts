import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

type Files = Readonly<Record<string, string>>;

/** Rule, impact, line. */
function found(files: Files, isLoud = true): readonly string[] {
  return judgeFiles(files)
    .filter(({ area, impact }) => area === 'cors' && (!isLoud || impact !== 'low'))
    .map(({ ruleId, impact, file, range }) => `${impact} ${ruleId.slice(5)} ${file}:${range?.start.line}`)
    .sort();
}

function says(what: string, files: Files, ...wanted: readonly string[]): void {
  it(what, () => assert.deepEqual(found(files), wanted));
}

const EVERYBODY = 'blocker credentials-for-every-origin';
const LOOSE = 'blocker loose-origin-pattern';

const go = (lines: string): Files => ({
  'main.go': `package main
func cors(w http.ResponseWriter, r *http.Request) {
${lines}
}
`,
});
const SENT = `	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Set("Access-Control-Allow-Credentials", "true")
	w.Header().Add("Vary", "Origin")`;

describe('origins as people write them on servers', () => {
  describe('in Go', () => {
    const parsed = '	origin := r.Header.Get("Origin")\n	u, err := url.Parse(origin)\n';
    says(
      'the host of an address that was read, which may fail',
      go(`${parsed}	if err != nil {\n		return\n	}\n	if strings.HasSuffix(u.Host, "shop.example") {\n${SENT}\n	}`),
      `${LOOSE} main.go:8`,
    );
    says(
      'both in one question',
      go(`${parsed}	if err != nil || !strings.HasSuffix(u.Host, "shop.example") {\n		return\n	}\n${SENT}`),
      `${LOOSE} main.go:5`,
    );
    says(
      'the host of one site',
      go(`${parsed}	if err != nil || u.Host != "shop.example" {\n		return\n	}\n${SENT}`),
    );
    says(
      'that it can be read says nothing',
      go(`${parsed}	if err != nil {\n		return\n	}\n${SENT}`),
      `${EVERYBODY} main.go:8`,
    );
    says(
      'a site that was found by it',
      go(
        `	origin := r.Header.Get("Origin")\n	site, err := sites.Find(ctx, origin)\n	if err != nil {\n		return\n	}\n${SENT}`,
      ),
    );
    says(
      'a choice of cases with a statement before it',
      go(
        `	switch origin := r.Header.Get("Origin"); origin {\n	case "https://a.example", "https://b.example":\n${SENT}\n	}`,
      ),
    );
    it('a key of a map', () => {
      const lines = `	origin := r.Header.Get("Origin")\n	if _, ok := allowed[origin]; ok {\n${SENT}\n	}`;
      assert.deepEqual(found(go(lines), false), []);
    });
  });

  describe('in Java', () => {
    const spring = (line: string): Files => ({
      'Cors.java': `class Cors {
  CorsConfiguration cors() {
    CorsConfiguration config = new CorsConfiguration();
    config.setAllowCredentials(true);
    ${line}
    return config;
  }
}
`,
    });
    says(
      'the constant of Spring for all',
      spring('config.addAllowedOriginPattern(CorsConfiguration.ALL);'),
      `${EVERYBODY} Cors.java:5`,
    );
    says(
      'the constant in a list',
      spring('config.setAllowedOriginPatterns(List.of(CorsConfiguration.ALL));'),
      `${EVERYBODY} Cors.java:5`,
    );
    says(
      'the headers of Vert.x',
      {
        'App.java':
          'class App {\n  void cors(RoutingContext ctx) {\n    ctx.response().putHeader("Access-Control-Allow-Origin", ctx.request().getHeader("Origin"));\n    ctx.response().putHeader("Access-Control-Allow-Credentials", "true");\n  }\n}\n',
      },
      `${EVERYBODY} App.java:3`,
    );
  });

  describe('in C#', () => {
    const app = (...uses: readonly string[]): Files => ({
      'Program.cs': `var app = builder.Build();\n${uses.map((use) => `app.${use};\n`).join('')}`,
    });
    says(
      'a policy of another file, used behind the check of who is signed in',
      app('UseRouting()', 'UseAuthorization()', 'UseCors("web")', 'MapControllers()'),
      'medium misplaced-middleware Program.cs:4',
    );
    says(
      'a policy of another file in its place',
      app('UseRouting()', 'UseCors("web")', 'UseAuthorization()', 'MapControllers()'),
    );
    says('everybody, as OWIN has it', app('UseCors(CorsOptions.AllowAll)'), `${EVERYBODY} Program.cs:2`);
  });

  says(
    'NelmioCorsBundle: what no path means has the defaults',
    {
      'config/packages/nelmio_cors.yaml':
        "nelmio_cors:\n    defaults:\n        origin_regex: true\n        allow_origin: ['.*']\n        allow_credentials: true\n    paths:\n        '^/api/':\n            allow_origin: ['^https://shop[.]example$']\n",
    },
    `${EVERYBODY} config/packages/nelmio_cors.yaml:4`,
  );

  describe('in options with a type', () => {
    const typed = (lines: string): Files => ({
      'cors.ts': `import type { CorsOptions } from 'cors';\n${lines}\n`,
    });
    const OPEN = '{ origin: true, credentials: true }';
    says('a constant', typed(`export const options: CorsOptions = ${OPEN};`), `${EVERYBODY} cors.ts:2`);
    says(
      'a constant behind its options',
      typed(`export const options = ${OPEN} satisfies CorsOptions;`),
      `${EVERYBODY} cors.ts:2`,
    );
    says(
      'what a function gives back',
      typed(`export const options = (): CorsOptions => (${OPEN});`),
      `${EVERYBODY} cors.ts:2`,
    );
    says(
      'what a method gives back',
      typed(
        'export class Policy {\n  options(): CorsOptions {\n    return {\n      credentials: true,\n      origin: (origin, done) => {\n        done(null, origin);\n      },\n    };\n  }\n}',
      ),
      `${EVERYBODY} cors.ts:7`,
    );
    says('a type of one’s own', {
      'cors.ts': `import type { CorsOptions } from './types';\nexport const options: CorsOptions = ${OPEN};\n`,
    });
    says('a part of other options', typed('const base: CorsOptions = { credentials: true };'));
    says(
      'once, where another file uses it',
      {
        ...typed(`export const options: CorsOptions = ${OPEN};`),
        'app.ts': "import cors from 'cors';\nimport { options } from './cors';\napp.use(cors(options));\n",
      },
      `${EVERYBODY} cors.ts:2`,
    );
  });

  it('Vary beside an origin that is put in under a condition', () => {
    const text = `const allowed = ['https://shop.example'];
export async function OPTIONS(request: Request) {
  const origin = request.headers.get('origin') ?? '';
  const headers = {
    ...(allowed.includes(origin) && { 'Access-Control-Allow-Origin': origin }),
    Vary: 'Origin',
  };
  return new Response(null, { headers });
}
`;
    assert.deepEqual(found({ 'app/api/things/route.ts': text }, false), []);
    const without = text.replace("    Vary: 'Origin',\n", '');
    assert.deepEqual(found({ 'app/api/things/route.ts': without }, false), [
      'low missing-vary-origin app/api/things/route.ts:5',
    ]);
  });
});
