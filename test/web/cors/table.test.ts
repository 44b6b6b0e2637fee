import { strict as assert } from 'node:assert';
import { CORS_LIBRARIES } from '../../../server/src/core/web/corsLibraries.ts';
import { faultOf, isLocalHost } from '../../../server/src/core/web/cors/originText.ts';
import { CORS_PACKAGES, libraryIn } from '../../../server/src/core/web/cors/versions.ts';

describe('the table of CORS libraries', () => {
  for (const [id, library] of Object.entries(CORS_LIBRARIES))
    it(`${id} says where it was learnt from, and names its options once`, () => {
      assert.match(library.source, /^https:\/\//);
      assert.ok(library.version !== '');
      const names = Object.values(library.options).flat();
      assert.ok(library.options.origins.length > 0);
      assert.equal(new Set(names).size, names.length);
    });

  it('has a package for each library that changed', () => {
    for (const [id, { versions }] of Object.entries(CORS_LIBRARIES))
      if (versions) assert.ok(id in CORS_PACKAGES, id);
  });

  it('goes by the version in use', () => {
    const leaks = (id: keyof typeof CORS_LIBRARIES, version: string | undefined): string =>
      libraryIn(id, () => version).anyWithCredentials;
    assert.equal(leaks('fiber-cors', 'v2.50.0'), 'leaks');
    assert.equal(leaks('fiber-cors', 'v2.52.1'), 'fails-at-start');
    assert.equal(leaks('fiber-cors', undefined), 'fails-at-start');
    assert.equal(leaks('spring', '5.2.3.RELEASE'), 'leaks');
    assert.equal(leaks('spring', '6.1.0'), 'fails-at-start');
    assert.equal(leaks('rack-cors', '~> 0.4'), 'leaks');
    assert.equal(leaks('rack-cors', '>= 0.4'), 'fails-at-start');
    assert.equal(libraryIn('koa-cors', () => '^4.0.0').defaultOrigins, 'reflected');
  });
});

describe('texts of origins', () => {
  const cases: readonly (readonly [string, string | undefined, string?])[] = [
    ['https://app.example.com', undefined],
    ['https://app.example.com:8443', undefined],
    ['http://localhost:3000', undefined],
    ['http://127.0.0.1', undefined],
    ['chrome-extension://AbCd', undefined],
    ['capacitor://localhost', undefined],
    ['${ORIGIN}', undefined],
    ['<your-domain>', undefined],
    ['self', undefined],
    ['https://app.example.com/', 'slash', 'https://app.example.com'],
    ['https://app.example.com/login', 'path', 'https://app.example.com'],
    ['app.example.com', 'no-scheme', 'https://app.example.com'],
    ['localhost:3000', 'no-scheme', 'http://localhost:3000'],
    ['https://app.example.com ', 'blank', 'https://app.example.com'],
    ['https://app.example.com:443', 'default-port', 'https://app.example.com'],
    ['https://App.example.com', 'upper-case', 'https://app.example.com'],
    ['https://*.example.com', 'wildcard'],
    ['*.example.com', 'wildcard'],
    ['*', 'star'],
    ['https://a.example,https://b.example', 'several'],
  ];
  for (const [text, fault, repaired] of cases)
    it(`“${text}” is ${fault ?? 'right'}`, () => {
      const found = faultOf(text, false);
      assert.equal(found?.fault, fault);
      assert.equal(found?.repaired, repaired);
    });

  it('knows hosts of the same machine and room', () => {
    for (const host of ['localhost', '127.0.0.1', '192.168.1.20', '10.0.0.3', 'app.localhost', '[::1]'])
      assert.ok(isLocalHost(host), host);
    for (const host of ['example.com', 'localhost.example.com', '8.8.8.8'])
      assert.ok(!isLocalHost(host), host);
  });
});
