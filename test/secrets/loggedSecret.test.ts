import { strict as assert } from 'node:assert';
import rule from '../../server/src/core/rules/secrets/logged-secret.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import { findingsIn } from '../support/analyzeText.ts';

/** What stands between « and » is logged; the impact of the first finding, where the case is about it. */
type Case = readonly [path: string, marked: string, impact?: string];

describe('secrets in logs', () => {
  const bad: readonly Case[] = [
    // JavaScript and TypeScript
    ['src/a.ts', 'console.log(«process.env»);', 'high'],
    ['src/a.ts', 'console.log({ env: «process.env» });'],
    ['src/a.ts', 'console.log(JSON.stringify(«process.env», null, 2));'],
    ['src/a.ts', 'console.table(«process.env»);'],
    ['src/a.ts', 'console.error("failed", «process.env.STRIPE_SECRET_KEY»);', 'high'],
    ['src/a.ts', "console.log(«process.env['JWT_SECRET']»);"],
    ['src/a.ts', 'console.log(`connecting to ${«process.env.DATABASE_URL»}`);', 'medium'],
    ['src/a.ts', "console.log('login', { email, «password» });", 'high'],
    ['src/a.ts', "console.log('login', { email, pw: «user.password» });"],
    ['src/a.ts', "console.log('login', { password: «form.value» });"],
    ['src/a.ts', "console.log('login', { 'password': «input.value» });"],
    ['src/a.ts', 'logger.info({ «accessToken», refreshToken: «tokens.refreshToken» });'],
    ['src/a.ts', 'this.logger.warn("bad key " + «apiKey»);'],
    ['src/a.ts', 'req.log.info(`key=${«config.apiKey»}`);'],
    ['src/a.ts', 'winston.info(«req.headers»);', 'high'],
    ['src/a.ts', 'const headers = { authorization: key };\nconsole.log(«headers»);', 'medium'],
    ['src/a.ts', "logger.info('signed in', («session as { token?: string }).token»);", 'high'],
    ['src/a.ts', 'console.log(«apiKey» || "none", on ? 1 : 2);', 'high'],
    [
      'src/a.ts',
      'const tokenData = await res.json();\nif (!res.ok) {\n  fail();\n}\nconsole.log(JSON.stringify(«tokenData»));',
    ],
    [
      'src/a.ts',
      'const tokenData = await first.json();\nif (!res.ok) {\n  console.log(JSON.stringify(«tokenData»));\n}',
    ],
    ['src/a.ts', 'console.log(req.method, req.path, «req.headers»);', 'high'],
    ['src/a.ts', "console.log(«req.headers['authorization']»);"],
    ['src/a.ts', "console.log(«req.headers.get('Authorization')»);"],
    ['src/a.ts', 'console.log(«req.headers.authorization»);'],
    ['src/a.ts', 'console.log(Object.fromEntries(«request.headers»));'],
    ['src/a.ts', 'console.log(«error.config.headers»);'],
    ['src/a.ts', 'console.log(«req.cookies»);', 'high'],
    ['src/a.ts', 'console.log(«document.cookie»);'],
    ['src/a.ts', "console.log(«cookies().get('session')?.value»);"],
    ['src/a.ts', 'console.log(«req.body.password»);'],
    ['src/a.ts', 'console.log("card", «card.number», «cvc»);', 'high'],
    ['src/a.ts', 'console.log(«user!.passwordHash»);', 'medium'],
    ['src/a.ts', 'console.log(await «getAccessToken()»);', 'high'],
    ['src/a.ts', "console.log('Bearer ' + «token»);", 'high'],
    ['src/auth.ts', 'console.log(«token»);', 'high'],
    ['src/a.ts', 'console.log(«token»);', 'low'],
    ['src/a.ts', 'logger.debug({ «password» });', 'medium'],
    ['src/a.ts', 'console.log(chalk.red(«clientSecret»));'],
    ['src/a.ts', 'console.log(\n  "signed in",\n  // never mind\n  «sessionToken»,\n);'],
    ['src/login/route.ts', 'console.log(«req.body»);', 'low'],
    [
      'src/a.tsx',
      "'use client';\nexport const F = () => { console.log(«password»); return null; };",
      'medium',
    ],
    [
      'src/A.vue',
      '<script setup>\nconsole.log(«password»)\n</script>\n<template><p>password</p></template>',
      'medium',
    ],
    ['src/A.svelte', '<script>\n  console.log(«apiKey»);\n</script>', 'medium'],
    ['src/pages/a.astro', '---\nconsole.log(«import.meta.env.SECRET_KEY»);\n---\n<p></p>'],
    ['scripts/rotate.ts', 'console.log(«password»);', 'low'],
    ['apps/panel/reset-password.ts', 'console.log(«password»);', 'low'],
    ['create_admin_user.ts', 'console.log(«password»);', 'low'],
    ['create-invitation-with-user.js', 'console.log(«password»);', 'low'],
    ['src/create-invitation.ts', 'console.log(«password»);', 'high'],
    [
      '.github/workflows/ci.yml',
      'steps:\n  - run: echo "«${{ secrets.PRODUCTION_DATABASE_URL }}»"',
      'medium',
    ],
    ['src/a.ts', 'console.log(`Your API key: ${«apiKey»}`);', 'low'],
    [
      'extras/chat.rb',
      'puts "add these values to the credentials"\nputs "  client_secret: #{«client_secret»}"',
      'low',
    ],
    ['src/a.ts', 'if (process.env.NODE_ENV !== "production") {\n  console.log(«password»);\n}', 'low'],
    [
      'src/a.ts',
      'for (const [k, v] of Object.entries(«process.env»)) {\n  console.log(`${k}=${v}`);\n}',
      'high',
    ],
    ['src/a.ts', 'for (const k in «process.env») console.log(k, process.env[k]);', 'high'],
    ['src/a.ts', 'Object.entries(«process.env»).forEach(([k, v]) => console.log(k, v));'],
    ['src/a.ts', 'console.log(`jwt ${«jwt.sign(payload, secret)»}`);', 'high'],
    ['src/a.ts', 'pino.info(«req.headers.cookie»);', 'high'],
    // Python
    ['app/a.py', 'for k, v in «os.environ».items():\n    print(k, v)', 'high'],
    ['app/a.py', 'for k in sorted(«os.environ»):\n    print(k, os.environ[k])'],
    ['app/a.py', 'print(«os.environ»)', 'high'],
    ['app/a.py', 'print(dict(«os.environ»))'],
    ['app/a.py', 'print(«os.environ["SECRET_KEY"]»)'],
    ['app/a.py', 'print(«os.environ.get("API_KEY")»)'],
    ['app/a.py', 'print(«os.getenv("DB_PASSWORD")»)'],
    ['app/a.py', 'print(f"token is {«access_token»}")', 'high'],
    ['app/a.py', 'print(f"{«password»=}")'],
    ['app/a.py', 'logger.info("login %s %s", email, «password»)'],
    ['app/a.py', 'logging.error("login %s" % «password»)'],
    ['app/a.py', 'logger.info("login {}".format(«user.password»))'],
    ['app/a.py', 'logger.info("login", extra={"token": «auth_token»})'],
    ['app/a.py', 'log.info("login", password=«form.password.data»)'],
    ['app/a.py', 'print(«request.headers»)', 'high'],
    ['app/a.py', 'print(«request.META»)'],
    ['app/a.py', 'print(«settings.SECRET_KEY»)'],
    ['app/a.py', 'current_app.logger.debug(«request.headers.get("Authorization")»)', 'medium'],
    // Ruby
    ['app/a.rb', '«ENV».each do |k, v|\n  puts "#{k}=#{v}"\nend'],
    ['app/a.rb', 'puts «ENV»'],
    ['app/a.rb', 'p «ENV»'],
    ['db/seeds.rb', 'puts "Owner token: #{«owner.api_token»}"', 'low'],
    ['app/a.rb', 'puts «ENV.to_h»'],
    ['app/a.rb', "puts «ENV['SECRET_KEY_BASE']»"],
    ['app/a.rb', "puts «ENV.fetch('STRIPE_SECRET_KEY')»"],
    ['app/a.rb', 'Rails.logger.info "token #{«user.api_token»}"'],
    ['app/a.rb', 'Rails.logger.debug(«request.headers»)', 'medium'],
    ['app/a.rb', 'logger.info(password: «params[:password]»)'],
    ['app/controllers/sessions_controller.rb', 'Rails.logger.info «params.inspect»', 'low'],
    // PHP
    ['app/a.php', '<?php\nerror_log(json_encode(«$_SERVER»));', 'high'],
    ['app/a.php', '<?php\nvar_dump(«$_ENV»);'],
    ['app/a.php', "<?php\nLog::info('login', ['password' => «$request->password»]);"],
    ['app/a.php', '<?php\nLog::info("login $email «$password»");'],
    ['app/a.php', '<?php\ndd(«$request->headers->all()»);'],
    ['app/a.php', "<?php\nLog::debug(«$request->header('Authorization')»);", 'medium'],
    ['app/a.php', "<?php\n$this->logger->error('x', ['key' => «$this->apiKey»]);"],
    ['app/a.php', "<?php\ndump(«env('STRIPE_SECRET')»);"],
    ['app/a.php', '<?php\nerror_log(print_r(«getallheaders()», true));'],
    ['app/AuthController.php', '<?php\nLog::info("x", «$request->all()»);', 'low'],
    ['app/a.php', '<?php\nforeach («$_ENV» as $k => $v) {\n  echo "$k=$v";\n}'],
    // Go
    ['a.go', 'for _, e := range «os.Environ()» {\n\tfmt.Println(e)\n}', 'high'],
    ['a.go', 'fmt.Println(«os.Environ()»)', 'high'],
    ['a.go', 'log.Printf("key %s", «os.Getenv("API_SECRET")»)'],
    ['a.go', 'log.Printf("headers %v", «r.Header»)', 'high'],
    ['a.go', 'log.Println(«r.Header.Get("Authorization")»)'],
    ['a.go', 'slog.Info("login", "password", «password»)'],
    ['a.go', 'logger.Info("login", zap.String("password", «req.Password»))'],
    ['a.go', 'log.Info().Str("email", email).Str("token", «accessToken»).Msg("login")'],
    ['a.go', 'logrus.WithField("secret", «clientSecret»).Info("login")'],
    ['a.go', 'log.WithFields(log.Fields{"password": «password»}).Info("login")'],
    // Java, Kotlin, C#, Rust, Elixir
    ['A.java', 'log.info("login {} {}", email, «password»);'],
    ['A.java', 'System.out.println(«System.getenv()»);', 'high'],
    ['A.java', 'logger.warn("key " + «user.getPassword()»);'],
    ['A.java', 'logger.info(«request.getHeader("Authorization")»);'],
    ['A.kt', 'println("token «$accessToken»")'],
    ['A.kt', 'logger.info("token ${«user.accessToken»}")'],
    ['A.cs', '_logger.LogInformation("token {Token}", «accessToken»);'],
    ['A.cs', 'Console.WriteLine($"password {«password»}");'],
    ['A.cs', 'Console.WriteLine(«Environment.GetEnvironmentVariable("DB_PASSWORD")»);'],
    ['A.cs', '_logger.LogWarning("{Headers}", «Request.Headers»);', 'high'],
    ['a.rs', 'println!("{:?}", «password»);'],
    ['a.rs', 'println!("{«password»}");'],
    ['a.rs', 'tracing::info!("key {«api_key»:?}");'],
    ['a.rs', 'info!(«%access_token», "login");'.replace('«%', '%«')],
    ['a.rs', 'println!("{:?}", «std::env::var("API_SECRET").unwrap()»);'],
    ['a.ex', 'Logger.info("token #{«user.api_token»}")'],
    ['a.ex', 'IO.inspect(«conn.req_headers»)'],
    ['a.ex', 'IO.inspect «System.get_env()»'],
    // shell and pipelines
    ['deploy.sh', 'echo "using «$DB_PASSWORD»"', 'medium'],
    // Programs for whoever started them
    ['ops/generate_secret_key.py', '#!/usr/bin/env python3\nprint(«generate_secret_key()»)', 'low'],
    ['ops/verify_passwords.py', 'print(«password»)', 'high'],
    ['ops/verify_passwords.py', '#!/usr/bin/env python3\nprint(«password»)', 'low'],
    ['a.cs', '_logger.LogDebug("old secret {Secret}", «clientSecret»);', 'medium'],
    ['verify-passwords.js', 'console.log(`expected ${«testPassword»}`);', 'low'],
    ['ops/keys.py', '#!/usr/bin/env python3\nprint(«secret_key»)', 'high'],
    [
      'src/main.rs',
      'let typed = rpassword::prompt_password("Password: ");\nprintln!("{«password_hash»}");',
      'low',
    ],
    ['deploy.sh', 'printf "key: %s" "«${API_KEY}»"'],
    ['install.sh', 'echo "Admin password: «$ADMIN_PASSWORD»"', 'low'],
    ['.github/workflows/ci.yml', 'steps:\n  - run: echo "«${{ secrets.API_KEY }}»"', 'medium'],
    ['.github/workflows/ci.yml', "steps:\n  - run: echo '«${{ toJSON(secrets) }}»'", 'high'],
    ['.github/workflows/ci.yml', 'steps:\n  - run: «printenv»\n    env:\n      A: ${{ secrets.A }}', 'low'],
    ['.gitlab-ci.yml', 'deploy:\n  script:\n    - echo «$DEPLOY_TOKEN»'],
  ];
  for (const [path, marked, impact] of bad) {
    it(`are found in ${path}: ${oneLine(marked)}`, () => {
      const { text, marks } = unmark(marked);
      const found = inOrder(path, text);
      assert.deepEqual(
        found.map(({ offsets }) => text.slice(offsets?.start, offsets?.end)),
        marks.map(([start, end]) => text.slice(start, end)),
      );
      assert.deepEqual(
        found.map(({ offsets }) => [offsets?.start, offsets?.end]),
        marks,
      );
      if (impact !== undefined) assert.equal(found[0]?.impact, impact);
    });
  }

  const good: readonly Case[] = [
    [
      'src/a.ts',
      'console.log(`${process.env.OPENAI_API_KEY || process.env.GEMINI_API_KEY || env.API_KEY ? "on" : "off"}`);',
    ],
    ['src/a.ts', "logger.info('signed out', { id: (token as { sub?: string })?.sub });"],
    ['app/a.py', 'ENV = os.getenv("ENV", "development")\nprint(ENV)'],
    ['app/a.py', '_ENV = os.getenv("ENV", "development")\nlogger.info("loading", extra={"env": _ENV})'],
    [
      'app/a.py',
      'headers = []\nfor cell in row:\n    headers.append(cell.value)\nprint(f"Headers: {headers}")',
    ],
    ['src/a.ts', 'const headers = ["name", "price"];\nconsole.log(headers);'],
    [
      'src/a.ts',
      'const tokenData = await res.json();\nif (!res.ok) {\n  console.error("exchange failed", JSON.stringify(tokenData));\n}',
    ],
    ['src/a.ts', "console.log('wrong password', user.id);"],
    ['src/a.ts', 'console.error("token expired", { userId });'],
    ['src/auth.ts', 'console.log(`token of ${token.length}`, !!token, typeof token);'],
    [
      'src/auth.ts',
      "console.log(password ? 'set' : 'missing', token && 'set', token === other, Boolean(token));",
    ],
    ['src/auth.ts', 'console.log(maskToken(token), redact(password), token.slice(0, 4), hash(apiKey));'],
    ['src/auth.ts', 'console.log({ hasPassword, tokenCount, isTokenValid, passwordLength });'],
    ['src/auth.ts', 'console.log({ hasToken: !!token, password: "***", token: mask(token) });'],
    [
      'src/a.ts',
      'console.log(usage.total_tokens, usage.prompt_tokens, maxTokens, completionTokens, inputTokens);',
    ],
    ['src/a.ts', 'console.log(nextPageToken, csrfToken, pageToken, designTokens, cancellationToken);'],
    ['src/a.ts', 'console.log(process.env.NODE_ENV, process.env.PORT, process.env.NEXT_PUBLIC_API_KEY);'],
    ['src/a.ts', "console.log(!!process.env.API_KEY, process.env.API_KEY ? 'yes' : 'no');"],
    ['src/a.ts', 'console.log(Object.keys(process.env), process.env[name]);'],
    [
      'src/a.ts',
      'for (const k in process.env) console.log(k);\nObject.keys(process.env).forEach((k) => console.log(k));',
    ],
    ['app/a.py', 'for k in os.environ:\n    print(k)\nfor k, v in os.environ.items():\n    settings[k] = v'],
    [
      'src/a.ts',
      "console.log(req.headers['user-agent'], req.headers.host, res.headers.get('content-type'));",
    ],
    ['src/a.ts', 'console.log(apiKey.id, token.userId, secret.name, credentials.email, session.user);'],
    ['src/a.ts', 'console.log(errors.password, labels.apiKey, t.token);'],
    ['src/a.ts', 'console.log(publicKey, cacheKey, key, keys.length, primaryKey, idempotencyKey);'],
    ['src/a.ts', '// console.log(password)\nconst s = "console.log(password)";'],
    ['src/a.ts', 'dialog.error(password); Math.log(token); blog.info(secret); catalog(apiKey);'],
    ['src/a.ts', 'function log(password: string) {}'],
    ['src/a.ts', 'logger.info({ password: undefined, secretName, secretArn, apiKeyId, tokenType });'],
    ['src/lexer.ts', 'function tokenize() { console.log(token); console.log(token.type); }'],
    ['src/a.ts', 'console.log(req.body);'],
    ['src/a.test.ts', 'console.log(password);'],
    ['docs/a.ts', 'console.log(password);'],
    ['app/a.py', 'print("password is wrong")\nlogger.info("token %s", len(token))'],
    ['app/a.py', 'print("set" if password else "missing")\nprint(token is None)\nprint(f"{len(password)}")'],
    ['app/a.py', 'logger.info("prompt_tokens=%d", usage.prompt_tokens)'],
    ['app/a.py', 'def sprint(password):\n    pass'],
    ['app/a.rb', "puts ENV['RAILS_ENV']\nputs 'password is wrong'\nlogger.info \"user #{user.id}\""],
    ['app/a.rb', 'logger.info "token? #{user.token?} #{user.token.present?} #{:password}"'],
    [
      'app/a.php',
      "<?php\nLog::info('password reset', ['user' => $user->id]);\nerror_log(strlen($password));",
    ],
    [
      'a.go',
      'log.Printf("token %d", len(token))\nfmt.Println(os.Getenv("PORT"))\nlog.Println(resp.Header.Get("Content-Type"))',
    ],
    ['a.go', 'log.Println("password:", password != "")'],
    ['A.java', 'log.info("password for {} changed", user.getId());\nlog.info("{}", token.getExpiry());'],
    ['a.rs', 'println!("password {}", password.len());\nprintln!("{name}");'],
    ['a.ex', 'Logger.info("token expired for #{user.id}")'],
    ['bootstrap.sh', 'echo "starts in ${PWD}, came from $OLDPWD"'],
    ['deploy.sh', 'echo "$REGISTRY_PASSWORD" | docker login -u ci --password-stdin'],
    ['deploy.sh', 'echo "//registry.npmjs.org/:_authToken=$NPM_TOKEN" > .npmrc'],
    ['deploy.sh', 'echo "::add-mask::$TOKEN"\necho "TOKEN is not set"\necho "length ${#TOKEN} ${TOKEN:0:4}"'],
    ['deploy.sh', "x=$(echo $TOKEN | base64)\n# echo $PASSWORD\necho '$PASSWORD'"],
    ['deploy.sh', 'token() {\n  echo "$API_TOKEN"\n}'],
    ['deploy.sh', 'echo "KEY: $([ -n "$API_KEY" ] && echo set)"'],
    ['.github/workflows/ci.yml', 'steps:\n  - run: echo "X=${{ secrets.API_KEY }}" >> $GITHUB_ENV'],
    ['.github/workflows/ci.yml', 'steps:\n  - run: echo "Live at ${{ secrets.PRODUCTION_URL }}"'],
    ['.github/workflows/ci.yml', 'steps:\n  - run: echo "${{ secrets.KEY }}" | base64 -d > key.json'],
    ['.github/workflows/ci.yml', 'steps:\n  - run: printenv'],
    ['config.yml', 'run: echo $API_TOKEN'],
  ];
  for (const [path, text] of good) {
    it(`are not seen in ${path}: ${oneLine(text)}`, () => {
      assert.deepEqual(inOrder(path, text), []);
    });
  }

  it('say what goes to the log, and never more than names', () => {
    const found = inOrder('src/a.ts', 'console.log(getToken("zebra", { a: 1 }), req.headers);');
    assert.ok(!JSON.stringify(found).includes('zebra'));
    const [, headers] = found;
    assert.equal(
      headers?.message,
      'This writes the headers of a request, its authorization and cookies among them, to the log (req.headers). ' +
        'Everyone who can read the logs sees it, and so does every service that they are sent to. Log an id, or whether ' +
        'the value is there, instead.',
    );
  });

  it('cost time in proportion to the text, whatever it holds', () => {
    const pieces = [
      'console.log(',
      'console.log(password,',
      '(',
      'log',
      '"',
      "'",
      '`${',
      'a.',
      '{password:',
      ' ',
      'x',
      '\\',
      'token=>',
      '$',
    ];
    for (const piece of pieces) {
      const text = `console.log(${piece.repeat(Math.ceil(1_000_000 / piece.length))}password)`;
      for (const path of ['a.ts', 'a.py', 'a.rb', 'a.go', 'a.php']) inOrder(path, text);
    }
    inOrder('a.ts', `console.log(${'['.repeat(100_000)}password${']'.repeat(100_000)})`);
    for (const piece of ['echo ', 'echo $(', 'echo "', "echo '$A", 'echo ${{', '\n}', 'echo ${A:-']) {
      inOrder('.github/workflows/ci.yml', `secrets.X\n${piece.repeat(Math.ceil(1_000_000 / piece.length))}`);
    }
  }).timeout(60_000);
});

function inOrder(path: string, text: string): readonly Finding[] {
  const found = findingsIn(path, text, { rules: [rule] });
  return [...found].sort((a, b) => (a.offsets?.start ?? 0) - (b.offsets?.start ?? 0));
}

function unmark(marked: string): {
  readonly text: string;
  readonly marks: readonly (readonly [number, number])[];
} {
  const marks: [number, number][] = [];
  let text = '';
  for (const part of marked.split(/(«[^»]*»)/)) {
    const inner = part.startsWith('«') ? part.slice(1, -1) : part;
    if (inner !== part) marks.push([text.length, text.length + inner.length]);
    text += inner;
  }
  return { text, marks };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
