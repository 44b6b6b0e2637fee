import { strict as assert } from 'node:assert';
import { parseConfig } from '../../../server/src/core/config.ts';

describe('domains in launch-ready.yaml', () => {
  it('are read with all that may be said of them, hosts in lower case', () => {
    const text = `# ours
domains:
  - domain: Example.TEST.
    canonical: www.example.test
    subdomains: [app, { host: API.example.test, target: cname.host.test }, { host: db, target: '2001:DB8::1' }]
    legacy: { /old: /new, https://example.test/a: https://other.test/b }
    environments: { production: https://example.test/start, staging: staging.other.test:8443 }
    endpoints:
      - { url: /api/health, kind: health }
      - { url: https://api.example.test/me, kind: authenticated }
    origins: [192.0.2.1]
`;
    const { config, problems } = parseConfig(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(config.domains, [
      {
        domain: 'example.test',
        canonical: 'www.example.test',
        subdomains: [
          { host: 'app.example.test' },
          { host: 'api.example.test', target: 'cname.host.test' },
          { host: 'db.example.test', target: '2001:db8::1' },
        ],
        legacy: [
          { from: '/old', to: '/new' },
          { from: 'https://example.test/a', to: 'https://other.test/b' },
        ],
        environments: [
          {
            name: 'production',
            host: 'example.test',
            at: { start: 291, end: 317, line: 7, column: 33 },
          },
          {
            name: 'staging',
            host: 'staging.other.test',
            port: 8443,
            at: { start: 328, end: 351, line: 7, column: 70 },
          },
        ],
        endpoints: [
          { url: 'https://www.example.test/api/health', kind: 'health' },
          { url: 'https://api.example.test/me', kind: 'authenticated' },
        ],
        origins: ['192.0.2.1'],
        at: { start: 28, end: 41, line: 3, column: 13 },
      },
    ]);
    assert.deepEqual(
      parseConfig('domains: [{ domain: a.test, legacy: [{ from: /x, to: /y }] }]').config.domains[0]?.legacy,
      [{ from: '/x', to: '/y' }],
    );
  });

  it('are none where nothing is said', () => {
    assert.deepEqual(parseConfig('').config.domains, []);
    assert.deepEqual(parseConfig('domains: []').config.domains, []);
  });

  const NO_HOST =
    'domains.0.domain: Write a host’s name that others can reach, without https:// (letters beyond a-z as DNS has them: “xn--…”).';
  const STRANGER = 'This has to be the domain, or lie below it.';

  for (const [entry, message] of [
    ['domain: localhost', NO_HOST],
    ['domain: 10.0.0.1', NO_HOST],
    ['domain: "[::1]"', NO_HOST],
    ['domain: printer.local', NO_HOST],
    ['domain: bücher.test', NO_HOST],
    ['domain: https://a.test', NO_HOST],
    ['domain: a.test, canonical: b.test', `domains.0.canonical: ${STRANGER}`],
    ['domain: a.test, canonical: nota.test', `domains.0.canonical: ${STRANGER}`],
    ['domain: a.test, subdomains: [x.b.test]', `domains.0.subdomains.0: ${STRANGER}`],
    ['domain: a.test, subdomains: [{ host: x.b.test }]', `domains.0.subdomains.0.host: ${STRANGER}`],
    [
      'domain: a.test, subdomains: ["*"]',
      'domains.0.subdomains.0: Write a name below the domain: “app”, or “app.example.com”.',
    ],
    ['domain: a.test, legacy: { https://b.test/x: /y }', `domains.0.legacy.…: ${STRANGER}`],
    [
      'domain: a.test, environments: { "a b": a.test }',
      'domains.0.environments.…: Write a short name: letters, digits, - and _.',
    ],
    [
      'domain: a.test, environments: { staging: http://localhost:3000 }',
      'domains.0.environments.…: Write a host, or a URL with https://, that others can reach.',
    ],
    [
      'domain: a.test, endpoints: [{ url: https://u:p@a.test/, kind: health }]',
      'domains.0.endpoints.0.url: Write a path that begins with /, or a URL with https://, as a browser sends it (no blanks, no login).',
    ],
    [
      'domain: a.test, endpoints: [{ url: /x, kind: secret }]',
      'domains.0.endpoints.0.kind: Write one of public, authenticated, health, webhook.',
    ],
    ['domain: a.test, origins: [a.test]', 'domains.0.origins.0: Write an IP address, without port.'],
    [
      'domain: a.test, apex: true',
      'domains.0: Unknown setting: there may be domain, canonical, subdomains, legacy, environments, endpoints, email, origins here.',
    ],
  ] as const)
    it(`are refused without a word of their own: ${entry}`, () => {
      const { config, problems } = parseConfig(`domains: [{ ${entry} }]`);
      assert.deepEqual(
        problems.map((problem) => problem.message),
        [`${message} This entry is left out until then.`],
      );
      assert.deepEqual(config.domains, []);
    });

  it('have counts that one run can ask', () => {
    const names = Array.from({ length: 61 }, (_, index) => `n${index}`).join(', ');
    assert.equal(
      parseConfig(`domains: [{ domain: a.test, subdomains: [${names}] }]`).problems[0]?.message,
      'domains.0.subdomains: There may be 60 subdomains at most. This entry is left out until then.',
    );
    const many = Array.from({ length: 501 }, (_, index) => `{ domain: a${index}.test }`).join(', ');
    assert.equal(
      parseConfig(`domains: [${many}]`).problems[0]?.message,
      'domains: There may be 500 domains at most.',
    );
  });
});
