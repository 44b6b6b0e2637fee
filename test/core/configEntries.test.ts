import { strict as assert } from 'node:assert';
import { parseConfig, type ParsedConfig } from '../../server/src/core/config.ts';
import { monitoredEndpoints } from '../../server/src/core/uptime/monitoringConfig.ts';

describe('an entry of launch-ready.yaml that is wrong', () => {
  it('is left out where it is a domain or a watched endpoint, and all else counts', () => {
    const text = [
      'rules: { secrets/private-key: low }',
      'domains:',
      '  - domain: shop.example',
      '  - domain: https://blog.example/',
      '  - domain: status.example',
      '    endpoints: [{ url: /api, kind: public }]',
      'monitoring:',
      '  failures: 3',
      '  endpoints:',
      '    - url: /a',
      '    - { url: ftp://shop.example, contains: fine }',
      '    - { url: /b, method: HEAD, contains: fine }',
      '    - { url: /c, domain: status.example }',
    ].join('\n');
    const { config, problems, isUsed } = parseConfig(text);
    assert.equal(isUsed, true);
    assert.deepEqual(
      problems.map(({ message, range }) => [lineOf(text, range.start), message.split(':')[0]]),
      [
        [4, 'domains.1.domain'],
        [11, 'monitoring.endpoints.1.url'],
        [12, 'monitoring.endpoints.2.contains'],
      ],
    );
    for (const { message } of problems) assert.match(message, /This entry is left out until then\.$/);
    assert.equal(config.impactOf('secrets/private-key'), 'low');
    assert.deepEqual(
      config.domains.map(({ domain, at }) => [domain, at.line]),
      [
        ['shop.example', 3],
        ['status.example', 5],
      ],
    );
    assert.deepEqual(urlsOf({ config }), ['https://shop.example/a', 'https://status.example/c']);
    assert.equal(config.monitoring?.times.failures, 3);
  });

  it('never makes anything else be asked: not the home pages where all endpoints are wrong', () => {
    const { config, isUsed } = parseConfig(
      'domains:\n  - domain: shop.example\nmonitoring:\n  endpoints:\n    - url: api\n',
    );
    assert.deepEqual([isUsed, urlsOf({ config })], [true, []]);
  });

  it('is left out where it is the first domain, and nothing is asked of the next one instead', () => {
    const text = [
      'rules: { secrets/private-key: low }',
      'domains:',
      '  - domain: https://shop.example/',
      '  - domain: blog.example',
      'monitoring:',
      '  endpoints:',
      '    - url: https://shop.example/health',
      '    - { url: /a, domain: blog.example }',
    ].join('\n');
    const { config, problems, isUsed } = parseConfig(text);
    assert.equal(isUsed, true);
    assert.deepEqual(
      problems.map(({ range }) => lineOf(text, range.start)),
      [3],
    );
    assert.equal(config.impactOf('secrets/private-key'), 'low');
    assert.deepEqual(
      config.domains.map(({ domain }) => domain),
      ['blog.example'],
    );
    assert.deepEqual(urlsOf({ config }), ['https://shop.example/health', 'https://blog.example/a']);
  });

  it('takes the whole file with it where others depend on it', () => {
    const kept = 'rules: { secrets/private-key: low }\n';
    for (const text of [
      // Paths without a domain would go to the second one.
      'domains:\n  - domain: shop_example\n  - domain: other.example\nmonitoring: { endpoints: [url: /a] }\n',
      'domains:\n  - domain: shop_example\n  - domain: other.example\nsmoke: [{ name: A, request: GET /a }]\n',
      'domains: [{ domain: shop.example }]\nmonitoring: { endpoints: [url: a], every: 3 }\n',
      'monitoring: { endpoints: [url: /a], maintenance: [{ from: now, to: 03:00 }] }\n',
      'monitoring: { endpoints: [url: /a], alerts: [{ type: slack, env: https://hooks.example/x }] }\n',
      'domains: [{ domain: shop.example }, { domain: x }]\nignore: [{ paths: [a] }]\n',
      'domains: &all [{ domain: shop.example }, { domain: x }]\n',
      'domains:\n  - domain: shop.example\n  - &bad { domain: x, email: &mail { sends: false } }\nemail: *mail\n',
      'domains: all\n',
      'domains: [{ domain: shop.example }, { domain: x.example, canonical: y.example }]\nmonitoring: { endpoints: [{ url: /a, domain: X.example }] }\n',
    ]) {
      const { config, problems, isUsed } = parseConfig(kept + text);
      assert.equal(isUsed, false, text);
      assert.ok(problems.length > 0, text);
      assert.deepEqual([config.domains, config.monitoring, config.email], [[], undefined, undefined], text);
      assert.equal(config.impactOf('secrets/private-key'), undefined, text);
      for (const { message } of problems) assert.doesNotMatch(message, /left out/);
    }
  });
});

function urlsOf({ config }: Pick<ParsedConfig, 'config'>): readonly string[] {
  return monitoredEndpoints(config.monitoring, config.domains).map(({ url }) => url);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
