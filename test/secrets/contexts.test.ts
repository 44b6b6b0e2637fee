import { strict as assert } from 'node:assert';
import { matchTokens } from '../../server/src/core/secrets/matchTokens.ts';
import type { TokenFormat } from '../../server/src/core/secrets/tokenFormat.ts';
import { TOKEN_FORMATS } from '../../server/src/core/secrets/tokenFormats.ts';
import { fakeToken } from '../support/fakeTokens.ts';

const SEEDS = [11, 12, 13];

/** Ways of writing a value that a name stands beside: `§` is the variable, `v` its camel-case form, `…` the value. */
const NAMED: readonly string[] = [
  '§=…\n',
  'export §=…\r\nexport B=1\r\n',
  '§="…"',
  "§ = '…'\n",
  'const v = "…";',
  "let v: string = '…';",
  'private static final String § = "…";',
  'var v = `…`',
  'v := "…"',
  "config = { v: '…', other: 1 }",
  '{"§": "…"}',
  '{\n\t"v": "…",\n\t"b": 1\n}',
  '"{\\"§\\":\\"…\\"}"',
  'process.env.§ ?? "…"',
  "process.env.§ || '…',",
  'os.environ.get("§", "…")',
  "ENV['§'] ||= '…'",
  "define('§', '…');",
  "'v' => '…',",
  'setenv("§", "…")',
  '§: …\n',
  '  §: "…"\n',
  "- §: '…'\n",
  '§: |\n  …\n',
  '  - name: §\n    value: "…"\n',
  '- §=…\n',
  '§ = "…"\n',
  '[api]\n§=…\n',
  '<§>…</§>',
  '<add key="§" value="…" />',
  '<meta name="§" content="…">',
  '<div data-§="…"></div>',
  'ENV § …\n',
  'ENV §=…\n',
  'ARG §=…\n',
  'docker run -e §=… app',
  'variable "§" { default = "…" }',
  '# §=…\n',
  '// §: …\n',
  '/* § = "…" */',
  '`§=…`',
  '| § | …  |\n',
  '| `§` | `…` |',
  '"source": [\n  "§ = \\"…\\"\\n"\n]',
  '\ufeff§=…\n',
  'const a=1,v="…",b=2;',
  '§: z.string().default("…"),',
  'app --§ …\n',
  'app --§=… --quiet',
  "headers: { '§': '…' }",
  'curl -H "§: …" https://api.tidepool.app',
  '$env:§ = "…"',
  'set §=…\n',
  '§,…\n',
  "INSERT INTO settings VALUES ('§', '…');",
  'https://api.tidepool.app/v1?§=…&page=2',
  '2026-02-03 12:00:01 DEBUG §=… loaded',
];

/** Ways of writing a value alone: enough for formats that need no `near` word. */
const ALONE: readonly string[] = [
  'client("…")',
  'Authorization: Bearer …\n',
  'curl -H "Authorization: Bearer …" https://api.tidepool.app',
  '_…_',
  '**…**',
  '<td>…</td>',
  '[…]',
  '(…)',
  'a,b,…,c\n',
  '{"messages":["\\n…\\n"]}',
  'at login (…) in app.js:1:2',
  'key is …, rotate it.',
  'The key is ….\n',
  'https://tidepool.app/hook/…\n',
  '\\u0022…\\u0022',
  "VALUES (1, '…')",
  '//registry.tidepool.app/:_authToken=…\n',
  'machine api.tidepool.app login ci password …\n',
  '\t…\t',
];

/** Where a value can't be told from what stands beside it. */
const EXCEPTIONS: readonly {
  readonly context: string;
  readonly reason: string;
  readonly except: (format: TokenFormat) => boolean;
}[] = [
  {
    context: '_…_',
    reason: 'the mark of emphasis may belong to a value that contains such characters',
    except: ({ pattern }) => /\[[^\]]*_[^\]]*\]/.test(pattern.source),
  },
  {
    context: '\\u0022…\\u0022',
    reason: 'the digits of the escape may belong to the number of the bot',
    except: ({ id }) => id === 'telegram-bot-token',
  },
];

describe('contexts', () => {
  it('of an address keep the padding that is written in percent signs', () => {
    for (const padding of ['%3D', '%3d%3d']) {
      const token = `${fakeToken('grafana-cloud-token').replace(/=+$/, '')}${padding}`;
      const text = `https://api.tidepool.app/v1?token=${token}&page=2`;
      assert.deepEqual(
        matchTokens(text).map(({ start, end }) => text.slice(start, end)),
        [token],
      );
    }
  });

  for (const template of NAMED) {
    it(`finds a named value in ${JSON.stringify(template)}`, () => {
      assertFound(template, TOKEN_FORMATS);
    });
  }
  for (const template of ALONE) {
    it(`finds a value alone in ${JSON.stringify(template)}`, () => {
      assertFound(
        template,
        TOKEN_FORMATS.filter(({ keywords, near }) => keywords.length > 0 && !near),
      );
    });
  }
});

function assertFound(template: string, formats: readonly TokenFormat[]): void {
  const missed: string[] = [];
  let count = 0;
  for (const format of formats) {
    if (format.publishable) continue;
    for (const seed of SEEDS) {
      const token = fakeToken(format.id, seed);
      if (EXCEPTIONS.some(({ context, except }) => context === template && except(format))) continue;
      count++;
      const before = named(template.slice(0, template.indexOf('…')), format.variable);
      const text = before + token + template.slice(template.indexOf('…') + 1);
      const wanted = `${format.id} ${before.length} ${before.length + token.length}`;
      const found = matchTokens(text).map(({ format: { id }, start, end }) => `${id} ${start} ${end}`);
      if (!found.includes(wanted)) missed.push(`${text}: ${found.join(', ') || 'nothing'}, not ${wanted}`);
    }
  }
  assert.ok(missed.length === 0, `${missed.length} of ${count} missed: ${missed.slice(0, 8).join('\n')}`);
}

function named(text: string, variable: string): string {
  const camelCase = variable.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return text.replaceAll('§', variable).replaceAll(/(?<![\w])v(?![\w])/g, camelCase);
}
