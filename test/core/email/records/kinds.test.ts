import assert from 'node:assert/strict';
import {
  candidatesOf,
  mailRecordKind,
  mailRecordProblems,
  type MailRecordKind,
  recordsOf,
  severalRecords,
} from '../../../../server/src/core/email/records/kinds.ts';

const TEXTS: readonly (readonly [kind: MailRecordKind, text: string, is: 'record' | 'near' | 'none'])[] = [
  ['spf', 'v=spf1 -all', 'record'],
  ['spf', 'V=SPF1', 'record'],
  ['spf', 'spf1 -all', 'near'],
  ['spf', 'v=spf -all', 'near'],
  ['spf', '"v=spf1 -all"', 'near'],
  ['spf', ' v=spf1 -all', 'near'],
  ['spf', 'v=spf1;-all', 'near'],
  ['spf', 'v=spf2.0 -all', 'near'],
  ['spf', 'v= spf1 -all', 'near'],
  ['spf', 'v=sfp1 include:a.com -all', 'near'],
  ['spf', 'include:_spf.google.com ~all', 'near'],
  ['spf', 'spf2.0/pra -all', 'none'],
  ['spf', 'google-site-verification=abc', 'none'],
  ['spf', 'spf-check=abc', 'none'],
  ['spf', 'v=DMARC1; p=none', 'none'],
  ['spf', 'v=spf1include:a.com -all', 'near'],
  ['spf', 'v=spf10 -all', 'near'],
  ['spf', 'v=DKIM1; p=', 'none'],
  ['spf', 'MS=ms123', 'none'],
  ['spf', '@ 3600 IN TXT "v=spf1 mx -all"', 'near'],
  ['spf', 'Host: @ Value: v=spf1 mx -all', 'near'],
  ['spf', 'see v=spf1 docs at example.com', 'none'],
  ['spf', 'our policy is v=spf1 but ask', 'none'],
  ['dmarc', 'V=DMARC1; p=none', 'record'],
  ['dmarc', '_dmarc IN TXT v=DMARC1; p=none', 'near'],
  ['dmarc', 'text="v=DMARC1; p=none"', 'near'],
  ['mta-sts', '_mta-sts v=STSv1; id=1', 'near'],
  ['tls-rpt', '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@b.c"', 'near'],
  ['bimi', 'default._bimi v=BIMI1; l=', 'near'],
  ['dkim', 's1._domainkey TXT ( "v=DKIM1; k=rsa; " "p=abc" )', 'near'],
  ['dmarc', 'v=DMARC; p=none', 'near'],
  ['dmarc', 'v=dmarc1; p=none', 'near'],
  ['dmarc', 'DMARC1; p=none', 'near'],
  ['dmarc', 'p=none; rua=mailto:a@b.com', 'near'],
  ['dmarc', 'v=spf1 -all', 'none'],
  ['dmarc', 'v=DMARC1;p=none', 'record'],
  ['dmarc', 'v=DMARC1', 'record'],
  ['dmarc', 'v=DMARC1 p=none', 'near'],
  ['dmarc', 'hello', 'none'],
  ['mta-sts', 'v=STSv1;id=1', 'record'],
  ['mta-sts', 'v=STSV1; id=1', 'near'],
  ['mta-sts', 'STSv1; id=1', 'near'],
  ['tls-rpt', 'v=TLSRPT1; rua=mailto:a@b.c', 'near'],
  ['tls-rpt', 'v=TLSRPTv1;rua=mailto:a@b.c', 'record'],
  ['tls-rpt', 'v=TLS-RPTv1; rua=mailto:a@b.c', 'near'],
  ['bimi', 'v=BIMI; l=', 'near'],
  ['bimi', 'v=BIMI1; l=', 'record'],
  ['dkim', 'v=DKIM1; k=rsa; p=abc', 'record'],
  ['dkim', 'k=rsa; p=abc', 'record'],
  ['dkim', 'hello', 'none'],
  ['dkim', 'v=DKIM; k=rsa', 'near'],
];

describe('Texts of TXT records', () => {
  for (const [kind, text, is] of TEXTS) {
    it(`${JSON.stringify(text)} is ${is} of ${kind}`, () => {
      const found = candidatesOf(kind, [text]).map(({ isNearMiss }) => (isNearMiss ? 'near' : 'record'));
      assert.deepEqual(found, is === 'none' ? [] : [is]);
    });
  }

  it('are records where receivers take them for such', () => {
    const texts = ['hello', 'v=spf1 -all', ' v=spf1 ~all', 'V=SPF1 mx -all'];
    assert.deepEqual(recordsOf('spf', texts), ['v=spf1 -all', 'V=SPF1 mx -all']);
  });

  it('are of a kind by their name, else by what they hold', () => {
    const kindOf = (name: string, text = ''): string | undefined => mailRecordKind(name, text);
    assert.equal(kindOf('_dmarc.example.com'), 'dmarc');
    assert.equal(kindOf('s1._domainkey'), 'dkim');
    assert.equal(kindOf('default._bimi.example.com'), 'bimi');
    assert.equal(kindOf('_mta-sts'), 'mta-sts');
    assert.equal(kindOf('_smtp._tls.example.com'), 'tls-rpt');
    assert.equal(kindOf('@', 'v=spf1 -all'), 'spf');
    assert.equal(kindOf('@', 'hello'), undefined);
  });
});

describe('Several records at one name', () => {
  it('break SPF', () => {
    assert.deepEqual(severalRecords('spf', ['v=spf1 -all', 'hello', 'v=spf1 ~all']), {
      code: 'several-records',
      message:
        'There are 2 SPF records at this name, and one is allowed. Receivers take the whole record for broken (permerror), and SPF helps no mail of this domain.',
      impact: 'high',
      isFatal: true,
      start: 0,
      end: 11,
    });
  });

  it('are none where only one is a record', () => {
    assert.equal(severalRecords('dmarc', ['v=DMARC1; p=none', 'v=dmarc1; p=none']), undefined);
  });
});

describe('A string of a record', () => {
  it('may have 255 bytes', () => {
    assert.deepEqual(mailRecordProblems('spf', 'v=spf1 -all', { longestString: 255 }), []);
    const codes = mailRecordProblems('spf', 'v=spf1 -all', { longestString: 256 }).map(({ code }) => code);
    assert.deepEqual(codes, ['string-too-long']);
  });
});
