import { strict as assert } from 'node:assert';
import { loosePattern, loosenessOf, looseWildcard } from '../../../server/src/core/web/cors/looseness.ts';
import type { OriginTest, Value } from '../../../server/src/core/web/values.ts';

const AT = { start: 0, end: 1, line: 1, column: 1 };

describe('looseness of questions about an origin', () => {
  const tight = (what: string, test: OriginTest): void => {
    it(`${what} is tight`, () => assert.equal(loosenessOf(test), undefined));
  };
  const loose = (what: string, test: OriginTest, kind: string, example: string): void => {
    it(`${what} lets ${example} in`, () => {
      const found = loosenessOf(test);
      assert.deepEqual({ kind: found?.kind, example: found?.example }, { kind, example });
    });
  };

  tight('an end with a point', ends('.example.com'));
  tight('an end with the scheme', ends('://example.com'));
  tight('a beginning up to the port', starts('http://localhost:'));
  tight('a beginning with a slash behind', starts('https://example.com/'));
  tight('the end of a host, with a point', { kind: 'host', test: ends('.example.com') });
  loose('an end without a point', ends('example.com'), 'suffix', 'https://evilexample.com');
  loose(
    'the end of a host',
    { kind: 'host', test: ends('example.com') },
    'suffix',
    'https://evilexample.com',
  );
  loose('a beginning', starts('https://example.com'), 'prefix', 'https://example.com.evil.example');
  loose('localhost as a beginning', starts('http://localhost'), 'prefix', 'http://localhost.evil.example');
  loose('a part', contains('example.com'), 'anywhere', 'https://example.com.evil.example');
  loose('https://', starts('https://'), 'everything', 'https://evil.example');
  loose('nothing', contains(''), 'everything', 'https://evil.example');
  loose('names at a host', ends('.vercel.app'), 'shared-host', 'https://evil.vercel.app');
  loose('names of a team', ends('-tide.vercel.app'), 'shared-host', 'https://evil-tide.vercel.app');
  loose(
    'a text that is searched',
    { kind: 'listed', list: text('https://app.example.com') },
    'within',
    'https://app.example.co',
  );
});

describe('looseness of patterns', () => {
  for (const source of [
    '^https:\\/\\/app\\.example\\.com$',
    '^https?://([a-z0-9-]+\\.)*example\\.com$',
    '^https://(?:www\\.)?example\\.com(?::\\d+)?$',
    '\\Ahttps://[\\w-]+\\.example\\.com\\z',
    '^https://.*\\.example\\.com$',
    '^https://(a|b)\\.example\\.com$',
    '^(https://a\\.example\\.com|https://b\\.example\\.com)$',
    '^http://localhost(:\\d+)?$',
    '^https://x(?=y)',
  ])
    it(`${source} is tight, or not understood`, () =>
      assert.equal(loosePattern(source, '', 'search', AT), undefined));

  const cases: readonly (readonly [string, string, string])[] = [
    ['.*', 'everything', 'https://evil.example'],
    ['^https?://.+$', 'everything', 'https://evil.example'],
    ['^https:\\/\\/[^/]+$', 'everything', 'https://evil.example'],
    ['example\\.com$', 'suffix', 'https://evilexample.com'],
    ['^https://app\\.example\\.com', 'prefix', 'https://app.example.com.evil.example'],
    ['https://app\\.example\\.com', 'prefix', 'https://app.example.com.evil.example'],
    ['^https://a\\.example\\.com|https://b\\.example\\.com$', 'prefix', 'https://a.example.com.evil.example'],
    ['^https://app.example.com$', 'any-character', 'https://appxexample.com'],
    ['^https://.*example\\.com$', 'suffix', 'https://evilexample.com'],
    ['^https://[a-z-]*\\.vercel\\.app$', 'shared-host', 'https://evila.vercel.app'],
    ['localhost', 'prefix', 'https://localhost.evil.example'],
    ['#^https://.*\\.example\\.com#i', 'prefix', 'https://a.example.com.evil.example'],
  ];
  for (const [source, kind, example] of cases)
    it(`${source} lets ${example} in`, () => {
      const found = loosePattern(source, '', 'search', AT);
      assert.deepEqual({ kind: found?.kind, example: found?.example }, { kind, example });
    });

  it('knows how much a library matches', () => {
    assert.equal(loosePattern('https://app\\.example\\.com', '', 'full', AT), undefined);
    assert.equal(loosePattern('https://app\\.example\\.com', '', 'match', AT)?.kind, 'prefix');
  });

  it('takes a name without a dot before it for unlikely', () => {
    assert.deepEqual(loosePattern('^https://example.com$', '', 'search', AT), {
      kind: 'any-character',
      example: 'https://examplexcom',
      at: AT,
      unlikely: true,
    });
  });

  it('reads stars in texts', () => {
    assert.equal(looseWildcard('https://*.example.com', AT), undefined);
    assert.equal(looseWildcard('https://*example.com', AT)?.kind, 'suffix');
    assert.equal(looseWildcard('https://*', AT)?.kind, 'everything');
    assert.equal(looseWildcard('https://*.netlify.app', AT)?.kind, 'shared-host');
  });

  it('takes no longer with patterns that are meant to take long', () => {
    for (const source of [
      '(a+)+$',
      '(.*)*'.repeat(50),
      '('.repeat(5_000),
      'a{9999}{9999}',
      `^https://${'(a|b)?'.repeat(300)}$`,
    ])
      loosePattern(source, '', 'search', AT);
  });
});

function text(value: string): Value {
  return { kind: 'text', text: value, at: AT };
}

function starts(value: string): OriginTest {
  return { kind: 'starts-with', value: text(value) };
}

function ends(value: string): OriginTest {
  return { kind: 'ends-with', value: text(value) };
}

function contains(value: string): OriginTest {
  return { kind: 'contains', value: text(value) };
}
