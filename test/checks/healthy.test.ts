import assert from 'node:assert/strict';
import { CHECKS } from '../../server/src/core/checks/registry.ts';
import { healthyContext, healthyDomain } from '../support/observations.ts';
import { told } from '../support/toldVerdicts.ts';

describe('checks of DNS and TLS on a healthy domain', () => {
  for (const check of CHECKS.filter(({ id }) => /^(?:dns|tls)\//.test(id))) {
    it(`${check.id} says nothing is wrong`, () => {
      assert.deepEqual(told(check, healthyDomain(), healthyContext()), []);
    });
  }
});
