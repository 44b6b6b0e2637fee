import { strict as assert } from 'node:assert';
import { matchTokens } from '../../server/src/core/secrets/matchTokens.ts';
import { fakeToken } from '../support/fakeTokens.ts';

const HEX = fakeToken('datadog-api-key');
const STRIPE = fakeToken('stripe-secret-key');

describe('a value without a shape of its own', () => {
  const given: readonly string[] = [
    'DATADOG_API_KEY=§',
    'export DATADOG_API_KEY="§"',
    'datadog.api.key=§',
    '--datadog-api-key §',
    'ENV DATADOG_API_KEY §',
    'set -x DATADOG_API_KEY §',
    "const datadogApiKey: string = '§'",
    "function f(datadogApiKey: string = '§') {}",
    '<Datadog datadogApiKey={"§"} />',
    "process.env.DATADOG_API_KEY ??= '§'",
    'const key = production ? process.env.DATADOG_API_KEY : "§"',
    'DATADOG_API_KEY: str = "§"',
    'datadog_api_key: str = Field(default="§")',
    "DATADOG_API_KEY = config('DATADOG_API_KEY', default='§')",
    'DATADOG_API_KEY = f"§"',
    "ENV.fetch('DATADOG_API_KEY') { '§' }",
    'System.get_env("DATADOG_API_KEY") || "§"',
    'const datadogApiKey string = "§"',
    'const DATADOG_API_KEY: &\'static str = "§";',
    'let datadog_api_key = String::from("§");',
    'public string DatadogApiKey { get; set; } = "§";',
    'var datadogApiKey = @"§";',
    '{ name: DATADOG_API_KEY, value: "§" }',
    '{"body":"{\\"DATADOG_API_KEY\\": \\"§\\"}"}',
    '    "os.environ[\\"DATADOG_API_KEY\\"] = \\"§\\"\\n",',
    '"A=1\\ndatadog_api_key=§\\n"',
    '      DATADOG_API_KEY: ${DATADOG_API_KEY:-§}',
    'KEY=${DATADOG_API_KEY:-"§"}',
    '<DatadogApiKey>§</DatadogApiKey>',
    '<string name="datadog_api_key">§</string>',
    '<meta name="datadog-api-key" content="§">',
    'variable "datadog_api_key" { default = "§" }',
    '| `DATADOG_API_KEY` | `§` |',
    'Datadog API key: §',
    'env:\n  - name: DATADOG_API_KEY\n    value: §',
    '{\n  "key": "DATADOG_API_KEY",\r\n  "value": "§"\n}',
    'datadog-api-key: |\n  §',
    'datadog-api-key: >-\n    §',
    "const datadogApiKey =\n  '§';",
    "const key = process.env.DATADOG_API_KEY ??\n  '§';",
    'KEY = os.getenv(\n    "DATADOG_API_KEY",\n    "§",\n)',
    '<key>DATADOG_API_KEY</key>\n<string>§</string>',
  ];
  for (const text of given) {
    it(`is a key in ${text.replaceAll(/\s*\r?\n\s*/g, ' ⏎ ')}`, () => {
      const found = matchTokens(text.replace('§', HEX));
      assert.deepEqual(
        found.map(({ format, start }) => [format.id, start]),
        [['datadog-api-key', text.indexOf('§')]],
      );
    });
  }

  const others: readonly string[] = [
    'datadogApiKeyHash = "§"',
    'DATADOG_API_KEY_ID=§',
    'datadog_api_key_fingerprint: §',
    'rotated the datadog_api_key in §',
    'datadog_api_key was replaced (§)',
    'DATADOG_API_KEY=\nV',
    'DATADOG_API_KEY=\nHASH=§',
    'DATADOG_API_KEY:\n- §',
    "import datadogApi from './chunk-§.js'",
  ];
  for (const text of others) {
    it(`is none in ${text.replaceAll('\n', ' ⏎ ')}`, () => {
      assert.deepEqual(matchTokens(text.replace('§', HEX)), []);
    });
  }
});

describe('a token', () => {
  it('is seen after an escape and inside a default', () => {
    for (const before of ['key%3D', '\\u0022', '\\n', '${KEY:-', '&quot;']) {
      const [found] = matchTokens(`${before}${STRIPE}&`);
      assert.equal(found?.start, before.length, before);
    }
    const openai = fakeToken('openai-api-key');
    assert.equal(matchTokens(`KEY: \${KEY:-${openai}}`)[0]?.format.id, 'openai-api-key');
  });

  it('may end a sentence', () => {
    const key = fakeToken('mailchimp-api-key');
    assert.equal(matchTokens(`It is ${key}.\n`).length, 1);
    assert.equal(matchTokens(`It is ${key}.json\n`).length, 0);
  });

  it('of Stripe for webhooks is not one of others', () => {
    const id = (text: string): string | undefined => matchTokens(text)[0]?.format.id;
    assert.equal(id(`SECRET=${fakeToken('stripe-webhook-secret')}`), 'stripe-webhook-secret');
    assert.equal(id(`CLERK_WEBHOOK_SECRET=${fakeToken('stripe-webhook-secret')}`), 'svix-webhook-secret');
    assert.equal(id(`SECRET=whsec_${HEX}`), undefined);
  });
});
