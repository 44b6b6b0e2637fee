import { strict as assert } from 'node:assert';
import { crc32, crc32Base62, crc32Base62Holds } from '../../server/src/core/secrets/checksum.ts';
import { TOKEN_FORMATS } from '../../server/src/core/secrets/tokenFormats.ts';
import { fakeToken } from '../support/fakeTokens.ts';

describe('checksum', () => {
  it('computes the CRC-32 of the check value of its catalogue', () => {
    assert.equal(crc32('123456789'), 0xcbf43926);
    assert.equal(crc32(''), 0);
  });

  it('holds for samples that were published as such', () => {
    // secretlint/secretlint#200, marked as a dummy there, and an explanation of GitHub's format.
    assert.equal(crc32Base62('qkJaB6MffYVzZXWqmcoF49yrUxP3wf'), '0LsakP');
    assert.equal(crc32Base62('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ'), '0mLq17');
  });

  it('takes the text between the last underscore and the last six characters', () => {
    assert.equal(crc32Base62Holds(['polar', 'oat', `body${crc32Base62('body')}`].join('_')), true);
  });

  it('holds for every fake of a format that has one, and for none with a changed character', () => {
    const checked = TOKEN_FORMATS.filter((format) => format.checksum);
    assert.ok(checked.length >= 5);
    for (const { id, checksum } of checked) {
      const token = fakeToken(id);
      assert.equal(checksum?.(token), true, id);
      const at = token.lastIndexOf('_') + 3;
      const other = token[at] === 'x' ? 'y' : 'x';
      assert.equal(checksum?.(token.slice(0, at) + other + token.slice(at + 1)), false, id);
    }
  });

  it('does not hold for a text without prefix or body', () => {
    assert.equal(crc32Base62Holds('abcdefghij'), false);
    assert.equal(crc32Base62Holds('a_000000'), false);
    assert.equal(crc32Base62Holds(''), false);
  });
});
