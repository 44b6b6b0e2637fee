import { strict as assert } from 'node:assert';
import { EVERYBODY, found, says, type Files } from './saying.ts';

describe('origins as people write them in JavaScript', () => {
  const answer = (lines: string, value = 'origin'): Files => ({
    'cors.js': `module.exports = (request, response) => {
  const origin = request.headers.origin;
${lines}
  response.setHeader('Access-Control-Allow-Origin', ${value});
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Vary', 'Origin');
};
`,
  });
  says(
    'a part of the host',
    answer(
      "  const parts = new URL(origin).hostname.split('.');\n  if (parts.slice(-2).join('.') !== 'shop.example') return;",
    ),
  );
  says(
    'a part that says nothing of whose it is',
    answer("  const address = new URL(origin);\n  if (address.protocol !== 'https:') return;"),
    `${EVERYBODY} cors.js:5`,
  );
  const lambda = (given: string, vary = "headers.Vary = 'Origin';"): Files => ({
    'handler.js': `const allowed = ['https://shop.example'];
exports.handler = async (event) => {
  const origin = ${given};
  const headers = {};
  if (allowed.includes(origin)) {
    headers['Access-Control-Allow-Origin'] = origin;
    ${vary}
  }
  return { statusCode: 200, headers, body: '' };
};
`,
  });
  it('Vary as a property', () => {
    assert.deepEqual(found(lambda('event.headers.origin'), false), []);
    assert.deepEqual(found(lambda('event.headers.origin', ''), false), [
      'low missing-vary-origin handler.js:6',
    ]);
  });
  says(
    'what the address of a request says',
    answer('', 'event.queryStringParameters.origin'),
    `${EVERYBODY} cors.js:4`,
  );
});
