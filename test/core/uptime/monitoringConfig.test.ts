import { strict as assert } from 'node:assert';
import { parseConfig } from '../../../server/src/core/config.ts';
import { monitoredEndpoints } from '../../../server/src/core/uptime/monitoringConfig.ts';

/** What is said, with the text that it is about. What follows for the entry is tested with the entries. */
function problemsOf(text: string): readonly (readonly [message: string, about: string])[] {
  return parseConfig(text).problems.map(
    ({ message, range }) =>
      [
        message.replace(' This entry is left out until then.', ''),
        text.slice(range.start, range.end),
      ] as const,
  );
}

describe('monitoring: in launch-ready.yaml', () => {
  it('asks the home page and the endpoints of each domain where it says nothing', () => {
    const { config } = parseConfig(
      [
        'domains:',
        '  - domain: shop.example',
        '    canonical: www.shop.example',
        '    endpoints:',
        '      - { url: /api/health, kind: health }',
        '      - { url: /account, kind: authenticated }',
        '      - { url: /hooks/stripe, kind: webhook }',
        '  - domain: other.example',
      ].join('\n'),
    );
    const endpoints = monitoredEndpoints(config.monitoring, config.domains);
    assert.deepEqual(
      endpoints.map(({ name, url, kind, every, failures, timeout, expect }) => [
        name,
        url,
        kind,
        every,
        failures,
        timeout,
        expect.latency,
      ]),
      [
        ['Home page of www.shop.example', 'https://www.shop.example/', 'home', 60, 2, 10_000, 2_000],
        [
          'GET www.shop.example/api/health',
          'https://www.shop.example/api/health',
          'health',
          60,
          2,
          10_000,
          2_000,
        ],
        [
          'POST www.shop.example/hooks/stripe',
          'https://www.shop.example/hooks/stripe',
          'webhook',
          60,
          2,
          10_000,
          2_000,
        ],
        ['Home page of other.example', 'https://other.example/', 'home', 60, 2, 10_000, 2_000],
      ],
    );
  });

  it('has endpoints with times of their own, on the first domain or on any host', () => {
    const { config, problems } = parseConfig(
      [
        'domains: [{ domain: shop.example }, { domain: other.example }]',
        'monitoring:',
        '  every: 5m',
        '  failures: 3',
        '  endpoints:',
        '    - url: /health',
        '      name: Health',
        '      headers: { X-Api-Key: "${KEY}", X-Team: launch }',
        '      status: [200, 2XX]',
        '      contains: ok',
        '      matches: "^ok$"',
        '      latency: 800ms',
        '    - { url: /x, domain: other.example, method: POST, body: "{}", every: 30s, failures: 1, timeout: 3s }',
        '    - { url: "https://status.supplier.example/v1?x=1", method: HEAD, status: 204 }',
      ].join('\n'),
    );
    assert.deepEqual(problems, []);
    const endpoints = monitoredEndpoints(config.monitoring, config.domains);
    assert.deepEqual(
      endpoints.map((endpoint) =>
        Object.fromEntries(Object.entries(endpoint).filter(([key]) => key !== 'id')),
      ),
      [
        {
          name: 'Health',
          url: 'https://shop.example/health',
          method: 'GET',
          headers: { 'x-api-key': '${KEY}', 'x-team': 'launch' },
          expect: { status: ['200', '2xx'], contains: 'ok', matches: '^ok$', latency: 800 },
          failures: 3,
          every: 300,
          timeout: 10_000,
          kind: 'other',
        },
        {
          name: 'POST other.example/x',
          url: 'https://other.example/x',
          method: 'POST',
          headers: {},
          body: '{}',
          expect: { latency: 2_000 },
          failures: 1,
          every: 30,
          timeout: 3_000,
          kind: 'other',
        },
        {
          name: 'HEAD status.supplier.example/v1?x=1',
          url: 'https://status.supplier.example/v1?x=1',
          method: 'HEAD',
          headers: {},
          expect: { status: ['204'], latency: 2_000 },
          failures: 3,
          every: 300,
          timeout: 10_000,
          kind: 'other',
        },
      ],
    );
  });

  it('keeps the id of an endpoint while its name and URL stay, and gives every entry its own', () => {
    const idsOf = (more: string): readonly string[] => {
      const { config } = parseConfig(
        `domains: [{ domain: shop.example }]\nmonitoring: { endpoints: [{ url: /a${more} }, { url: /b }, { url: /b, contains: x }] }`,
      );
      return monitoredEndpoints(config.monitoring, config.domains).map(({ id }) => id);
    };
    const ids = idsOf('');
    assert.deepEqual(idsOf(', every: 10s, contains: x'), ids);
    assert.equal(new Set(ids).size, 3);
    assert.notEqual(idsOf(', name: A')[0], ids[0]);
  });

  it('takes the address of a webhook from nowhere but the environment, and repeats none', () => {
    const secret = ['https:', '', 'hooks.example', 'T0', 'B0'].join('/');
    const told =
      'Whoever has the address of a webhook can post in your name: keep it in an environment variable, and write the name of that variable in `env`.';
    assert.deepEqual(problemsOf(`monitoring:\n  alerts:\n    - { type: slack, env: "${secret}" }`), [
      [`monitoring.alerts.0.env: ${told}`, `"${secret}"`],
    ]);
    assert.deepEqual(
      problemsOf(`monitoring:\n  alerts:\n    - { type: slack, env: HOOK, url: "${secret}" }`),
      [[`monitoring.alerts.0: ${told}`, 'url']],
    );
    assert.deepEqual(problemsOf('monitoring: { alerts: [{ type: mail, env: HOOK }] }'), [
      ['monitoring.alerts.0.type: Write one of slack, discord, teams.', 'mail'],
    ]);
    assert.deepEqual(problemsOf('monitoring: { alerts: [{ type: slack }] }'), [
      ['monitoring.alerts.0.env: This setting is missing.', '{ type: slack }'],
    ]);
  });

  it('has what lets somebody in as a reference, and sends none without encryption', () => {
    assert.deepEqual(
      problemsOf('monitoring: { endpoints: [{ url: /a, headers: { Authorization: Bearer abc } }] }'),
      [
        [
          'monitoring.endpoints.0.headers.…: This is a secret: write the name of an environment variable that holds it, like $API_TOKEN.',
          'Bearer abc',
        ],
      ],
    );
    assert.deepEqual(
      problemsOf('monitoring: { endpoints: [{ url: "http://a.example/", headers: { x: $A } }] }'),
      [
        [
          'monitoring.endpoints.0.headers: A secret is not sent without encryption: write https:// in the URL.',
          '{ x: $A }',
        ],
      ],
    );
    assert.deepEqual(problemsOf('monitoring: { endpoints: [{ url: /a, headers: { Host: x } }] }'), [
      ['monitoring.endpoints.0.headers.…: This is no name of a header that can be set.', 'x'],
    ]);
  });

  for (const [text, message, about] of [
    ['every: 60', 'monitoring.every: Write a time with its unit, from 1s to 24h: 30s, 5m.', '60'],
    ['every: 10ms', 'monitoring.every: Write a time with its unit, from 1s to 24h: 30s, 5m.', '10ms'],
    ['failures: 0', 'monitoring.failures: Write 1 at least.', '0'],
    ['latency: fast', 'monitoring.latency: Write a time with its unit, up to 60s: 800ms, 2s.', 'fast'],
    ['timeout: 2h', 'monitoring.timeout: Write a time with its unit, from 100ms to 60s: 10s.', '2h'],
    [
      'endpoints: [{ url: "ftp://a.example" }]',
      'monitoring.endpoints.0.url: Write a path that begins with /, or a URL with https://, as a browser sends it (no blanks, no login).',
      '"ftp://a.example"',
    ],
    [
      'endpoints: [{ url: /, status: 2x }]',
      'monitoring.endpoints.0.status: Write a status (204), a class of them (2xx), or a list of both.',
      '2x',
    ],
    [
      'endpoints: [{ url: /, matches: "(" }]',
      'monitoring.endpoints.0.matches: This is no regular expression.',
      '"("',
    ],
    [
      'endpoints: [{ url: /, body: x }]',
      'monitoring.endpoints.0.body: Only POST has a body: write method: POST.',
      'x',
    ],
    [
      'endpoints: [{ url: /, method: HEAD, contains: x }]',
      'monitoring.endpoints.0.contains: The answer to HEAD has no body: leave this out, or ask with GET.',
      'x',
    ],
    [
      'endpoints: [{ url: /, method: PUT }]',
      'monitoring.endpoints.0.method: Write GET, HEAD or POST.',
      'PUT',
    ],
    ['certificate: { days: 0 }', 'monitoring.certificate.days: Write 1 at least.', '0'],
    [
      'maintenance: [{ from: 2027-01-01T00:00:00, to: "02:00" }]',
      'monitoring.maintenance.0.from: Write a time with its zone: 2027-03-01T02:00:00Z, or 2027-03-01T02:00+01:00.',
      '2027-01-01T00:00:00',
    ],
    [
      'maintenance: [{ from: 2027-01-02T00:00:00Z, to: 2027-01-01T00:00:00Z }]',
      'monitoring.maintenance.0.to: This ends before it begins.',
      '2027-01-01T00:00:00Z',
    ],
    [
      'maintenance: [{ from: "02:00", to: 2027-01-01T00:00:00Z }]',
      'monitoring.maintenance.0.to: Write a time of the day: 02:00.',
      '2027-01-01T00:00:00Z',
    ],
    [
      'maintenance: [{ from: "02:00", to: "04:00", zone: Mars/Base }]',
      'monitoring.maintenance.0.zone: There is no such time zone: write one like UTC, Europe/Berlin or +02:00.',
      'Mars/Base',
    ],
    [
      'maintenance: [{ from: "02:00", to: "04:00", days: [Sunday] }]',
      'monitoring.maintenance.0.days.0: Write days: sun, mon, tue, wed, thu, fri, sat.',
      'Sunday',
    ],
  ] as const)
    it(`says what is wrong with “${text}”`, () => {
      assert.deepEqual(problemsOf(`monitoring: { ${text} }`), [[message, about]]);
    });
});
