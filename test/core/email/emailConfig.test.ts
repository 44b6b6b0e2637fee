import { strict as assert } from 'node:assert';
import { parseConfig } from '../../../server/src/core/config.ts';
import { mailTarget } from '../../../server/src/core/email/mailTarget.ts';
import { targetFor } from '../../../server/src/core/live/targets.ts';
import type { MailTarget } from '../../../server/src/core/observations/mail.ts';
import type { DeclaredMail } from '../../../server/src/core/email/declared.ts';

const SPAN = { start: 0, end: 1, line: 1, column: 1 };

function targetOf(text: string, mail?: DeclaredMail): MailTarget | undefined {
  const { config, problems } = parseConfig(text);
  assert.deepEqual(problems, []);
  return targetFor('shop.test', { config: config.domains, email: config.email, mail })?.mail;
}

function problemsOf(text: string): readonly string[] {
  return parseConfig(text).problems.map(
    ({ message, range }) => `${text.slice(range.start, range.end)}: ${message}`,
  );
}

describe('what is asked about mail', () => {
  it('is the domain alone with the well-known selectors, where nothing says more', () => {
    const target = mailTarget('shop.test', undefined, undefined);
    assert.deepEqual(target.domains, ['shop.test']);
    assert.deepEqual(target.senders, []);
    assert.deepEqual(target.providers, []);
    assert.equal(target.sends, undefined);
    assert.ok(target.selectors.length > 10);
    assert.ok(target.selectors.every(({ source }) => source === 'well-known'));
  });

  it('is what the section at the top says, but where the entry of the domain says otherwise', () => {
    const common =
      'email: { sends: true, providers: [postmark], selectors: [A1], from: [x@mail.shop.test] }\n';
    assert.deepEqual(targetOf(common)?.providers, ['postmark']);
    const own =
      'domains: [{ domain: shop.test, email: { receives: false, providers: [ses], senders: ["2001:DB8::1"] } }]';
    const target = targetOf(common + own);
    assert.deepEqual(target?.providers, ['ses']);
    assert.equal(target.sends, true);
    assert.equal(target.receives, false);
    assert.deepEqual(target.senders, ['2001:db8::1']);
    assert.deepEqual(target.domains, ['shop.test', 'mail.shop.test']);
    assert.deepEqual(target.selectors[0], { selector: 'a1', source: 'configured' });
  });

  it('has the hosts of the domain that files send from, and the selectors of whose package is there', () => {
    const mail: DeclaredMail = {
      senders: ['a@news.shop.test', 'b@other.test', 'c@x.shop.test', 'd@y.shop.test'].map((address) => ({
        file: 'src/mail.ts',
        at: SPAN,
        address,
        domain: address.slice(2),
      })),
      providers: [{ file: 'package.json', at: SPAN, provider: 'resend', how: 'package' }],
    };
    const target = mailTarget('shop.test', undefined, mail);
    assert.deepEqual(target.domains, ['shop.test', 'news.shop.test', 'x.shop.test']);
    assert.deepEqual(target.providers, ['resend']);
    assert.deepEqual(target.bounceHosts, ['send']);
    assert.deepEqual(target.selectors[0], { selector: 'resend', source: 'provider', provider: 'resend' });
    assert.equal(target.selectors.filter(({ selector }) => selector === 'resend').length, 1);
  });

  it('is refused where nobody can ask it, with the place', () => {
    assert.deepEqual(
      problemsOf('email: { selectors: ["a b"], senders: [localhost], from: [me@localhost] }'),
      [
        '"a b": email.selectors.0: Write the selector alone: what stands before “._domainkey”.',
        'localhost: email.senders.0: Write an IP address.',
        'me@localhost: email.from.0: Write an address (noreply@mail.example.com), or a host.',
      ],
    );
    assert.match(
      problemsOf('email: { providers: [pigeon] }')[0] ?? '',
      /^pigeon: email.providers.0: Write one of resend, /,
    );
    assert.match(
      problemsOf('email: { sends: maybe }')[0] ?? '',
      /^maybe: email.sends: Write true or false\.$/,
    );
  });
});
