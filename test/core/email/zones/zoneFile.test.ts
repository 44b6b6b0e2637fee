import assert from 'node:assert/strict';
import { readZoneFile } from '../../../../server/src/core/email/zones/zoneFile.ts';
import { described } from './described.ts';

function recordsIn(text: string, path = 'zones/shop.com.zone'): readonly string[] {
  return described(text, readZoneFile(path, text));
}

describe('zone files', () => {
  it('give names, types and values, with the strings of a TXT record joined', () => {
    assert.deepEqual(
      recordsIn(
        [
          '$TTL 3600',
          '@ IN SOA ns1 admin ( 1 2 3 4 5 ) ; the first',
          '@ 300 IN TXT "v=spf1 include:_spf.google.com" " ~all"',
          '  IN TXT "second"',
          '_dmarc TXT ( "v=DMARC1; "',
          '   "p=none" ) ; a comment',
          'www.shop.com. 1h IN CNAME shop.com.',
          '$ORIGIN mail.shop.com.',
          's1._domainkey IN 60 TXT "p=\\065"',
          '',
        ].join('\n'),
      ),
      [
        'shop.com SOA [ns1]¦ ¦[admin]¦ ¦[1]¦ ¦[2]¦ ¦[3]¦ ¦[4]¦ ¦[5]',
        'shop.com TXT [v=spf1 include:_spf.google.com][ ~all]',
        'shop.com TXT [second]',
        '_dmarc.shop.com TXT [v=DMARC1; ][p=none]',
        'www.shop.com CNAME [shop.com.]',
        's1._domainkey.mail.shop.com TXT [p=]¦A¦',
      ],
    );
  });

  it('are told by what they hold, and named after their zone', () => {
    const two = '@ IN A 1.2.3.4\n@ IN TXT "v=spf1 -all"\n';
    for (const path of ['db.shop.com', 'shop.com.db', 'dns/shop.com', 'shop.com.txt', 'shop.com.zone'])
      assert.deepEqual(recordsIn(two, path).at(-1), 'shop.com TXT [v=spf1 -all]', path);
    assert.deepEqual(recordsIn(two, 'zone.txt').at(-1), '@ TXT [v=spf1 -all]');
    assert.deepEqual(recordsIn('Write @ IN TXT "v=spf1 -all" into your zone.\n', 'notes.txt'), []);
    assert.deepEqual(recordsIn('v=spf1 -all\n', 'spf.txt'), []);
  });

  it('say what is lost where a text has no quotation marks', () => {
    const text = '$ORIGIN shop.com.\n@ TXT v=spf1 -all\n_dmarc TXT v=DMARC1; p=none\n';
    const records = readZoneFile('a.zone', text);
    assert.deepEqual(
      records.map(({ value, written = [] }) => [
        value.text,
        written.map(({ code, start, end, replacement }) => [code, text.slice(start, end), replacement]),
      ]),
      [
        ['v=spf1 -all', [['unquoted-text', 'v=spf1 -all', '"v=spf1 -all"']]],
        ['v=DMARC1; p=none', [['unquoted-text', 'v=DMARC1; p=none', '"v=DMARC1; p=none"']]],
      ],
    );
  });

  it('say where a name gets the name of its zone twice', () => {
    const text = '$ORIGIN shop.com.\n_dmarc.shop.com TXT "v=DMARC1; p=none"\n';
    const [written] = readZoneFile('a.zone', text)[0]?.written ?? [];
    assert.equal(
      written?.message,
      'This name has no dot at its end, so it means “_dmarc.shop.com.shop.com”, where nobody looks. Write “_dmarc.shop.com.”.',
    );
    assert.equal(text.slice(written.start, written.end), '_dmarc.shop.com');
  });

  it('say where a string has more than 255 characters', () => {
    const text = `$ORIGIN shop.com.\n@ TXT "v=spf1 ${'a'.repeat(260)}"\n`;
    const [written] = readZoneFile('a.zone', text)[0]?.written ?? [];
    assert.match(
      written?.message ?? '',
      /^This string has 267 characters, .*: the name server refuses the zone\./,
    );
    assert.equal(text.slice(written?.start, written?.end), 'a'.repeat(12));
  });

  it('take time in proportion to their length, whatever they hold', () => {
    for (const part of ['(', '"', '\\', 'a ', '@ IN TXT "', '\n(', 'a IN TXT (\n']) {
      const text = `$ORIGIN a.com.\n${part.repeat(100_000 / part.length)}`;
      assert.ok(Array.isArray(readZoneFile('a.zone', text)), part);
    }
  });
});
