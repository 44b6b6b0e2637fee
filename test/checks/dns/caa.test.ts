import assert from 'node:assert/strict';
import caaForbidsIssuer from '../../../server/src/core/checks/dns/caa-forbids-issuer.ts';
import malformedCaa from '../../../server/src/core/checks/dns/malformed-caa.ts';
import missingCaa from '../../../server/src/core/checks/dns/missing-caa.ts';
import unansweredCaa from '../../../server/src/core/checks/dns/unanswered-caa.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import {
  answer,
  certificate,
  failure,
  handshake,
  healthyDns,
  healthyDomain,
  intermediate,
  record,
  verdicts,
} from '../../support/observations.ts';
import { told } from '../../support/toldVerdicts.ts';

const servfail = answer([], { rcode: 'SERVFAIL' });

function caa(
  records: readonly (readonly [tag: string, value: string, flags?: number])[],
  leaf: Parameters<typeof certificate>[0] = {},
): DomainObservation {
  return healthyDomain({
    dns: healthyDns({
      caa: {
        at: 'example.com',
        answer: answer(records.map(([tag, value, flags = 0]) => record({ type: 'CAA', flags, tag, value }))),
      },
    }),
    tls: [handshake({ chain: [certificate(leaf), intermediate()] })],
  });
}

describe('dns/caa-forbids-issuer', () => {
  const wild = { names: ['*.com', '*.example.com'], commonName: '*.example.com' };
  const says = (who: string, what = '') => [
    `high: The certificate of example.com is from Let's Encrypt, but the CAA records of example.com let ${who} issue${what}: the next renewal will fail.`,
  ];
  const cases: [title: string, records: [string, string, number?][], leaf: object, says: string[]][] = [
    ['another authority', [['issue', 'digicert.com']], {}, says('only digicert.com')],
    ['nobody', [['issue', ';']], {}, says('nobody')],
    [
      'nobody, with iodef',
      [
        ['issue', ';'],
        ['iodef', 'mailto:a@example.com'],
      ],
      {},
      says('nobody'),
    ],
    [
      'the issuer among others',
      [
        ['issue', 'digicert.com'],
        ['ISSUE', 'LetsEncrypt.org ; a=b'],
      ],
      {},
      [],
    ],
    ['no restriction but an address for reports', [['iodef', 'mailto:a@example.com']], {}, []],
    ['wildcards alone, for a plain certificate', [['issuewild', ';']], {}, []],
    [
      'no wildcards, where one is beside the domain',
      [
        ['issue', 'letsencrypt.org'],
        ['issuewild', ';'],
      ],
      { names: ['example.com', '*.example.com'] },
      says('nobody', ' wildcards'),
    ],
    [
      'wildcards alone, where one is beside the domain',
      [
        ['issue', ';'],
        ['issuewild', 'letsencrypt.org'],
      ],
      { names: ['example.com', '*.example.com'] },
      says('nobody'),
    ],
    ['wildcards of a subdomain', [['issuewild', ';']], { names: ['example.com', '*.app.example.com'] }, []],
    ['what cannot be read', [['issue', 'https://letsencrypt.org']], {}, []],
    [
      'authorities that we know, and none of them issued it',
      [['issue', 'letsencrypt.org']],
      { issuer: 'CN=X1, O=Nobody' },
      [
        'high: The certificate of example.com is from Nobody, but the CAA records of example.com let only letsencrypt.org issue: the next renewal will fail.',
      ],
    ],
    [
      'authorities that we do not know',
      [['issue', 'ca.example.net']],
      { issuer: 'CN=X1, O=Nobody' },
      ["unknown: we don't know what CAA records call Nobody, which issued the certificate"],
    ],
    [
      'an authority that we do not know, by its URL',
      [['issue', 'ca.example.net']],
      { issuer: 'CN=X1, O=Nobody', issuerUrls: ['http://x1.ca.example.net/x1.crt'] },
      [],
    ],
  ];
  for (const [title, records, leaf, expected] of cases) {
    it(`reads who may issue: ${title}`, () => {
      assert.deepEqual(told(caaForbidsIssuer, caa(records, leaf)), expected);
    });
  }
  it('reads who may issue wildcards', () => {
    const observed = {
      ...caa(
        [
          ['issue', 'letsencrypt.org'],
          ['issuewild', 'pki.goog'],
        ],
        wild,
      ),
      domain: 'a.example.com',
    };
    const tls = observed.tls.map((one) => ({ ...one, host: 'a.example.com' }));
    assert.deepEqual(told(caaForbidsIssuer, { ...observed, tls }), [
      "high: The certificate of a.example.com is from Let's Encrypt, but the CAA records of example.com let only pki.goog issue wildcards: the next renewal will fail.",
    ]);
  });
  it('judges a www that has records of its own by them', () => {
    const www = 'www.example.com';
    const own = (names: readonly string[], at = www) => {
      const observed = caa([['issue', 'letsencrypt.org']]);
      const records = [record({ type: 'CAA', flags: 0, tag: 'issue', value: 'sectigo.com' }, at)];
      const chain = [certificate({ names }), intermediate()];
      return {
        ...observed,
        dns: { ...observed.dns, wwwCaa: answer(records) },
        tls: [...observed.tls, handshake({ host: www, chain })],
      };
    };
    assert.deepEqual(told(caaForbidsIssuer, own(['example.com', www])), [
      `${www}: high: The certificate of ${www} is from Let's Encrypt, but the CAA records of ${www} let only sectigo.com issue: the next renewal will fail.`,
    ]);
    assert.deepEqual(told(caaForbidsIssuer, own(['example.com', '*.example.com'])), []);
    assert.deepEqual(told(caaForbidsIssuer, own(['example.com', www], 'example.com')), []);
  });
  it('says nothing where no authority vouches for the certificate', () => {
    const observed = caa([['issue', 'digicert.com']], { isSelfSigned: true });
    assert.deepEqual(verdicts(caaForbidsIssuer, observed), []);
  });
});

describe('other checks of CAA', () => {
  it('miss the records, and offer the one for the authority in use', () => {
    const [verdict] = verdicts(missingCaa, caa([]));
    assert.ok(verdict && 'problem' in verdict);
    assert.equal(
      verdict.problem,
      'example.com has no CAA record: every certificate authority may issue for it.',
    );
    assert.deepEqual(verdict.mend?.copy, [
      { kind: 'record', name: 'example.com', type: 'CAA', value: '0 issue "letsencrypt.org"' },
    ]);
    const failed = healthyDomain({ dns: healthyDns({ caa: failure('timeout') }) });
    assert.deepEqual(told(missingCaa, failed), ['unknown: timeout']);
  });
  const cases: [record: [string, string, number?], says: string][] = [
    [
      ['isue', 'letsencrypt.org'],
      'medium: The CAA record 0 isue "letsencrypt.org" has a tag that nobody knows: it protects nothing.',
    ],
    [
      ['policy', 'x', 128],
      'high: The CAA record 128 policy "x" has a tag that nobody knows and is marked critical: nobody may issue a certificate.',
    ],
    [
      ['issue', 'https://letsencrypt.org'],
      'high: The CAA record 0 issue "https://letsencrypt.org" names no authority that anybody can read: it forbids the one that was meant.',
    ],
    [
      ['issue', 'letsencrypt.org digicert.com'],
      'high: The CAA record 0 issue "letsencrypt.org digicert.com" names no authority that anybody can read: it forbids the one that was meant.',
    ],
    [
      ['iodef', 'security@example.com'],
      'low: The CAA record 0 iodef "security@example.com" is no address for reports: it has to begin with mailto: or https:.',
    ],
  ];
  for (const [words, says] of cases) {
    it(`read ${words.join(' ')}`, () => assert.deepEqual(told(malformedCaa, caa([words])), [says]));
  }
  it('take critical records that everybody knows, and parameters', () => {
    assert.deepEqual(
      told(malformedCaa, caa([['issue', 'letsencrypt.org; validationmethods=dns-01', 128]])),
      [],
    );
  });
  it('find servers that fail for CAA', () => {
    const observed = healthyDomain({ dns: healthyDns({ caa: { at: 'example.com', answer: servfail } }) });
    assert.deepEqual(told(unansweredCaa, observed), [
      'high: The name servers of example.com answer SERVFAIL when asked for CAA records: certificate authorities will refuse to renew your certificate.',
    ]);
    assert.deepEqual(verdicts(missingCaa, observed), []);
  });
});
