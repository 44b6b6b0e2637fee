import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { parseDkim } from '../../../../server/src/core/email/records/dkim.ts';
import { saidOf } from './table.ts';

const der = (bits: number, type: 'spki' | 'pkcs1' = 'spki', publicExponent = 65_537): string =>
  generateKeyPairSync('rsa', { modulusLength: bits, publicExponent })
    .publicKey.export({ type, format: 'der' })
    .toString('base64');

const k2 = der(2048);
const k1 = der(1024);
const k5 = der(512);
const k8 = der(4608);
const p1 = der(2048, 'pkcs1');
const e3 = der(2048, 'spki', 3);
const ed = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
const edRaw = ed.subarray(12).toString('base64');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .publicKey.export({ type: 'spki', format: 'der' })
  .toString('base64');
const priv = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const pkcs8 = priv.export({ type: 'pkcs8', format: 'der' }).toString('base64');
const pk1 = priv.export({ type: 'pkcs1', format: 'der' }).toString('base64');
const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();

/** Records, and the codes of what is said of them: "!" where it is fatal. */
const CASES: readonly (readonly [text: string, codes: string])[] = [
  [`v=DKIM1; k=rsa; p=${k2}`, ''],
  [`k=rsa; p=${k2}`, ''],
  [`v=DKIM1; k=RSA; p=${k2}`, 'key-type-in-capitals'],
  [`p=${k2}`, ''],
  [`v=DKIM1; p=${k1}`, 'key-short'],
  [`v=DKIM1; p=${k5}`, 'key-too-short!'],
  [`v=DKIM1; p=${k8}`, 'key-too-long'],
  [`v=DKIM1; p=${p1}`, 'pkcs1-key'],
  [`v=DKIM1; p=${e3}`, 'small-exponent'],
  ['v=DKIM1; p=', 'revoked'],
  ['v=DKIM1; k=rsa', 'missing-key!'],
  [`k=rsa; v=DKIM1; p=${k2}`, 'version-not-first!'],
  [`v=DKIM1; k=ed25519; p=${edRaw}`, ''],
  [`v=DKIM1; p=${edRaw}`, 'wrong-key-type!'],
  [`v=DKIM1; k=ed25519; p=${ed.toString('base64')}`, 'wrong-key-length!'],
  [`v=DKIM1; k=ed25519; p=${k2}`, 'wrong-key-type!'],
  [`v=DKIM1; p=${ec}`, 'wrong-key-type!'],
  [`v=DKIM1; p=${pkcs8}`, 'private-key!'],
  [`v=DKIM1; p=${pk1}`, 'private-key!'],
  [`v=DKIM1; p=${pem}`, 'pem-header!'],
  [`v=DKIM1; p=${k2.slice(0, 200)}`, 'truncated-key!'],
  [`v=DKIM1; p=${k2.slice(0, 100)}*${k2.slice(100)}`, 'invalid-base64!'],
  [`v=DKIM1; p=${k2.slice(0, 100)} ${k2.slice(100)}`, ''],
  [`v=DKIM1; p=${k2.slice(0, 100)}" "${k2.slice(100)}`, 'quotes!'],
  [`v=DKIM1\\; k=rsa\\; p=${k2}`, 'escaped-semicolon!'],
  [`v=DKIM1; h=sha1; p=${k2}`, 'hash-not-allowed!'],
  [`v=DKIM1; h=sha1:sha256; p=${k2}`, 'sha1'],
  [`v=DKIM1; s=tlsrpt; p=${k2}`, 'not-for-mail!'],
  [`v=DKIM1; s=email; t=s; n=hello world; p=${k2}`, ''],
  [`v=DKIM1; t=y; p=${k2}`, 'testing'],
  [`v=DKIM1; t=y:s:x; p=${k2}`, 'testing,unknown-flag'],
  [`v=DKIM1; g=*; k=rsa; p=${k2}`, ''],
  [`v=DKIM1; g=news; k=rsa; p=${k2}`, 'obsolete-tag'],
  [`v=DKIM1; k=dsa; p=${k2}`, 'unknown-key-type!'],
  [`v=DKIM1; k=rsa-sha256; p=${k2}`, 'unknown-key-type!'],
  [`v=DKIM1; p=${k2}; p=${k2}`, 'repeated-tag!'],
  [`v=DKIM2; p=${k2}`, 'version!'],
  [`v=DKIM1 k=rsa; p=${k2}`, 'version-separator!'],
  [`v=DKIM1; k=rsa p=${k2}`, 'missing-semicolon!'],
  [`v=DKIM1;k=rsa;p=${k2};`, ''],
  [`DKIM1; k=rsa; p=${k2}`, 'version!'],
  [`v=dkim1; p=${k2}`, 'version!'],
  [`v=DKIM1; p:${k2}`, 'colon-for-equals!'],
  [`p=${k2}; v=DKIM1; k=rsa`, 'version-not-first!'],
  ['v=DKIM1; p=MIIBIjANBg', 'truncated-key!'],
  ['v=DKIM1; p=hello', 'unreadable-key!'],
  ['v=spf1 -all', 'other-record!'],
  [`v=DKIM1; k=rsa; P=${k2}`, 'tag-case!'],
  [`v=DKIM1; p=${k2}; n="the first"`, ''],
  [`v=DKIM1; k=rsa;\n p=${k2}`, ''],
  [`s1._domainkey IN TXT ( "v=DKIM1; k=rsa; " "p=${k2}" )`, 'text-before-record!'],
];

describe('Problems of DKIM keys', () => {
  for (const [index, [text, codes]] of CASES.entries()) {
    it(`${index}: ${codes === '' ? 'none' : codes} of ${text.slice(0, 40)}`, () => {
      const { problems } = parseDkim(text);
      assert.equal(problems.map(({ code, isFatal }) => `${code}${isFatal ? '!' : ''}`).join(), codes);
    });
  }

  it('stand at the part that is wrong', () => {
    assert.deepEqual(saidOf('dkim', `v=DKIM1; h=sha1; s=x; t=y; p=${k1}`), [
      'hash-not-allowed! [sha1] => sha256',
      'not-for-mail! [x]',
      'testing [t=y]',
      `key-short [${k1}]`,
    ]);
  });

  it('have what to write instead', () => {
    const bare = pem.replace(/-----[^-]*-----|\s/g, '');
    assert.equal(parseDkim(`v=DKIM1; p=${pem}`).problems[0]?.replacement, bare);
    const raw = parseDkim(`v=DKIM1; k=ed25519; p=${ed.toString('base64')}`).problems[0]?.replacement;
    assert.equal(raw, edRaw);
  });

  it('have the record alone where a line of a zone was pasted', () => {
    const text = `s1._domainkey IN TXT ( "v=DKIM1; k=rsa; " "p=${k2.slice(0, 90)}" "${k2.slice(90)}" )`;
    assert.equal(parseDkim(text).problems[0]?.replacement, `v=DKIM1; k=rsa; p=${k2}`);
  });

  it('never quote a private key', () => {
    for (const text of [`v=DKIM1; p=${pkcs8}`, `v=DKIM1; p=${pk1}`]) {
      const [problem] = parseDkim(text).problems;
      assert.equal(problem?.impact, 'blocker');
      assert.equal(
        problem.message,
        'A private key stands in the record, where everybody can read it: anybody can sign mail of this domain. Make a new pair of keys.',
      );
    }
  });
});

describe('A DKIM key', () => {
  it('has bits, a type and flags', () => {
    const { bits, keyType, isRevoked, isTesting, isStrict } = parseDkim(`v=DKIM1; t=s; p=${k1}`);
    assert.deepEqual([bits, keyType, isRevoked, isTesting, isStrict], [1024, 'rsa', false, false, true]);
    assert.equal(parseDkim(`p=${p1}`).bits, 2048);
    assert.equal(parseDkim('v=DKIM1; k=ed25519; p=').isRevoked, true);
  });
});
