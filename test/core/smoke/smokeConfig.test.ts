import { strict as assert } from 'node:assert';
import { parseConfig } from '../../../server/src/core/config.ts';

/** Each problem with the text that it stands at. */
function problemsOf(text: string): readonly string[] {
  return parseConfig(text).problems.map(
    ({ message, range }) => `${message} @ ${text.slice(range.start, range.end).trim().split('\n')[0]}`,
  );
}

describe('smoke in launch-ready.yaml', () => {
  it('is a list of flows, each a single request or several steps', () => {
    const { config, problems } = parseConfig(`smoke:
  - name: Health
    request: /health
  - name: Checkout
    environments: [staging]
    steps:
      - request: POST /login
        json: { user: smoke, password: $SMOKE_PASSWORD }
        expect: { status: [200, 204], header: { X-Id: true }, latency: 800ms }
        save: { token: access.token, id: { header: X-Id }, session: { cookie: sid } }
      - name: Cart
        method: DELETE
        path: /cart/{{id}}
        headers: { Authorization: 'Bearer {{token}}' }
        expect: { redirect: /done, contains: bye, not-contains: [error], matches: '^b', json: { 'a[0].b': 1 } }
`);
    assert.deepEqual(problems, []);
    const [health, checkout] = config.smoke ?? [];
    assert.deepEqual(health?.steps[0]?.request, { method: 'GET', url: '/health', headers: {} });
    assert.deepEqual(health.steps[0].expect.status, ['2xx']);
    assert.deepEqual(checkout?.environments, ['staging']);
    const [login, cart] = checkout.steps;
    assert.equal(login?.name, 'POST /login');
    assert.deepEqual(login.expect.status, ['200', '204']);
    assert.deepEqual(login.expect.headers, [['x-id', true]]);
    assert.equal(login.expect.latency, 800);
    assert.deepEqual(login.save, [
      { name: 'token', from: 'json', at: 'access.token' },
      { name: 'id', from: 'header', at: 'x-id' },
      { name: 'session', from: 'cookie', at: 'sid' },
    ]);
    assert.deepEqual(cart?.request, {
      method: 'DELETE',
      url: '/cart/{{id}}',
      headers: { authorization: 'Bearer {{token}}' },
    });
    assert.deepEqual(cart.expect, {
      status: ['3xx'],
      headers: [],
      contains: ['bye'],
      notContains: ['error'],
      matches: '^b',
      json: [['a[0].b', 1]],
      redirect: '/done',
    });
  });

  it('says what is wrong, where it stands, without a word of the value', () => {
    const cases: readonly (readonly [yaml: string, problem: string])[] = [
      ['smoke: 1', 'smoke: Write a list of flows, each with a name and a request, or steps. @ 1'],
      [
        'smoke:\n  - name: A\n    request: FETCH /x',
        'smoke.0.request: Write a method and a path: “GET /health”. Methods are GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE. @ FETCH /x',
      ],
      [
        'smoke:\n  - name: A\n    request: /x\n    expect: { status: 700 }',
        'smoke.0.expect.status: Write a status (204), a class of them (2xx), or a list of both. @ 700',
      ],
      [
        'smoke:\n  - name: A\n    request: /x\n    headers: { Authorization: Bearer abcdef }',
        'smoke.0.headers.…: This is a secret: write the name of an environment variable that holds it, like $API_TOKEN. @ Bearer abcdef',
      ],
      [
        'smoke:\n  - name: A\n    request: http://a.example/x\n    headers: { X-Token: $TOKEN }',
        'smoke.0.headers: A secret is not sent without encryption: write https:// in the URL. @ { X-Token: $TOKEN }',
      ],
      [
        "smoke:\n  - name: A\n    request: /x\n    expect: { matches: '(' }",
        "smoke.0.expect.matches: This is no regular expression. @ '('",
      ],
      [
        'smoke:\n  - name: A\n    request: /{{id}}',
        'smoke.0: This uses a {{value}} that no step before it saves. @ name: A',
      ],
      [
        'smoke:\n  - name: A\n    steps:\n      - request: /a\n        save: { id: id }\n      - request: /{{other}}',
        'smoke.0.steps.1: This uses a {{value}} that no step before it saves. @ request: /{{other}}',
      ],
      ['smoke:\n  - name: A', 'smoke.0: Write the request: “GET /health”. @ name: A'],
      [
        'smoke:\n  - name: A\n    request: /a\n    body: x',
        'smoke.0.body: GET has no body: write POST, PUT, PATCH or DELETE. @ x',
      ],
      [
        'smoke:\n  - name: A\n    request: POST /a\n    body: x\n    json: {}',
        'smoke.0.json: Write one of body, json and form. @ {}',
      ],
      [
        'smoke:\n  - name: A\n    request: HEAD /a\n    expect: { contains: x }',
        'smoke.0.expect.contains: The answer to HEAD has no body: leave this out, or ask with GET. @ x',
      ],
      [
        'smoke:\n  - name: A\n    request: /a\n    steps: [{ request: /b }]',
        'smoke.0.request: This flow has steps: write this in one of them. @ /a',
      ],
      [
        'smoke:\n  - { name: A, request: /a }\n  - { name: A, request: /b }',
        'smoke.1.name: Another flow has this name. @ A',
      ],
      [
        'smoke:\n  - name: A\n    request: /a\n    expect: { json: { "a..b": 1 } }',
        'smoke.0.expect.json.…: Write where it stands in the JSON: user.name, or items[0].id. @ 1',
      ],
      [
        'smoke:\n  - name: A\n    request: /a\n    save: { t: { json: a, cookie: b } }',
        'smoke.0.save.…: Write where it comes from: json, header or cookie, with its path or name. @ { json: a, cookie: b }',
      ],
      [
        'smoke:\n  - name: A\n    request: /a\n    retries: 3',
        'smoke.0: Unknown setting: there may be name, environments, steps, request, method, path, url, headers, body, json, form, follow, expect, save here. @ retries',
      ],
    ];
    for (const [yaml, problem] of cases) assert.deepEqual(problemsOf(yaml), [problem], yaml);
  });

  it('takes no more time for a huge file than for reading it', () => {
    const flows = Array.from({ length: 2_000 }, (_, index) => `  - { name: a${index}, request: /a }`);
    assert.deepEqual(problemsOf(`smoke:\n${flows.join('\n')}`), [
      'smoke: There may be 100 flows at most. @ - { name: a0, request: /a }',
    ]);
  });
});

describe('load in launch-ready.yaml', () => {
  it('names endpoints with what they may take', () => {
    const { config, problems } = parseConfig(`load:
  endpoints:
    - request: GET /products
    - request: POST /orders
      json: { sku: 1 }
      status: 201
    - { name: Search, path: '/search?q=a', threshold: 1s }
`);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      config.load?.endpoints.map(({ name, threshold, expected }) => [name, threshold, expected]),
      [
        ['GET /products', 300, ['2xx']],
        ['POST /orders', 800, ['201']],
        ['Search', 1_000, ['2xx']],
      ],
    );
  });

  it('says what is wrong, where it stands', () => {
    assert.deepEqual(problemsOf('load:\n  endpoints: []'), [
      'load.endpoints: Write one endpoint at least. @ []',
    ]);
    assert.deepEqual(problemsOf('load:\n  endpoints:\n    - { request: /a, threshold: fast }'), [
      'load.endpoints.0.threshold: Write a time with its unit, up to 10s: 300ms, 1s. @ fast',
    ]);
    assert.deepEqual(problemsOf('load:\n  endpoints:\n    - { request: "/a/{{id}}" }'), [
      'load.endpoints.0: Nothing is saved in a load test: {{…}} stands for nothing here. @ { request: "/a/{{id}}" }',
    ]);
  });
});
