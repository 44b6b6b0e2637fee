import { strict as assert } from 'node:assert';
import { createCookieJar } from '../../../server/src/core/smoke/cookies.ts';
import { healthPathOf } from '../../../server/src/core/smoke/defaultFlows.ts';
import { jsonPath, valueAt } from '../../../server/src/core/smoke/jsonPath.ts';
import { fill, fillJson, referencesIn } from '../../../server/src/core/smoke/references.ts';

describe('references of smoke tests', () => {
  const values = {
    variable: (name: string) => ({ TOKEN: 'abc$&', user: 'me' })[name],
    saved: (name: string) => ({ id: 42, text: 'x' })[name],
  };

  it('stand for variables of the environment and for what was saved', () => {
    assert.equal(fill('$TOKEN ${user} {{id}} {{ text }}', values), 'abc$& me 42 x');
    assert.deepEqual(fillJson({ a: ['{{id}}', 'n{{id}}'], b: true, c: null }, values), {
      a: [42, 'n42'],
      b: true,
      c: null,
    });
  });

  it('leave alone what is meant otherwise: amounts, and variables of GraphQL', () => {
    const text = 'costs $5, query($id: ID!) { a(id: $id) } $Mixed';
    assert.equal(fill(text, values), text);
    assert.deepEqual(referencesIn([text, '$A ${b}{{c}}']), { variables: ['A', 'b'], saved: ['c'] });
  });
});

describe('paths in JSON', () => {
  it('lead through objects and lists to own properties alone', () => {
    const value = { a: [{ 'b.c': 1 }, 2], n: null };
    const at = (path: string): unknown => valueAt(value, jsonPath(path) ?? ['no path']);
    assert.equal(at('a[0]["b.c"]'), 1);
    assert.equal(at('$.a.1'), 2);
    assert.equal(at('a.length'), 2);
    assert.equal(at('n'), null);
    for (const path of ['a[2]', 'constructor', '__proto__.x', 'n.x', 'a.map'])
      assert.equal(at(path), undefined, path);
    for (const path of ['a..b', 'a.', 'a[', 'a]b', '[x]']) assert.equal(jsonPath(path), undefined, path);
  });
});

describe('cookies of a flow', () => {
  const place = { host: 'a.example', path: '/shop/cart', isSecure: true };

  it('go back to the host and path that set them, the longer path first, until they are over', () => {
    const jar = createCookieJar();
    jar.store(place, ['sid=1; Path=/; HttpOnly', 'cart=2', 'soon=3; Max-Age=10; Path=/'], 1_000);
    assert.equal(jar.headerFor(place, 1_000), 'cart=2; sid=1; soon=3');
    assert.equal(jar.headerFor({ ...place, path: '/' }, 12_000), 'sid=1');
    assert.equal(jar.headerFor({ ...place, host: 'b.a.example' }, 1_000), undefined);
    jar.store(place, ['sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], 1_000);
    assert.equal(jar.valueOf('a.example', 'sid'), undefined);
  });

  it('that are for TLS alone go nowhere else, and are believed from nowhere else', () => {
    const jar = createCookieJar();
    jar.store(place, ['sid=1; Secure; Path=/'], 0);
    jar.store({ ...place, isSecure: false }, ['other=1; Secure; Path=/'], 0);
    assert.equal(jar.headerFor({ ...place, isSecure: false }, 0), undefined);
    assert.equal(jar.headerFor(place, 0), 'sid=1');
  });

  it('that are no cookies are not kept, nor more than a flow needs', () => {
    const jar = createCookieJar();
    jar.store(place, ['a=b\r\nX: y', '=v', 'novalue', `big=${'x'.repeat(5_000)}`], 0);
    assert.equal(jar.headerFor(place, 0), undefined);
    const many = Array.from({ length: 500 }, (_, index) => `c${index}=1`);
    jar.store(place, many, 0);
    assert.equal(jar.headerFor(place, 0)?.split('; ').length, 50);
  });
});

describe('the health route of a workspace', () => {
  it('is the shortest path that is called so and needs no values', () => {
    assert.equal(healthPathOf(['/users', '/api/v1/health', '/api/health', '/health/:part']), '/api/health');
    assert.equal(healthPathOf(['/users', '/backup/[id]', '/startup']), undefined);
  });
});
