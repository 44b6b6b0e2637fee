import assert from 'node:assert/strict';
import {
  behindLineFeed,
  blanked,
  lineEndAt,
  lineFeedAt,
  lineStartAt,
  nextLineAt,
  skipBlanks,
} from '../../server/src/core/lines.ts';

describe('lines', () => {
  const text = 'one\r\ntwo\rthree\nfour';

  it('end before any line break', () => {
    assert.deepEqual(
      [0, 5, 9, 15].map((at) => lineEndAt(text, at)),
      [3, 8, 14, 19],
    );
    assert.equal(lineEndAt(text, 0, 2), 2);
    assert.equal(lineEndAt(text, 15, 100), text.length);
  });

  it('start behind any line break', () => {
    assert.deepEqual(
      [3, 8, 14, 19].map((end) => nextLineAt(text, end)),
      [5, 9, 15, 19],
    );
  });

  it('go on to line feeds alone where a carriage return is a blank', () => {
    assert.deepEqual([lineFeedAt(text, 0), lineFeedAt(text, 5), lineFeedAt(text, 15)], [4, 14, 19]);
    assert.deepEqual([behindLineFeed(text, 0), behindLineFeed(text, 15)], [5, 19]);
    assert.deepEqual(
      [lineStartAt(text, 12, 100), lineStartAt(text, 12, 4), lineStartAt(text, 2, 100)],
      [5, 8, 0],
    );
  });

  it('keep their place where their text is blanked', () => {
    assert.equal(blanked('a b\r\n\tc\n'), '   \r\n  \n');
    assert.deepEqual([skipBlanks('a \t b', 1), skipBlanks('a \n', 1), skipBlanks('a  ', 1)], [4, 2, 3]);
  });
});
