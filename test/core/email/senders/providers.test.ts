import assert from 'node:assert/strict';
import { joinMail } from '../../../../server/src/core/email/model.ts';
import { factsOfFiles } from '../../../support/wholeWorkspace.ts';

function providersIn(files: Readonly<Record<string, string>>): readonly string[] {
  const facts = [...factsOfFiles(files)].flatMap(([path, { mail }]) => (mail ? [[path, mail] as const] : []));
  return joinMail(facts).providers.map(({ provider, how, file, at }) => {
    const text = files[file]?.slice(at.start, at.end);
    return `${provider} ${how} ${file}:${at.line} ${text}`;
  });
}

describe('who sends the mail', () => {
  const cases: readonly (readonly [path: string, text: string, found: readonly string[]])[] = [
    ['package.json', '{ "dependencies": { "resend": "^4" } }', ['resend package package.json:1 resend']],
    ['package.json', '{ "devDependencies": { "resend": "^4" }, "name": "loops" }', []],
    [
      'package.json',
      '{ "dependencies": { "@sendgrid/mail": "8" } }',
      ['sendgrid package package.json:1 @sendgrid/mail'],
    ],
    ['requirements.txt', 'Django==5\ndjango-ses==4\n', ['ses package requirements.txt:2 django-ses']],
    [
      'pyproject.toml',
      '[project]\ndependencies = ["resend>=2"]\n',
      ['resend package pyproject.toml:2 resend'],
    ],
    [
      'Gemfile',
      "gem 'rails'\ngem 'postmark-rails', '~> 0.22'\n",
      ['postmark package Gemfile:2 postmark-rails'],
    ],
    [
      'composer.json',
      '{ "require": { "symfony/mailgun-mailer": "7" } }',
      ['mailgun package composer.json:1 symfony/mailgun-mailer'],
    ],
    [
      'go.mod',
      'require (\n\tgithub.com/resend/resend-go/v2 v2.0.0\n)\n',
      ['resend package go.mod:2 github.com/resend/resend-go/v2'],
    ],
    ['src/a.ts', "import { Resend } from 'resend';\n", ['resend package src/a.ts:1 resend']],
    ['src/a.ts', "// import { Resend } from 'resend';\n", []],
    ['src/a.ts', 'const key = process.env.RESEND_API_KEY;\n', ['resend setting src/a.ts:1 RESEND_API_KEY']],
    [
      'src/a.ts',
      "createTransport({ host: 'email-smtp.eu-west-1.amazonaws.com' })\n",
      ['ses host src/a.ts:1 email-smtp.eu-west-1.amazonaws.com'],
    ],
    ['.env', 'SMTP_HOST=smtp.gmail.com\n', ['google host .env:1 smtp.gmail.com']],
    [
      '.env',
      '# SMTP_HOST=smtp.gmail.com\nMAILGUN_DOMAIN=mg.tidepool.app\n',
      ['mailgun setting .env:2 MAILGUN_DOMAIN'],
    ],
    [
      'main.tf',
      'resource "aws_ses_domain_identity" "x" { domain = "tidepool.app" }\n',
      ['ses setting main.tf:1 aws_ses_domain_identity'],
    ],
    ['config/services.php', "<?php return ['mailgun' => ['secret' => env('MAILGUN_SECRET')]];\n", []],
    ['test/a.ts', "import { Resend } from 'resend';\n", []],
  ];
  for (const [path, text, found] of cases)
    it(`${found.join() || 'nobody'}: ${text.slice(0, 60).replaceAll(/\s+/g, ' ')}`, () => {
      assert.deepEqual(providersIn({ [path]: text }), found);
    });

  it('is left open by a product that has code for many, and told by the env file that chooses', () => {
    const many = {
      'package.json':
        '{ "dependencies": { "resend": "1", "@sendgrid/mail": "1", "postmark": "1", "mailgun.js": "1", "node-mailjet": "1" } }',
    };
    assert.deepEqual(providersIn(many), []);
    assert.deepEqual(providersIn({ ...many, '.env': 'POSTMARK_API_TOKEN=1\n' }), [
      'postmark setting .env:1 POSTMARK_API_TOKEN',
    ]);
  });
});
