import { strict as assert } from 'node:assert';
import { crc32Base62 } from '../../server/src/core/secrets/checksum.ts';
import providerToken from '../../server/src/core/rules/secrets/provider-token.ts';
import { findingsIn } from '../support/analyzeText.ts';

const ALONE = { rules: [providerToken] };

describe('a token with a checksum', () => {
  const found = (body: string, checksum: string): number =>
    findingsIn('src/a.ts', `const key = "${['ghp', body + checksum].join('_')}";`, ALONE).length;

  it('is real where the checksum holds, whatever words it has', () => {
    for (const word of ['test', 'YOUR', 'fake', 'todo', 'example']) {
      const body = `${word}k7Qm2Zx9Rv4Lw8Tb3Nc6Yp5Hd1Js`.slice(0, 30);
      assert.equal(found(body, crc32Base62(body)), 1, word);
      assert.equal(found(body, 'Zx9Rv4'), 0, word);
    }
  });
});
