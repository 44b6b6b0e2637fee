import { strict as assert } from 'node:assert';
import { isGuardName } from '../../server/src/core/web/backend/guardNames.ts';

describe('names of middleware', () => {
  for (const name of [
    'RequireLogin',
    'auth',
    'authMiddleware.Auth',
    'jwt.Verify',
    'AdminOnly',
    'ensureSession',
  ])
    it(`${name} lets nobody in without a session`, () => assert.ok(isGuardName(name)));
  for (const name of [
    'authMiddleware.Trace',
    'OptionalAuth',
    'author',
    'cors',
    'rateLimit',
    'Logger',
    'tryAuth',
  ])
    it(`${name} lets everybody on`, () => assert.ok(!isGuardName(name)));
});
