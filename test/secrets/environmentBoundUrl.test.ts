import { strict as assert } from 'node:assert';
import type { Finding } from '../../server/src/core/finding.ts';
import rule from '../../server/src/core/rules/secrets/environment-bound-url.ts';
import { findingsIn } from '../support/analyzeText.ts';

/** What stands between « and » is reported. */
type Case = readonly [path: string, marked: string, impact?: string];

describe('URLs that work in one environment only', () => {
  const bad: readonly Case[] = [
    ['src/a.ts', "const PAY_URL = '«http://localhost:3000/pay»';", 'medium'],
    ['src/a.ts', "export const api = { baseURL: '«http://localhost:4000»' };", 'medium'],
    ['src/a.ts', "await fetch('«http://127.0.0.1:8000/users»', { method: 'POST' });", 'medium'],
    ['src/a.ts', 'await fetch(`«http://localhost:8000/users/»${id}`);', 'medium'],
    ['src/a.ts', "axios.get('«http://192.168.1.20:8080/users»').then(show);", 'medium'],
    ['src/a.ts', "const RENDERER_URL = '«http://10.20.4.17:8080/render»';", 'medium'],
    ['src/a.ts', "const socket = io('«ws://172.16.0.9:3001»');", 'medium'],
    ['src/a.ts', "const ws = new WebSocket('«ws://localhost:3001/live»');", 'medium'],
    ['src/a.ts', "const url = '«https://tidepool.ngrok-free.app/hook»';", 'medium'],
    ['src/a.ts', "const url = '«https://tidepool.ngrok.io»';"],
    ['src/a.ts', "const url = '«https://quick-fish.trycloudflare.com/hook»';"],
    ['src/a.ts', "const url = '«https://tidepool.loca.lt»';"],
    ['src/a.ts', "const api = '«http://host.docker.internal:8080»';"],
    ['src/a.ts', "const api = '«http://[::1]:8080/x»';"],
    ['src/a.ts', "const api = '«http://api.tidepool.test/v1»';"],
    ['src/a.ts', "const api = '«http://printer.local/jobs»';"],
    ['src/a.ts', "const api = '«https://tidepool-git-login-fix-acme.vercel.app/api»';", 'medium'],
    ['src/a.ts', "const api = '«https://deploy-preview-12--tidepool.netlify.app»';", 'medium'],
    ['src/a.ts', "const api = '«https://staging.tidepool.app/api»';", 'low'],
    ['src/a.ts', "const api = '«https://tidepool-staging.herokuapp.com»';", 'low'],
    ['src/a.ts', "const api = '«https://api-dev.tidepool.app»';", 'low'],
    ['src/a.ts', "res.redirect('«http://localhost:3000/done»');", 'medium'],
    ['src/a.ts', "await send(new Request('«http://localhost:3000/keys»'));", 'medium'],
    ['src/a.ts', "await send(new Request('«http://10.0.0.5/keys»'));", 'medium'],
    ['src/a.ts', "await send(new URL('«http://localhost/keys»'));", 'medium'],
    ['src/a.ts', "// TODO: change for production\nawait fetch('«http://localhost:8000/users»');", 'medium'],
    ['src/a.ts', "await fetch('«http://localhost:8000/users»'); // FIXME before prod", 'medium'],
    ['src/a.tsx', 'export const A = () => <a href="«http://localhost:3000/sign-in»">Sign in</a>;', 'medium'],
    ['src/a.tsx', "export const A = () => <form action={'«http://localhost:3000/x»'} />;"],
    ['src/A.vue', '<script setup>\nconst api = "«http://localhost:3000/api»"\n</script>', 'medium'],
    ['src/A.vue', '<template><a href="«http://localhost:3000/help»">Help</a></template>', 'medium'],
    ['public/index.html', '<script src="«http://localhost:35729/livereload.js»"></script>', 'medium'],
    ['src/a.ts', "const model = { name: 'Ollama', url: '«http://localhost:11434»' };", 'low'],
    ['src/a.ts', "const model = { name: 'Ours', url: '«http://localhost:11435»' };", 'medium'],
    ['src/a.ts', "const api = process.env.API_URL ?? '«http://localhost:4000»';", 'low'],
    ['src/a.ts', "const FALLBACK_URL = '«http://localhost:4000»';", 'low'],
    ['src/a.py', 'url = policy_default("PUBLIC_URL", fallback="«http://localhost:4000»")', 'low'],
    ['src/a.ts', "const api = process.env.API_URL || '«http://localhost:4000»';", 'low'],
    ['src/a.ts', "const api = process.env.API_URL ? process.env.API_URL : '«http://localhost:4000»';", 'low'],
    [
      'src/a.ts',
      "const schema = z.object({ API_URL: z.string().default('«http://localhost:4000»') });",
      'low',
    ],
    ['src/a.ts', "export function call(base = '«http://localhost:4000»') {}", 'low'],
    [
      'src/a.ts',
      "function getUrl() {\n  if (process.env.URL) return process.env.URL;\n  return '«http://localhost:3000»';\n}",
      'low',
    ],
    [
      'src/a.tsx',
      "export const Mail = ({\n  name,\n  assets = '«http://localhost:3002»',\n}: Props) => null;",
      'low',
    ],
    ['app/a.py', 'requests.post("«http://10.0.0.5:8080/render»", json=body)', 'medium'],
    ['app/a.py', 'API = "«http://localhost:8000/api»"', 'medium'],
    ['app/a.py', 'API = os.getenv("API_URL", "«http://localhost:8000»")', 'low'],
    ['app/a.py', 'API = os.environ.get("API_URL") or "«http://localhost:8000»"', 'low'],
    ['app/a.py', 'class Settings(BaseSettings):\n    API_URL: str = "«http://localhost:8000»"', 'low'],
    ['app/a.rb', "API = '«http://localhost:8000/api»'", 'medium'],
    ['app/a.rb', "API = ENV.fetch('API_URL', '«http://localhost:8000»')", 'low'],
    ['app/a.php', "<?php\n$url = '«http://127.0.0.1:8000/api»';", 'medium'],
    ['app/a.php', "<?php\nreturn ['url' => env('APP_URL', '«http://localhost»')];", 'low'],
    ['a.go', 'resp, err := http.Get("«http://localhost:8080/users»")', 'medium'],
    ['a.go', 'const api = "«http://10.1.2.3:8080»"', 'medium'],
    ['A.java', 'String api = "«http://localhost:8080/api»";', 'medium'],
    ['A.kt', 'val api = "«http://192.168.0.4:8080/api»"', 'medium'],
    ['A.cs', 'client.BaseAddress = new Uri("«http://localhost:5000/api»");', 'medium'],
    ['a.rs', 'const API: &str = "«http://localhost:8080/api»";', 'medium'],
    ['a.ex', '@api "http://example.com"\napi = "«http://localhost:4000/api»"', 'medium'],
  ];
  for (const [path, marked, impact] of bad) {
    it(`are found in ${path}: ${marked.replaceAll(/\s+/g, ' ')}`, () => {
      const text = marked.replaceAll(/[«»]/g, '');
      const start = marked.indexOf('«');
      const found = inFile(path, text);
      assert.deepEqual(
        found.map(({ offsets }) => offsets),
        [{ start, end: marked.indexOf('»') - 1 }],
      );
      if (impact !== undefined) assert.equal(found[0]?.impact, impact);
    });
  }

  const good: readonly Case[] = [
    ['test-login.js', "await fetch('http://localhost:3000/login');"],
    ['web/src/setupProxy.js', "const target = 'http://localhost:5000';"],
    ['src/a.ts', "const api = 'https://api.tidepool.app/v1';"],
    ['src/a.ts', '// see http://localhost:3000\n/* http://10.0.0.1/x */'],
    ['src/a.ts', "console.log('http://localhost:3000');"],
    ['src/a.ts', 'console.log(`listening on http://localhost:${port}`);'],
    ['src/a.ts', "throw new Error('http://localhost:3000 does not answer');"],
    ['src/a.ts', "const help = 'Open http://localhost:3000 in your browser';"],
    ['src/a.ts', "const allowed = ['http://localhost:3000', 'https://tidepool.app'];"],
    ['src/a.ts', "const local = new Set(['http://localhost:3000']);"],
    ['src/a.ts', "if (url.startsWith('http://localhost')) return true;"],
    ['src/a.ts', "const isLocal = origin === 'http://localhost:3000';"],
    ['src/a.ts', "const { pathname } = new URL(path, 'http://localhost');"],
    ['src/a.ts', "const session = await getSession(new Request('http://localhost'), env);"],
    ['src/a.ts', "const answer = await GET(new NextRequest('http://localhost/api/keys', { headers }));"],
    [
      'src/mail.tsx',
      "Invitation.PreviewProps = {\n  name: 'Lab',\n  inviteUrl: 'http://localhost:3071/invite',\n};",
    ],
    ['src/a.ts', "const base = 'http://localhost';"],
    ['packages/create-tide-app/src/features.ts', "const values = { SITE_URL: 'http://localhost:3000' };"],
    [
      'src/a.ts',
      "const api = process.env.NODE_ENV === 'production' ? 'https://tidepool.app' : 'http://localhost:3000';",
    ],
    ['src/a.ts', "const api = isDev ? 'http://localhost:3000' : 'https://tidepool.app';"],
    ['src/a.ts', "if (process.env.NODE_ENV === 'development') {\n  api = 'http://localhost:3000';\n}"],
    [
      'src/a.ts',
      "if (\n  process.env.NODE_ENV === 'development' &&\n  !host.includes('x')\n) {\n  return redirect(\n    `http://localhost:8888/x?${y}`,\n  );\n}",
    ],
    [
      'src/a.ts',
      "const urls = {\n  development: 'http://localhost:3000',\n  staging: 'https://staging.tidepool.app',\n};",
    ],
    ['src/a.ts', "const LOCAL_API = 'http://localhost:3000';\nconst DEV_URL = 'http://localhost:4000';"],
    ['src/a.ts', 'return `http://localhost:${process.env.PORT ?? 3000}`;'],
    ['src/a.ts', "const description = 'http://localhost:3000';"],
    ['src/a.ts', "app.use(cors({ origin: 'http://localhost:3000' }));"],
    [
      'src/a.ts',
      "const spec = { servers: [{ url: 'http://localhost:3000' }, { url: 'https://tidepool.app' }] };",
    ],
    ['src/a.ts', "const ns = 'http://www.w3.org/2000/svg';"],
    ['src/a.ts', "const regex = /^http:\\/\\/localhost/; url.match('http://localhost');"],
    [
      'src/a.ts',
      "fetch('http://169.254.169.254/latest/meta-data/');\nfetch('http://metadata.google.internal/');",
    ],
    ['src/a.ts', "fetch('http://api.svc.cluster.local/x');\nfetch('http://web.railway.internal:3000');"],
    ['src/a.ts', "const docs = 'https://dev.mysql.com/doc';\nconst post = 'https://dev.to/x';"],
    [
      'src/a.ts',
      'console.log(`<a href="http://localhost:3000/x">`);\nif (isDev) {\n  html = `<a href="http://localhost:3000/x">`;\n}',
    ],
    ['emails/welcome.tsx', "export const Mail = ({\n  url = 'http://localhost:3002',\n}: Props) => null;"],
    ['src/a.ts', "const page = 'https://dev.tidepool.app/handbook';"],
    ['src/PdfMock.php', '<?php\n$a = "http://tidepool.test/x";'],
    ['debug-mail.ts', "const api = 'http://localhost:8000/x';"],
    ['src/a.ts', "const home = 'https://tidepool.vercel.app';\nconst site = 'https://tidepool.fly.dev';"],
    ['src/a.ts', "const db = 'postgres://localhost:5432/app';"],
    [
      'src/a.ts',
      "const ip = 'http://172.15.0.1/x'; const b = 'http://11.0.0.1/x'; const c = 'http://192.169.0.1/';",
    ],
    ['src/a.tsx', '<input placeholder="http://localhost:3000" />'],
    ['src/a.tsx', '<p>Open http://localhost:3000</p>'],
    ['index.html', '<!-- <a href="http://localhost:3000">x</a> -->\n<p>http://localhost:3000</p>'],
    ['vite.config.ts', "export default { server: { proxy: { '/api': 'http://localhost:4000' } } };"],
    ['playwright.config.ts', "export default { use: { baseURL: 'http://localhost:3000' } };"],
    ['next.config.mjs', "export default { images: { domains: ['http://localhost:3000'] } };"],
    ['src/a.test.ts', "fetch('http://localhost:3000/x');"],
    ['scripts/a.ts', "fetch('http://localhost:3000/x');"],
    [
      'lib/db/setup.ts',
      "const BASE_URL = 'http://localhost:3000';\nawait fs.writeFile(path.join(process.cwd(), '.env'), textOf({ BASE_URL }));",
    ],
    ['docs/a.ts', "fetch('http://localhost:3000/x');"],
    ['examples/a.ts', "fetch('http://localhost:3000/x');"],
    ['README.md', 'Open http://localhost:3000'],
    ['docker-compose.yml', 'url: http://localhost:3000'],
    ['.env', 'APP_URL=http://localhost:3000'],
    ['config/environments/development.rb', "config.host = 'http://localhost:3000'"],
    ['app/settings/local.py', 'API = "http://localhost:8000/api"'],
    [
      'app/a.py',
      'print("http://localhost:8000")\nassert url == "http://localhost:8000"\n"""Call http://localhost:8000."""',
    ],
    ['app/a.py', 'if settings.DEBUG:\n    api = "http://localhost:8000"'],
    [
      'a.go',
      'if strings.HasPrefix(url, "http://localhost") { return }\nlog.Println("http://localhost:8080")',
    ],
  ];
  for (const [path, text] of good) {
    it(`are not seen in ${path}: ${text.replaceAll(/\s+/g, ' ')}`, () => {
      assert.deepEqual(inFile(path, text), []);
    });
  }

  it('are told once each, and five in a file', () => {
    const text = Array.from(
      { length: 9 },
      (_, n) => `fetch('http://localhost:3000/a${n >> 1}');\nfetch('http://10.0.0.1/${n}');\n`,
    ).join('');
    assert.equal(inFile('src/a.ts', text).length, 5);
    assert.equal(inFile('src/a.ts', "fetch('http://10.0.0.1/a');\n".repeat(9)).length, 1);
  });

  it('quote nothing of a URL that may be a key', () => {
    const key = ['kq4Zt9', 'Lw2Xv8', 'Np6Rb1'].join('');
    for (const [rest, shown] of [
      [`/v1?key=${key}&page=1`, '/v1?…'],
      [`/v1#token=${key}`, '/v1?…'],
      [`/hooks/${key}/run`, '/hooks/…/run'],
      [`/v1;key=${key}`, '/v1;key=…'],
      ['/api/v1/payment-methods-of-customers', '/api/v1/payment-methods-of-customers'],
    ] as const) {
      const [finding] = findingsIn('src/a.ts', `await fetch('http://localhost:3000${rest}');`, {
        rules: [rule],
      });
      assert.ok(finding?.message.startsWith(`http://localhost:3000${shown} leads`), finding?.message);
    }
  });

  it('say where the URL leads', () => {
    assert.deepEqual(
      inFile(
        'src/a.ts',
        "const a = 'http://localhost:3000/pay';\nconst b = process.env.B ?? 'http://10.0.0.1/b';",
      ).map(({ message }) => message),
      [
        'http://localhost:3000/pay leads to the machine that asks: in production that is your own server, or your ' +
          'customer’s computer. Read it from the environment, so that each environment has its own.',
        'http://10.0.0.1/b is an address of a private network: outside of that network nothing answers. It is used where ' +
          'the setting is missing: in production, fail at startup instead.',
      ],
    );
  });

  it('cost time in proportion to the text, whatever it holds', () => {
    const pieces = [
      'http://localhost',
      '"http://localhost/',
      "fetch('http://10.0.0.1/a')\n",
      '://',
      '{',
      '}',
      'a.',
      '-',
      ' ',
      '[::',
      'staging.',
    ];
    for (const piece of pieces) {
      const text = `fetch('http://localhost/a');${piece.repeat(Math.ceil(500_000 / piece.length))}`;
      for (const path of ['a.ts', 'a.py', 'a.html', 'a.vue']) inFile(path, text);
    }
  }).timeout(60_000);
});

function inFile(path: string, text: string): readonly Finding[] {
  const found = findingsIn(path, text, { rules: [rule] });
  return [...found].sort((a, b) => (a.offsets?.start ?? 0) - (b.offsets?.start ?? 0));
}
