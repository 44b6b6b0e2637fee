import { strict as assert } from 'node:assert';
import { matchTokens } from '../../server/src/core/secrets/matchTokens.ts';
import { nestedValueStarts } from '../../server/src/core/secrets/nestedValues.ts';
import { fakeToken } from '../support/fakeTokens.ts';
import { processorTime } from '../support/processorTime.ts';

const KEY = fakeToken('mistral-api-key');

describe('a value whose name stands apart from the provider', () => {
  for (const template of [
    "new Mistral({ apiKey: '…' })",
    "new Mistral({\n  apiKey: '…',\n})",
    'new Mistral({ model: "x", apiKey: "…" })',
    'Mistral(\n    api_key="…",\n)',
    "createMistral({ apiKey: '…' })",
    "mistral: { apiKey: '…' }",
    'mistral:\n  api_key: …\n',
    'mistral:\n  model: small\n  api_key: …\n',
    '[mistral]\napi_key = "…"',
    '"mistral": {\n  "apiKey": "…"\n}',
    '"{\\"mistral\\": {\\"apiKey\\": \\"…\\"}}"',
    "'mistral' => [\n  'key' => '…',\n]",
    'curl https://api.mistral.ai/v1 -H "Authorization: Bearer …"',
    'fetch("https://api.mistral.ai", {\n  headers: { Authorization: `Bearer …` },\n})',
    'const mistral = new Client({ key: "…" })',
    '// mistral\nconst key = "…"',
  ]) {
    it(`is found in ${JSON.stringify(template)}`, () => {
      const start = template.indexOf('…');
      assert.deepEqual(found(template.replace('…', KEY)), [`mistral-api-key ${start}`]);
    });
  }

  for (const template of [
    'mistral: {}\n\napi_key: …',
    '[mistral]\n[other]\napi_key = "…"',
    'new Mistral();\nhash = "…"',
    'mistral: { checksum: "…" }',
    'mistral: { apiKeyHash: "…" }',
    'mistral(model) }\nconst key = "…"',
  ]) {
    it(`is none in ${JSON.stringify(template)}`, () => {
      assert.deepEqual(found(template.replace('…', KEY)), []);
    });
  }

  it('is that of the closest provider', () => {
    const token = fakeToken('twilio-auth-token');
    assert.deepEqual(found(`datadog:\n  site: eu\ntwilio:\n  token: ${token}\n`), ['twilio-auth-token 37']);
  });

  it('is no value of a name that has one', () => {
    const [secret, other] = [fakeToken('aws-secret-access-key'), fakeToken('aws-secret-access-key', 2)];
    const text = `AWS_SECRET_ACCESS_KEY: ${secret}\ncurl -H "Authorization: Bearer ${other}"\n`;
    assert.deepEqual(found(text), [`aws-secret-access-key ${text.indexOf(secret)}`]);
  });

  it('is searched for in time in proportion to the text', () => {
    for (const piece of ['mistral(', 'mistral:\n key: ', 'mistral key', 'mistral authorization: bearer ']) {
      const text = piece.repeat(300_000 / piece.length);
      const start = processorTime();
      for (let at = 0; at < text.length; at += piece.length) nestedValueStarts(text, at + 'mistral'.length);
      assert.ok(processorTime() - start < 3000, piece);
    }
  });
});

function found(text: string): string[] {
  return matchTokens(text).map(({ format, start }) => `${format.id} ${start}`);
}
