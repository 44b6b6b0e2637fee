import { strict as assert } from 'node:assert';
import { createLiteralMatcher } from '../../server/src/core/literalMatcher.ts';
import { randomNumbers } from '../support/fakeTokens.ts';

type Hit = readonly [literalIndex: number, endOffset: number];

describe('literal matcher', () => {
  it('reports every literal with its end, longer ones first', () => {
    assert.deepEqual(hitsInText(['he', 'she', 'hers', 'his'], 'ushers his'), [
      [1, 4],
      [0, 4],
      [2, 6],
      [3, 10],
    ]);
  });

  it('reports a literal that ends inside a longer one', () => {
    assert.deepEqual(hitsInText(['abcd', 'bc', 'c'], 'xabcx'), [
      [1, 4],
      [2, 4],
    ]);
  });

  it('reports overlapping occurrences', () => {
    assert.deepEqual(hitsInText(['aa'], 'aaaa'), [
      [0, 2],
      [0, 3],
      [0, 4],
    ]);
  });

  it('reports equal literals each by its own index', () => {
    assert.deepEqual(hitsInText(['Key', 'kEY'], 'a key', true), [
      [0, 5],
      [1, 5],
    ]);
  });

  it('tells case apart unless told to ignore it', () => {
    assert.deepEqual(hitsInText(['AKIA', 'twilio'], 'akia Twilio AKIA'), [[0, 16]]);
    assert.deepEqual(hitsInText(['AKIA', 'twilio'], 'akia TwiLio AKIA', true), [
      [0, 4],
      [1, 11],
      [0, 16],
    ]);
  });

  it('starts over at a character outside ASCII', () => {
    assert.deepEqual(hitsInText(['ab', 'K'], 'aéb a\u0161b aŁb \u212a ab'), [[0, 16]]);
    assert.deepEqual(hitsInBytes(['ab'], 'aéb ab'), [[0, 7]]);
  });

  it('ends the scan when the callback returns true', () => {
    const matcher = createLiteralMatcher(['b', 'ab'], { ignoreCase: false });
    const seen: Hit[] = [];
    matcher.scanText('ab ab', (literalIndex, endOffset) => {
      seen.push([literalIndex, endOffset]);
      return true;
    });
    assert.deepEqual(seen, [[1, 2]]);
  });

  it('keeps nothing between scans', () => {
    const matcher = createLiteralMatcher(['ab'], { ignoreCase: false });
    matcher.scanText('a', assert.fail);
    matcher.scanText('b', assert.fail);
  });

  it('finds nothing without literals', () => {
    assert.deepEqual(hitsInText([], 'text'), []);
  });

  it('refuses literals that are empty or not ASCII', () => {
    assert.throws(() => createLiteralMatcher(['a', ''], { ignoreCase: false }), /Not a literal/);
    assert.throws(
      () => createLiteralMatcher(['clé'], { ignoreCase: true }),
      /Not a literal of ASCII characters: "clé"/,
    );
  });

  for (const ignoreCase of [false, true]) {
    it(`finds the same in any order where that is enough, ${ignoreCase ? 'ignoring' : 'minding'} case`, () => {
      const random = randomNumbers(`any order ${ignoreCase}`);
      for (let round = 0; round < 200; round++) {
        const literals = Array.from({ length: 1 + Math.floor(random() * 30) }, () =>
          randomText(random, 'abA', 1 + Math.floor(random() * 14)),
        );
        const text = randomText(random, 'abAé', 400);
        const hits: Hit[] = [];
        const matcher = createLiteralMatcher(literals, { ignoreCase, inOrder: false });
        matcher.scanText(text, (...hit) => void hits.push(hit));
        const expected = inAnyOrder(naiveHits(literals, text, ignoreCase));
        assert.deepEqual(inAnyOrder(hits), expected);
        hits.length = 0;
        matcher.scanBytes(Buffer.from(text, 'latin1'), (...hit) => void hits.push(hit));
        assert.deepEqual(inAnyOrder(hits), expected);
      }
    });

    it(`agrees with a naive search on random input, ${ignoreCase ? 'ignoring' : 'minding'} case`, () => {
      const random = randomNumbers(`literals ${ignoreCase}`);
      for (let round = 0; round < 300; round++) {
        const alphabet = round % 2 === 0 ? 'abAB' : 'abcdeABCDE_-é€';
        const literals = Array.from({ length: 1 + Math.floor(random() * 12) }, () =>
          randomText(random, alphabet.replaceAll(/[é€]/g, ''), 1 + Math.floor(random() * 5)),
        );
        const text = randomText(random, alphabet, 200);
        assert.deepEqual(hitsInText(literals, text, ignoreCase), naiveHits(literals, text, ignoreCase));
        // In Latin-1 a byte is a character: the offsets are the same.
        const plain = text.replaceAll('€', 'é');
        const hits: Hit[] = [];
        createLiteralMatcher(literals, { ignoreCase }).scanBytes(
          Buffer.from(plain, 'latin1'),
          (...hit) => void hits.push(hit),
        );
        assert.deepEqual(hits, naiveHits(literals, plain, ignoreCase));
      }
    });
  }
});

function inAnyOrder(hits: readonly Hit[]): Hit[] {
  return [...hits].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}

function hitsInText(literals: readonly string[], text: string, ignoreCase = false): Hit[] {
  const hits: Hit[] = [];
  createLiteralMatcher(literals, { ignoreCase }).scanText(text, (...hit) => void hits.push(hit));
  return hits;
}

function hitsInBytes(literals: readonly string[], text: string): Hit[] {
  const hits: Hit[] = [];
  createLiteralMatcher(literals, { ignoreCase: false }).scanBytes(
    Buffer.from(text),
    (...hit) => void hits.push(hit),
  );
  return hits;
}

function naiveHits(literals: readonly string[], text: string, ignoreCase: boolean): Hit[] {
  const fold = (value: string) => (ignoreCase ? value.toLowerCase() : value);
  const longestFirst = literals
    .map((literal, index) => ({ literal: fold(literal), index }))
    .sort((a, b) => b.literal.length - a.literal.length || a.index - b.index);
  return Array.from(text, (_, offset) =>
    longestFirst
      .filter(({ literal }) => fold(text.slice(0, offset + 1)).endsWith(literal))
      .map(({ index }): Hit => [index, offset + 1]),
  ).flat();
}

function randomText(random: () => number, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}
