import assert from 'node:assert/strict';
import {
  coversMx,
  parseMtaSts,
  parseMtaStsPolicy,
} from '../../../../server/src/core/email/records/mtaSts.ts';
import { recordCases } from './table.ts';

describe('Problems of MTA-STS records', () => {
  recordCases('mta-sts', [
    ['v=STSv1; id=20240101T000000;'],
    ['v=STSv1;id=1'],
    ['v=STSv1 id=1', 'version-separator! [ ] => ; '],
    ['v=STSv1; id=2024-01-01', 'invalid-id! [2024-01-01] => 20240101'],
    ['v=STSv1; id=', 'invalid-id! [id=]'],
    ['v=STSv1', 'missing-id! [v=STSv1]'],
    ['v=STSV1; id=1', 'version! [v=STSV1] => v=STSv1'],
    ['v=STSv1; id=123456789012345678901234567890123', 'invalid-id! [123456789012345678901234567890123]'],
    ['v=STSv1; id=1; mode=enforce', 'unknown-tag [mode=enforce]'],
    ['v=STSv1; id = 20240101', 'blank-in-tag! [id = 20240101] => id=20240101'],
    ['v=STSv1, id=1', 'version-separator! [, ] => ; '],
    ['v=STSv1; id=1; id=2', 'repeated-tag [id=2]'],
    ['v=STSv1; ID=1', 'tag-case! [ID] => id'],
    ['v=STSv1; id="1"', 'quotes! ["1"] => 1'],
    ['v=STSv1 ; id=1', 'blank-before-semicolon [ ] => '],
    ['v=STSv1; id=1;;', 'empty-tag [;] => '],
    ['v=STSv1; id=1; foo', 'stray-text! [foo]'],
    ['v=STSv1; id=1; foo=a b', 'invalid-tag! [foo=a b]'],
    ['v=STSv1; foo=bar; id=1'],
    ['v=STSv1; id=1; 1a.b=c'],
    ['v=STSv1;\nid=1', 'line-break! [\n] =>  '],
    [
      '_mta-sts.example.com. IN TXT "v=STSv1; id=1"',
      'text-before-record! [_mta-sts.example.com. IN TXT "v=STSv1; id=1"] => v=STSv1; id=1',
    ],
    ['id=1; v=STSv1', 'version-not-first! [v=STSv1]'],
    ['v=STSv1:id=1', 'version-separator! [:] => ; '],
    ['v=STS1; id=1', 'version! [v=STS1] => v=STSv1'],
    ['v=STSv1; id:1', 'colon-for-equals! [:] => ='],
  ]);

  it('leave an id where it is valid', () => {
    assert.equal(parseMtaSts('v=STSv1; id=20260101;').id, '20260101');
    assert.equal(parseMtaSts('v=STSv1; id=2026-01-01;').id, undefined);
  });
});

/** Policies, and the codes of what is said of them: "!" where it is fatal. */
const POLICIES: readonly (readonly [text: string, codes: string])[] = [
  ['version: STSv1\r\nmode: enforce\r\nmx: *.mail.ex.com\r\nmx: mx.ex.com\r\nmax_age: 604800\r\n', ''],
  ['version: STSv1\nmode: enforce\nmx: mx.ex.com\nmax_age: 604800', ''],
  ['version: STSv1\nmode: none\nmax_age: 86400\n', 'mode-none'],
  ['version: STSv1\nmode: testing\nmx: mx.ex.com\nmax_age: 86400\n', 'mode-testing'],
  ['version: STSv1\nmode: enforce\nmax_age: 604800\n', 'missing-mx!'],
  ['version: STSv2\nmode: enforce\nmx: a.ex.com\nmax_age: 604800\n', 'invalid-version!'],
  ['mode: enforce\nmx: a.ex.com\nmax_age: 604800\n', 'missing-version!'],
  ['version: STSv1\nmx: a.ex.com\nmax_age: 604800\n', 'missing-mode!'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\n', 'missing-max-age!'],
  ['version: STSv1\nmode: Enforce\nmx: a.ex.com\nmax_age: 604800\n', 'invalid-mode!'],
  ['version: STSv1\nmode: enforce\nmx: mx.*.ex.com\nmax_age: 604800\n', 'invalid-mx!'],
  ['version: STSv1\nmode: enforce\nmx: .ex.com\nmax_age: 604800\n', 'invalid-mx!'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com, b.ex.com\nmax_age: 604800\n', 'invalid-mx!'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com.\nmax_age: 604800\n', 'invalid-mx!'],
  ['version: STSv1\nmode: enforce\nmx: 1.2.3.4\nmax_age: 604800\n', 'invalid-mx!'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\nmax_age: 31557601\n', 'invalid-max-age!'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\nmax_age: 1 week\n', 'invalid-max-age!'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\nmax_age: 3600\n', 'short-max-age'],
  ['version: STSv1\nmode: enforce\nmode: none\nmx: a.ex.com\nmax_age: 604800\n', 'repeated-key'],
  ['version=STSv1\nmode: enforce\nmx: a.ex.com\nmax_age: 604800\n', 'colon-expected!'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\nmax-age: 604800\n', 'misspelt-key!'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\nmx: a.ex.com\nmax_age: 604800\n', 'repeated-mx'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\nmax_age: 604800\nfoo: bar\n', ''],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\nmx2: b.ex.com\nmax_age: 604800\n', 'unknown-key'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\nmax_age: 86400\n', ''],
  ['version: STSv1\nmode: enforce\nmx: *.com\nmax_age: 604800\n', 'wide-pattern'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\nmax_age: 604800\nx.note: a\n', ''],
  ['version: STSv1\n  mode: enforce\nmx: a.ex.com\nmax_age: 604800\n', 'indented-line!'],
  ['version: STSv1\rmode: enforce\rmx: a.ex.com\rmax_age: 604800\r', 'carriage-return!'],
  ['version: STSv1\r\nmode: enforce\r\nmx: a.ex.com\r\nmax_age: 604800\r', ''],
  ['version: STSv1 mode: enforce mx: a.ex.com max_age: 604800', 'missing-line-break!'],
  ['version: STSv1\nmode: enforce\nmx: a.ex.com\nmax_age: 604800\nx: the mode: enforce\n', ''],
  ['<!doctype html><html>', 'not-a-policy!'],
  ['', 'missing-version!,missing-mode!,missing-max-age!'],
  ['\uFEFFversion: STSv1\nmode: enforce\nmx: a.ex.com\nmax_age: 604800\n', 'byte-order-mark!'],
  ['# policy\nversion: STSv1\nmode: enforce\nmx: a.ex.com\nmax_age: 604800\n', 'stray-line!'],
];

describe('Problems of MTA-STS policies', () => {
  for (const [text, codes] of POLICIES) {
    it(`${codes === '' ? 'none' : codes} of ${JSON.stringify(text)}`, () => {
      const { problems } = parseMtaStsPolicy(text);
      assert.equal(problems.map(({ code, isFatal }) => `${code}${isFatal ? '!' : ''}`).join(), codes);
    });
  }

  it('stand at the part that is wrong', () => {
    const text = 'version: STSv1\r\nMode: Enforce\r\nmx: a.*.example.com\r\nmax-age: 604800';
    assert.deepEqual(
      parseMtaStsPolicy(text).problems.map(({ code, start, end, replacement }) => [
        code,
        text.slice(start, end),
        replacement,
      ]),
      [
        ['misspelt-key', 'Mode', 'mode'],
        ['invalid-mode', 'Enforce', 'enforce'],
        ['invalid-mx', 'a.*.example.com', undefined],
        ['misspelt-key', 'max-age', 'max_age'],
      ],
    );
  });
});

describe('An MTA-STS policy', () => {
  it('is read from lines with and without a carriage return', () => {
    const text = 'version: STSv1\r\nmode: enforce\nmx: MX.example.com\r\nmx: *.example.net\nmax_age: 604800';
    const { version, mode, maxAge, mx } = parseMtaStsPolicy(text);
    const patterns = mx.map(({ pattern }) => pattern);
    assert.deepEqual(
      [version, mode, maxAge, patterns],
      ['STSv1', 'enforce', 604_800, ['mx.example.com', '*.example.net']],
    );
  });

  it('covers hosts by name, and one label by "*"', () => {
    assert.equal(coversMx('mx.example.com', 'MX.example.com.'), true);
    assert.equal(coversMx('*.example.com', 'a.example.com'), true);
    assert.equal(coversMx('*.example.com', 'a.b.example.com'), false);
    assert.equal(coversMx('*.example.com', 'example.com'), false);
  });
});
