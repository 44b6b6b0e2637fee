import { strict as assert } from 'node:assert';
import { parseConfig } from '../../../server/src/core/config.ts';
import { environmentOf, isOwnHost, type Wanted } from '../../../server/src/core/smoke/environment.ts';

const DOMAINS = `domains:
  - domain: shop.example
    canonical: www.shop.example
    environments: { staging: staging.shop.example, eu: eu.shop.example, preview: 'https://preview.other.example:8443' }
`;

function meant(wanted: Wanted, yaml = DOMAINS): string {
  const { domains } = parseConfig(yaml).config;
  const found = environmentOf(domains, wanted);
  return typeof found === 'string'
    ? found
    : `${found.name} ${found.base}${found.isProduction ? ' production' : ''}`;
}

function base(address: string): NonNullable<Wanted['base']> {
  const { origin, hostname } = new URL(address);
  return { base: origin, host: hostname };
}

describe('the environment that a test is run against', () => {
  it('is one of the configuration, or the domain itself for production', () => {
    assert.equal(meant({}), 'production https://www.shop.example production');
    assert.equal(meant({ environment: 'production' }), 'production https://www.shop.example production');
    assert.equal(meant({ environment: 'shop.example' }), 'production https://www.shop.example production');
    assert.equal(meant({ environment: 'staging' }), 'staging https://staging.shop.example');
    assert.equal(meant({ environment: 'preview' }), 'preview https://preview.other.example:8443');
    assert.equal(
      meant({ environment: 'nowhere' }),
      'There is no such environment. There are: production, staging, eu, preview.',
    );
  });

  it('is production unless its name says otherwise and its host is not the domain’s own', () => {
    assert.equal(meant({ environment: 'eu' }), 'eu https://eu.shop.example production');
    assert.equal(
      meant({ base: base('https://unknown.example') }),
      'unknown.example https://unknown.example production',
    );
    assert.equal(
      meant({ base: base('https://staging.shop.example') }),
      'staging https://staging.shop.example',
    );
    assert.equal(
      meant({ environment: 'staging', base: base('https://www.shop.example') }),
      'staging https://www.shop.example production',
    );
    assert.equal(
      meant({ environment: 'preview', base: base('https://pr-12.other.example') }),
      'preview https://pr-12.other.example',
    );
    assert.equal(meant({ base: base('http://localhost:3000') }), 'localhost http://localhost:3000');
    assert.equal(meant({ base: base('http://127.0.0.1:3000') }), '127.0.0.1 http://127.0.0.1:3000');
    assert.equal(meant({ base: base('http://10.0.0.1') }), '10.0.0.1 http://10.0.0.1 production');
  });

  it('has to be clear where several domains have one of that name', () => {
    const yaml = `domains:
  - { domain: a.example, environments: { staging: s.a.example } }
  - { domain: b.example, environments: { staging: s.b.example } }
`;
    assert.equal(
      meant({ environment: 'staging' }, yaml),
      'Several domains have this environment: write one of a.example/staging, b.example/staging.',
    );
    assert.equal(meant({ environment: 'b.example/staging' }, yaml), 'staging https://s.b.example');
  });

  it('says which hosts may be asked beside it', () => {
    const { domains } = parseConfig(DOMAINS).config;
    const found = environmentOf(domains, { environment: 'staging' });
    assert.ok(typeof found !== 'string');
    assert.ok(isOwnHost(domains, found, 'api.shop.example'));
    assert.ok(isOwnHost(domains, found, 'preview.other.example'));
    assert.ok(!isOwnHost(domains, found, 'other.example'));
    assert.ok(!isOwnHost(domains, found, 'notshop.example'));
  });
});
