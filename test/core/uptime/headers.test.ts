import { strict as assert } from 'node:assert';
import {
  hasReference,
  holdsLogin,
  isHeaderName,
  resolvedHeaders,
} from '../../../server/src/core/uptime/headers.ts';

describe('headers of endpoints', () => {
  it('have the values of variables put in, and name those that are missing', () => {
    const variables: Readonly<Record<string, string>> = { TOKEN: 'abc', EMPTY: '', TWO: 'a\nb' };
    const valueOf = (name: string): string | undefined => variables[name];
    assert.deepEqual(resolvedHeaders({ a: 'Bearer $TOKEN', b: '${TOKEN}-x', c: '5 $ each' }, valueOf), {
      headers: { a: 'Bearer abc', b: 'abc-x', c: '5 $ each' },
      missing: [],
    });
    assert.deepEqual(resolvedHeaders({ a: '$EMPTY $NONE', b: '$TWO' }, valueOf).missing, [
      'EMPTY',
      'NONE',
      'TWO',
    ]);
  });

  it('are secret by their name', () => {
    const secret = ['Authorization', 'cookie', 'x-api-key', 'X-Auth-Token', 'apikey', 'x-secret'];
    assert.deepEqual(
      secret.filter((name) => !holdsLogin(name)),
      [],
    );
    assert.deepEqual(['accept', 'user-agent', 'x-monkey', 'content-type'].filter(holdsLogin), []);
    assert.deepEqual(['host', 'Content-Length', 'a b', ''].filter(isHeaderName), []);
    assert.deepEqual(
      [hasReference('$A'), hasReference('${A}'), hasReference('$5'), hasReference('$')],
      [true, true, false, false],
    );
  });
});
