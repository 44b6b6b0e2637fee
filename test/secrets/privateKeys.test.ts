import { strict as assert } from 'node:assert';
import { generateKeyPairSync } from 'node:crypto';
import { privateKeys } from '../../server/src/core/secrets/privateKeys.ts';
import { fakeToken } from '../support/fakeTokens.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const PAIR = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = String(PAIR.privateKey.export({ type: 'pkcs8', format: 'pem' })).trim();
const LINES = PEM.split('\n');
const LOCKED = String(
  PAIR.privateKey.export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
).trim();

describe('a private key', () => {
  const written: Readonly<Record<string, string>> = {
    'as a file': PEM,
    'with Windows line ends': LINES.join('\r\n'),
    'indented in YAML': `key: |\n${LINES.map((line) => `    ${line}`).join('\n')}\n`,
    'on one line': `KEY="${LINES.join('\\n')}\\n"`,
    'in JSON in a string': `"{\\"key\\":\\"${LINES.join('\\\\n')}\\"}"`,
    'in a template literal': `const key = \`${PEM}\`;`,
    concatenated: LINES.map((line) => `"${line}\\n"`).join(' +\n  '),
    'concatenated in PHP': LINES.map((line) => `'${line}'`).join(' . "\\n" .\n'),
    'as a list': LINES.map((line) => `'${line}'`).join(',\n  '),
    'in a comment': LINES.map((line) => `# ${line}`).join('\n'),
    'in a comment block': LINES.map((line) => ` * ${line}`).join('\n'),
    'in a Kotlin margin': LINES.map((line) => `  |${line}`).join('\n'),
    'in HTML': LINES.join('<br>\n'),
    'in an XML attribute': `<key value="${LINES.join('&#10;')}"/>`,
    'in a URL': LINES.join('%0A'),
    locked: LOCKED,
    'locked, on one line': LOCKED.replaceAll('\n', '\\n'),
    'locked, indented': LOCKED.replaceAll('\n', '\n  '),
  };
  for (const [way, text] of Object.entries(written)) {
    it(`is found ${way}`, () => {
      const [key, ...others] = privateKeys(text);
      assert.deepEqual(others, []);
      assert.match(text.slice(key?.start, key?.end), /^-{5}BEGIN [^]+END [A-Z ]+-{5}$/);
      assert.equal(key?.encrypted, way.startsWith('locked'));
    });
  }

  it('is found without its last line, as far as it goes', () => {
    const body = LINES.slice(0, -1);
    const unended: readonly string[] = [
      body.join('\n'),
      `KEY="${body.join('\\n')}"\nOTHER=value-of-something-else`,
      body.map((line) => `"${line}\\n"`).join(' +\n  '),
      [...body, '-----END OF THE KEY-----'].join('\n'),
      String(PAIR.privateKey.export({ type: 'sec1', format: 'pem' }))
        .trim()
        .split('\n')
        .slice(0, -1)
        .join('\n'),
    ];
    for (const text of unended) {
      const [key, ...others] = privateKeys(text);
      assert.deepEqual(others, []);
      assert.match(text.slice(key?.start, key?.end), /^-{5}BEGIN [^]+[A-Za-z0-9+/=]$/, text);
      assert.doesNotMatch(text.slice((key?.end ?? 0) - 20, key?.end), /value|END/, text);
    }
    const openSsh = '-----BEGIN OPENSSH PRIVATE KEY-----\n' + expand('{{pem-line}}\n').repeat(5);
    assert.equal(privateKeys(openSsh)[0]?.kind, 'openssh');
    assert.deepEqual(privateKeys(openSsh.slice(0, 200)), []);
  });

  it('is found where somebody left some of its lines out, but for a single one', () => {
    const [begin, first, end] = [LINES[0], 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', LINES.at(-1)];
    const of = (body: string): string => [begin, body, end].join('\n');
    const line = expand('{{pem-line}}').slice(first.length);
    const [found, ...others] = privateKeys(of(`${first}${line}\n${expand('{{pem-line:2}}')}`));
    assert.deepEqual([found?.start, others], [0, []]);
    assert.deepEqual(privateKeys(of(first + line)), []);
  });

  it('of PuTTY is found', () => {
    const file = (encryption: string): string =>
      `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: ${encryption}\nComment: me\nPublic-Lines: 1\n` +
      expand('{{pem-line}}\nPrivate-Lines: 1\n{{pem-line:2}}\n') +
      `Private-MAC: ${'0f3a9c7d'.repeat(8)}\n`;
    assert.equal(findingsIn('id.ppk', file('none'))[0]?.impact, 'blocker');
    assert.equal(findingsIn('id.ppk', file('aes256-cbc'))[0]?.impact, 'high');
  });

  it('as a JSON Web Key is found by its private half', () => {
    const jwk = PAIR.privateKey.export({ format: 'jwk' });
    const text = JSON.stringify({ keys: [{ kid: 'a', ...jwk }] });
    const [finding] = findingsIn('keys.json', text);
    assert.equal(text.slice(finding?.offsets?.start, finding?.offsets?.end), jwk.d);
    assert.deepEqual(findingsIn('keys.json', JSON.stringify(PAIR.publicKey.export({ format: 'jwk' }))), []);
  });

  it('of a Google service account is named as what it is', () => {
    const account = JSON.stringify({
      private_key: `${PEM}\n`,
      client_email: ['billing', 'tidepool.iam.gserviceaccount.com'].join('@'),
    });
    const [finding] = findingsIn('account.json', account);
    assert.equal(
      finding?.message,
      'Google Cloud service account key in this file. Anyone who has it can do in your Google Cloud or Firebase project whatever the account may, past all security rules. Make a new key for the account, and delete this one there.',
    );
    assert.equal(finding?.help?.label, 'Google Cloud: Service accounts');
  });

  it('of NATS is found in its file of credentials and where a client signs with it', () => {
    const seed = fakeToken('nats-seed');
    for (const [before, after] of [
      ['-----BEGIN USER NKEY SEED-----\n', '\n------END USER NKEY SEED------\n'],
      ['const creds = "-----BEGIN USER NKEY SEED-----\\n', '\\n------END USER NKEY SEED------";'],
      ['connect({ authenticator: nkeyAuthenticator(new TextEncoder().encode("', '")) });'],
      ['pair, err := nkeys.FromSeed([]byte("', '"))'],
    ] as const) {
      const text = before + seed + after;
      const [key, ...others] = privateKeys(text);
      assert.deepEqual(others, [], text);
      assert.equal(key?.kind, 'nats', text);
      assert.equal(text.slice(key.start, key.end), seed);
    }
    assert.deepEqual(privateKeys(`-----BEGIN USER NKEY SEED-----\n${'SUA'.padEnd(58, 'X')}\n`), []);
  });

  const samples: Readonly<Record<string, string>> = {
    shortened: `${LINES[0]}\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n...\n${LINES.at(-1)}`,
    'of words': `${LINES[0]}\n${'ReplaceThisWithYourOwnPrivateKeyFromTheConsole'.repeat(2)}\n${LINES.at(-1)}`,
    'of filler': `${LINES[0]}\\n${'x'.repeat(64)}\\n${LINES.at(-1)}`,
    interpolated: `${LINES[0]}\\n\${body.match(/.{1,64}/g).join('\\n')}\\n${LINES.at(-1)}`,
    'built by code': `"${LINES[0]}\\n" + base64.StdEncoding.EncodeToString(keyBytesFromTheStoreOfTheServer0123456789) + "${LINES.at(-1)}"`,
    'cut off in the middle': `${LINES[0]}\n${LINES[1]}.\n${LINES.at(-1)}`,
    'a certificate in the armour of a key': `${LINES[0]}\nMIIFRDCCAyygAwIBAgIUEPOR47ys6VDwMVB9tYoeEka83uQwDQYJKoZIhvcNAQELBQAwGTEXMBUGA1UEAwwObWktZG9taW5pby5jb20wHhcN\n${LINES.at(-1)}`,
    'the first line of one': LINES.slice(0, 2).join('\n'),
  };
  for (const [what, text] of Object.entries(samples)) {
    it(`that is ${what} is none`, () => assert.deepEqual(privateKeys(text), []));
  }
});
