import { strict as assert } from 'node:assert';
import { EVERYBODY, found, LOOSE, says, type Files } from './saying.ts';

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

  describe('in a profile of Spring', () => {
    const profile = (annotation: string, onMethod = ''): Files => ({
      'Cors.java': `@Configuration
${annotation}
public class Cors implements WebMvcConfigurer {
  ${onMethod}
  public void addCorsMappings(CorsRegistry registry) {
    registry.addMapping("/**").allowedOriginPatterns("*").allowCredentials(true);
  }
}
`,
    });
    says('of developers', profile('@Profile("dev")'));
    says('of anybody but production', profile('@Profile({ "local", "!prod" })'));
    says('of developers, for a method', profile('', '@Profile("dev")'));
    says('of Quarkus', profile('@IfBuildProfile("dev")'));
    says('of production', profile('@Profile("prod")'), `${EVERYBODY} Cors.java:6`);
    says('of several', profile('@Profile({"dev", "prod"})'), `${EVERYBODY} Cors.java:6`);
    says('of another class', profile('@Profile("dev") class Other {}'), `${EVERYBODY} Cors.java:6`);
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

  describe('in loops and blocks', () => {
    const SCRIPT = `    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader('Vary', 'Origin');`;
    const script = (list: string, head: string, tail = '}'): Files => ({
      'cors.js': `const known = ${list};\nmodule.exports = (request, response) => {\n  const origin = request.headers.origin;\n  ${head}\n${SCRIPT}\n  ${tail}\n};\n`,
    });
    const NAMES = "['shop.example', 'shop2.example']";
    says(
      'JavaScript: the end of each of a list',
      script(NAMES, 'for (const name of known) if (origin.endsWith(name)) {'),
      `${LOOSE} cors.js:4`,
    );
    says(
      'JavaScript: the same in a callback',
      script(NAMES, 'known.forEach((name) => { if (origin.endsWith(name)) {', '} });'),
      `${LOOSE} cors.js:4`,
    );
    says(
      'JavaScript: one that was found',
      script(
        "['https://shop.example']",
        'const one = known.find((o) => origin && origin.startsWith(o)); if (one) {',
      ),
      `${LOOSE} cors.js:4`,
    );
    says(
      'JavaScript: the same as one of them',
      script("['https://shop.example']", 'for (const one of known) if (origin === one) {'),
    );
    const python = (list: string, question: string): Files => ({
      'cors.py': `from flask import Flask, request\nKNOWN = ${list}\n@app.after_request\ndef cors(response):\n    origin = request.headers.get("Origin", "")\n    for known in KNOWN:\n        if ${question}:\n            response.headers["Access-Control-Allow-Origin"] = origin\n            response.headers["Access-Control-Allow-Credentials"] = "true"\n            response.headers["Vary"] = "Origin"\n    return response\n`,
    });
    says('Python', python('["shop.example"]', 'origin.endswith(known)'), `${LOOSE} cors.py:7`);
    says('Python: the same as one of them', python('["https://shop.example"]', 'origin == known'));
    says(
      'Go',
      go(
        `	origin := r.Header.Get("Origin")\n	for _, known := range []string{"shop.example"} {\n		if strings.HasSuffix(origin, known) {\n${SENT}\n		}\n	}`,
      ),
      `${LOOSE} main.go:5`,
    );
    const java = (question: string): Files => ({
      'Cors.java': `class Cors {
  private static final List<String> KNOWN = List.of("shop.example", "shop2.example");
  void answer(HttpServletRequest request, HttpServletResponse response) {
    String origin = request.getHeader("Origin");
    ${question} {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Allow-Credentials", "true");
      response.addHeader("Vary", "Origin");
    }
  }
}
`,
    });
    for (const question of [
      'for (String known : KNOWN) if (origin.endsWith(known))',
      'if (KNOWN.stream().anyMatch(origin::endsWith))',
      'if (StringUtils.endsWith(origin, "shop.example"))',
      'if (Pattern.compile("https://.*shop\\\\.example").matcher(origin).matches())',
    ])
      says(`Java: ${question}`, java(question), `${LOOSE} Cors.java:5`);
    // Names without a scheme are no origins.
    says(
      'Java: the same as one of them',
      java('if (KNOWN.stream().anyMatch(origin::equals))'),
      'high impossible-origin Cors.java:2',
      'high impossible-origin Cors.java:2',
    );
    says(
      'Java: all of a pattern',
      java('if (Pattern.compile("https://[a-z]+\\\\.shop\\\\.example").matcher(origin).matches())'),
    );
    says(
      'Java: an origin that may be missing',
      java('origin = Optional.ofNullable(request.getHeader("Origin")).orElse("*");'),
      `${EVERYBODY} Cors.java:6`,
    );
    const ruby = (question: string): Files => ({
      'app/controllers/things_controller.rb': `class ThingsController < ApplicationController
  KNOWN = %w[https://shop.example]
  def show
    origin = request.headers['Origin']
    if ${question}
      headers['Access-Control-Allow-Origin'] = origin
      headers['Access-Control-Allow-Credentials'] = 'true'
      headers['Vary'] = 'Origin'
    end
  end
end
`,
    });
    says(
      'Ruby: the beginning of each of a list',
      ruby('KNOWN.any? { |known| origin.start_with?(known) }'),
      `${LOOSE} app/controllers/things_controller.rb:5`,
    );
    says('Ruby: the same as one of them', ruby('KNOWN.any? { |known| known == origin }'));
    const csharp = (head: string, origin = ''): Files => ({
      'Cors.cs': `public class Cors {
  static readonly string[] Known = { "shop.example" };
  public void Answer(HttpContext context) {
    ${origin}
    ${head} {
      context.Response.Headers["Access-Control-Allow-Origin"] = origin;
      context.Response.Headers["Access-Control-Allow-Credentials"] = "true";
      context.Response.Headers["Vary"] = "Origin";
    }
  }
}
`,
    });
    says(
      'C#',
      csharp(
        'foreach (var known in Known) if (origin.EndsWith(known))',
        'var origin = context.Request.Headers["Origin"].ToString();',
      ),
      `${LOOSE} Cors.cs:5`,
    );
    says(
      'C#: an origin that is there',
      csharp('if (context.Request.Headers.TryGetValue("Origin", out var origin))'),
      `${EVERYBODY} Cors.cs:6`,
    );
    const php = (head: string): Files => ({
      'cors.php': `<?php
$known = ['https://shop.example' => true];
$origin = $_SERVER['HTTP_ORIGIN'] ?? '';
${head} {
    header("Access-Control-Allow-Origin: $origin");
    header('Access-Control-Allow-Credentials: true');
    header('Vary: Origin');
}
`,
    });
    it('PHP: a key of a list', () => assert.deepEqual(found(php('if (isset($known[$origin]))'), false), []));
    says('PHP: that it is there', php('if (isset($origin))'), `${EVERYBODY} cors.php:5`);
  });

  describe('from where requests have them', () => {
    says(
      'PHP: all headers of a request',
      {
        'cors.php':
          "<?php\n$origin = apache_request_headers()['Origin'];\nheader('Access-Control-Allow-Origin: ' . $origin);\nheader('Access-Control-Allow-Credentials: true');\n",
      },
      `${EVERYBODY} cors.php:3`,
    );
    says(
      'Ruby: parameters',
      {
        'app/controllers/things_controller.rb':
          "class ThingsController < ApplicationController\n  def show\n    headers['Access-Control-Allow-Origin'] = params[:origin]\n    headers['Access-Control-Allow-Credentials'] = 'true'\n  end\nend\n",
      },
      `${EVERYBODY} app/controllers/things_controller.rb:3`,
    );
    says(
      'Python: properties of Werkzeug',
      {
        'app.py':
          'from flask import jsonify, request\ndef show():\n    answer = jsonify({})\n    answer.access_control_allow_origin = request.headers.get("Origin")\n    answer.access_control_allow_credentials = True\n    return answer\n',
      },
      `${EVERYBODY} app.py:4`,
    );
    says(
      'Python: the default of a setting, in another file',
      {
        'app/config.py':
          'from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    debug: bool = False\n    origins: list[str] = Field(default=["*"])\n    own: list[str] = ["https://shop.example"]\nsettings = Settings()\n',
        'app/main.py':
          'from fastapi.middleware.cors import CORSMiddleware\nfrom app.config import settings\napp.add_middleware(CORSMiddleware, allow_origins=settings.origins, allow_credentials=True)\nother.add_middleware(CORSMiddleware, allow_origins=settings.own, allow_credentials=True)\n',
      },
      'high credentials-for-every-origin app/config.py:4',
    );
  });
});
