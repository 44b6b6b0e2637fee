import { strict as assert } from 'node:assert';
import { parseCacheControl } from '../../../server/src/core/web/caching/cacheControl.ts';

describe('the grammar of Cache-Control', () => {
  const read = (text: string): string => {
    const { directives, faults } = parseCacheControl(text);
    const said = directives.map(
      ({ name, seconds, value }) =>
        name + (seconds === undefined ? (value === undefined ? '' : `(${value})`) : `=${seconds}`),
    );
    const wrong = faults.map(
      ({ kind, start, end, instead }) =>
        `${kind} «${text.slice(start, end)}»${instead === undefined ? '' : ` → ${instead}`}`,
    );
    return [said.join(' '), ...wrong].join(' | ');
  };

  for (const [text, expected] of [
    ['public, max-age=31536000, immutable', 'public max-age=31536000 immutable'],
    ['Public,MAX-AGE=60', 'public max-age=60'],
    ['private, no-cache, no-store, must-revalidate', 'private no-cache no-store must-revalidate'],
    ['private="set-cookie", no-cache="a, b"', 'private("set-cookie") no-cache("a, b")'],
    [
      's-maxage=1, stale-while-revalidate=59, stale-if-error=60',
      's-maxage=1 stale-while-revalidate=59 stale-if-error=60',
    ],
    ['s-maxage=60, stale-while-revalidate', 's-maxage=60 stale-while-revalidate'],
    ['max-age="60"', 'max-age=60 | bad-number «max-age="60"» → max-age=60'],
    ['', ''],
    ['maxage=60', 'max-age=60 | misspelt-directive «maxage=60» → max-age=60'],
    ['s-max-age=60', 's-maxage=60 | misspelt-directive «s-max-age=60» → s-maxage=60'],
    ['max-age: 60', 'max-age=60 | misspelt-directive «max-age: 60» → max-age=60'],
    ['max-age = 60', 'max-age=60 | misspelt-directive «max-age = 60» → max-age=60'],
    ['max-age 60', ' | misspelt-directive «max-age 60» → max-age=60'],
    ['no_cache', 'no-cache | misspelt-directive «no_cache» → no-cache'],
    ['nostore', 'no-store | misspelt-directive «nostore» → no-store'],
    ['immutabel', ' | unknown-directive «immutabel»'],
    ['immutabl', ' | misspelt-directive «immutabl» → immutable'],
    ['public; max-age=60', 'public max-age=60 | wrong-separator «;» → ,'],
    ['public, max-age=60;', 'public max-age=60'],
    ['public max-age=60', 'public max-age=60 | wrong-separator « » → , '],
    ['max-age=1d', 'max-age(1d) | bad-number «max-age=1d»'],
    ['max-age=-1', 'max-age(-1) | bad-number «max-age=-1»'],
    ['max-age=1.5', 'max-age(1.5) | bad-number «max-age=1.5»'],
    ['max-age', 'max-age | missing-value «max-age»'],
    ['immutable=true', 'immutable | needless-value «immutable=true» → immutable'],
    ['max-age=1, max-age=2', 'max-age=1 max-age=2 | repeated «max-age=2»'],
    ['max-age=1, max-age=1', 'max-age=1 max-age=1'],
    ['forever', ' | unknown-directive «forever»'],
    ['public, max-age=\0', 'public max-age'],
    ['\0, public', 'public'],
  ] as const)
    it(text.replaceAll('\0', '…') || 'nothing', () => assert.equal(read(text), expected));

  it('takes time in proportion to the text', () => {
    for (const text of [
      ','.repeat(200_000),
      '"'.repeat(200_000),
      'a '.repeat(100_000),
      'max-age='.repeat(50_000),
      ' '.repeat(200_000),
    ])
      parseCacheControl(text);
  });
});
