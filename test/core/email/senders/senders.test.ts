import assert from 'node:assert/strict';
import { joinMail } from '../../../../server/src/core/email/model.ts';
import { factsOfFiles } from '../../../support/wholeWorkspace.ts';

/** What a file gives: addresses with whose SDK stands beside them, each where it is written. */
function sendersIn(path: string, text: string): string {
  const senders = factsOfFiles({ [path]: text }).get(path)?.mail?.senders ?? [];
  for (const { address, at } of senders) assert.equal(text.slice(at.start, at.end).toLowerCase(), address);
  return senders
    .map(({ address, provider }) => (provider === undefined ? address : `${address} ${provider}`))
    .join(',');
}

const CASES: readonly (readonly [path: string, text: string, senders: string])[] = [
  [
    'src/mail.ts',
    `import { Resend } from 'resend';\nawait resend.emails.send({ from: 'Tidepool <hello@tidepool.app>', to: user.email, subject: 'x' });`,
    'hello@tidepool.app resend',
  ],
  ['src/mail.ts', `sgMail.send({ to, from: "hello@tidepool.app", subject })`, 'hello@tidepool.app'],
  [
    'src/mail.ts',
    `sgMail.send({ to, from: { email: "hello@tidepool.app", name: "T" } })`,
    'hello@tidepool.app',
  ],
  [
    'src/mail.ts',
    `client.sendEmail({ "From": "hello@tidepool.app", "To": "x@y.com" }); // postmark`,
    'hello@tidepool.app',
  ],
  ['src/mail.ts', `const FROM = process.env.EMAIL_FROM || "hello@tidepool.app"`, 'hello@tidepool.app'],
  ['src/mail.ts', `const FROM_EMAIL = process.env.EMAIL_FROM ?? "hello@tidepool.app"`, 'hello@tidepool.app'],
  [
    'src/mail.ts',
    `import nodemailer from 'nodemailer';\nconst FROM = process.env.EMAIL_FROM || "hello@tidepool.app"`,
    'hello@tidepool.app',
  ],
  [
    'src/mail.ts',
    `import nodemailer from 'nodemailer';\nconst ADDRESS = "hello@tidepool.app"; t.sendMail({ from: \`Tide <\${ADDRESS}>\`, to })`,
    'hello@tidepool.app',
  ],
  [
    'src/mail.ts',
    `import nodemailer from 'nodemailer';\nconst t = nodemailer.createTransport({host}, { from: \`"\${name}" <hello@tidepool.app>\` })`,
    'hello@tidepool.app',
  ],
  [
    'src/mail.ts',
    `new SendEmailCommand({ Source: "hello@tidepool.app", Destination: { ToAddresses: ["a@tidepool.app"] } })`,
    'hello@tidepool.app',
  ],
  ['src/mail.ts', `new SendEmailCommand({ FromEmailAddress: "hello@tidepool.app" })`, 'hello@tidepool.app'],
  [
    'src/mail.ts',
    `sendSmtpEmail.sender = { name: "T", email: "hello@tidepool.app" }; // brevo\nimport x from '@getbrevo/brevo'`,
    'hello@tidepool.app brevo',
  ],
  [
    'src/mail.ts',
    `const sentFrom = new Sender("hello@tidepool.app", "T"); import { MailerSend } from "mailersend"`,
    'hello@tidepool.app mailersend',
  ],
  [
    'src/env.ts',
    `export const env = createEnv({ server: { EMAIL_FROM: z.string().email().default("hello@tidepool.app") } })`,
    'hello@tidepool.app',
  ],
  [
    'src/auth.ts',
    `betterAuth({ emailVerification: { sendVerificationEmail: async () => { await sendEmail({ from: "hello@tidepool.app" }) } } })`,
    'hello@tidepool.app',
  ],
  [
    'src/auth.ts',
    `Resend({ from: "hello@tidepool.app" })  // next-auth\nimport Resend from "next-auth/providers/resend"`,
    'hello@tidepool.app',
  ],
  [
    'payload.config.ts',
    `buildConfig({ email: resendAdapter({ defaultFromAddress: 'hello@tidepool.app', defaultFromName: 'P' }) })`,
    'hello@tidepool.app',
  ],
  [
    'app/settings.py',
    `DEFAULT_FROM_EMAIL = "Tide <hello@tidepool.app>"\nSERVER_EMAIL = 'errors@tidepool.app'`,
    'hello@tidepool.app,errors@tidepool.app',
  ],
  [
    'app/settings.py',
    `DEFAULT_FROM_EMAIL = env("DJANGO_DEFAULT_FROM_EMAIL", default="Tide <hello@tidepool.app>")`,
    'hello@tidepool.app',
  ],
  [
    'app/settings.py',
    `DEFAULT_FROM_EMAIL = os.environ.get("FROM_EMAIL", "hello@tidepool.app")`,
    'hello@tidepool.app',
  ],
  ['app/mail.py', `send_mail("Hi", body, "hello@tidepool.app", ["someone@shop.io"])`, 'hello@tidepool.app'],
  [
    'app/mail.py',
    `send_mail("Hi", body, from_email="hello@tidepool.app", recipient_list=["someone@shop.io"])`,
    'hello@tidepool.app',
  ],
  [
    'app/mail.py',
    `import smtplib\nmsg["From"] = "hello@tidepool.app"\nmsg["To"] = "x@tidepool.app"`,
    'hello@tidepool.app',
  ],
  ['app/mail.py', `import smtplib\nserver.sendmail("hello@tidepool.app", to, msg)`, 'hello@tidepool.app'],
  [
    'app/mail.py',
    `message = Mail(from_email=('hello@tidepool.app', 'T'), to_emails='x@tidepool.app')`,
    'hello@tidepool.app',
  ],
  [
    'app/mailers/application_mailer.rb',
    `class ApplicationMailer < ActionMailer::Base\n  default from: "Tide <hello@tidepool.app>", reply_to: 'x@tidepool.app'\nend`,
    'hello@tidepool.app',
  ],
  [
    'app/mailers/a_mailer.rb',
    `class AMailer < ApplicationMailer\n  default from: -> { "hello@tidepool.app" }\nend`,
    '',
  ],
  [
    'app/mailers/a_mailer.rb',
    `class AMailer < ApplicationMailer\n  default from: ENV.fetch("MAIL_FROM", "hello@tidepool.app")\nend`,
    'hello@tidepool.app',
  ],
  [
    'config/environments/production.rb',
    `config.action_mailer.default_options = { from: 'hello@tidepool.app' }`,
    'hello@tidepool.app',
  ],
  ['config/initializers/devise.rb', `  config.mailer_sender = 'hello@tidepool.app'`, 'hello@tidepool.app'],
  [
    'config/mail.php',
    `<?php return ['from' => ['address' => env('MAIL_FROM_ADDRESS', 'hello@tidepool.app'), 'name' => 'x']];`,
    'hello@tidepool.app',
  ],
  [
    'app/Mail/A.php',
    `<?php use Illuminate\\Mail\\Mailable; return new Envelope(from: new Address('hello@tidepool.app', 'T'), subject: 'x');`,
    'hello@tidepool.app',
  ],
  [
    'src/Mail.php',
    `<?php use Symfony\\Component\\Mailer\\MailerInterface; $email = (new Email())->from('hello@tidepool.app')->to('x@tidepool.app');`,
    'hello@tidepool.app',
  ],
  [
    'src/Mail.php',
    `<?php use Symfony\\Component\\Mailer\\MailerInterface; $email = (new Email())->from(new Address('hello@tidepool.app', 'T'))->to('x@tidepool.app');`,
    'hello@tidepool.app',
  ],
  [
    'src/Mail.php',
    `<?php $mail->setFrom('hello@tidepool.app', 'T'); $mail->addAddress('x@tidepool.app'); // PHPMailer SMTP\n $mail->isSMTP();`,
    'hello@tidepool.app',
  ],
  [
    'src/M.java',
    `import jakarta.mail.internet.MimeMessage; message.setFrom(new InternetAddress("hello@tidepool.app")); message.setTo("x@tidepool.app");`,
    'hello@tidepool.app',
  ],
  [
    'src/main/resources/application.yml',
    `spring:\n  mail:\n    host: smtp.resend.com\n    properties:\n      mail.smtp.from: hello@tidepool.app\n`,
    'hello@tidepool.app resend',
  ],
  [
    'src/main/resources/application.properties',
    `spring.mail.properties.mail.smtp.from=hello@tidepool.app\nspring.mail.host=smtp.sendgrid.net`,
    'hello@tidepool.app sendgrid',
  ],
  [
    'mail.go',
    `import "gopkg.in/gomail.v2"\nm := gomail.NewMessage()\nm.SetHeader("From", "hello@tidepool.app")\nm.SetHeader("To", "x@tidepool.app")`,
    'hello@tidepool.app',
  ],
  ['mail.go', `smtp.SendMail(addr, auth, "hello@tidepool.app", to, msg)`, 'hello@tidepool.app'],
  [
    'mail.go',
    `from := mail.NewEmail("T", "hello@tidepool.app") // sendgrid\nto := mail.NewEmail("x", "x@tidepool.app")`,
    'hello@tidepool.app',
  ],
  [
    'mail.go',
    `params := &resend.SendEmailRequest{ From: "T <hello@tidepool.app>", To: []string{"x@tidepool.app"} }`,
    'hello@tidepool.app',
  ],
  [
    'Mail.cs',
    `var m = new MailMessage { From = new MailAddress("hello@tidepool.app"), };\nm.To.Add("x@tidepool.app");`,
    'hello@tidepool.app',
  ],
  [
    'Mail.cs',
    `using MailKit; message.From.Add(new MailboxAddress("T", "hello@tidepool.app")); message.To.Add(new MailboxAddress("x", "x@tidepool.app")); new SmtpClient();`,
    'hello@tidepool.app',
  ],
  [
    'Mail.cs',
    `// sendgrid\nvar client = new SendGridClient(k); var from = new EmailAddress("hello@tidepool.app", "T"); var to = new EmailAddress("x@tidepool.app"); using sendgrid;`,
    'hello@tidepool.app',
  ],
  [
    'appsettings.json',
    `{"Smtp": {"Host": "smtp.sendgrid.net", "From": "hello@tidepool.app"}}`,
    'hello@tidepool.app sendgrid',
  ],
  [
    'lib/mail.ex',
    `import Swoosh.Email\nnew() |> from({"T", "hello@tidepool.app"}) |> to("x@tidepool.app")`,
    'hello@tidepool.app',
  ],
  [
    'lib/mail.ex',
    `import Swoosh.Email\nnew()\n|> to({user.name, "x@tidepool.app"})\n|> from("hello@tidepool.app")`,
    'hello@tidepool.app',
  ],
  [
    'src/mail.rs',
    `use lettre::Message; Message::builder().from("T <hello@tidepool.app>".parse().unwrap()).to("x@tidepool.app".parse().unwrap())`,
    'hello@tidepool.app',
  ],
  [
    '.env',
    `EMAIL_FROM="Tide <hello@tidepool.app>"\nRESEND_API_KEY=x\nADMIN_EMAIL=x@tidepool.app`,
    'hello@tidepool.app resend',
  ],
  [
    '.env',
    `MAIL_FROM_ADDRESS=hello@tidepool.app\nMAIL_FROM_NAME=x\nMAIL_HOST=smtp.postmarkapp.com`,
    'hello@tidepool.app postmark',
  ],
  [
    '.env',
    `SMTP_FROM=hello@tidepool.app\nRESEND_FROM=b@tidepool.app\nFROM_EMAIL=Tide <c@tidepool.app>\nEMAIL_SERVER_USER=x@tidepool.app`,
    'hello@tidepool.app,b@tidepool.app,c@tidepool.app',
  ],
  [
    'supabase/config.toml',
    `[auth.email.smtp]\nhost = "smtp.sendgrid.net"\nadmin_email = "hello@tidepool.app"\nsender_name = "T"`,
    'hello@tidepool.app sendgrid',
  ],
  [
    'main.tf',
    `resource "aws_ses_email_identity" "x" { email = "hello@tidepool.app" }`,
    'hello@tidepool.app ses',
  ],
  [
    'docker-compose.yml',
    `services:\n  web:\n    environment:\n      - EMAIL_FROM=hello@tidepool.app\n      - SMTP_HOST=smtp.mailgun.org`,
    'hello@tidepool.app mailgun',
  ],
  [
    'k8s.yaml',
    `spec:\n  env:\n    - name: EMAIL_FROM\n      value: hello@tidepool.app`,
    'hello@tidepool.app',
  ],
  [
    'src/a.ts',
    `import nodemailer from 'nodemailer'; send({ to: 'x@tidepool.app', replyTo: 'y@tidepool.app', cc: ['z@tidepool.app'] })`,
    '',
  ],
  [
    'src/a.ts',
    `sendEmail({ from: cond ? "a@tidepool.app" : "b@tidepool.app" })`,
    'a@tidepool.app,b@tidepool.app',
  ],
  ['src/a.test.ts', `sendEmail({ from: "a@tidepool.app" })`, ''],
  [
    'src/a.ts',
    `sendEmail({ from: "you@example.com" }); sendEmail({ from: "a@localhost" }); sendEmail({from: 'onboarding@resend.dev'})`,
    '',
  ],
  ['src/a.ts', `sendEmail({ from: "tidepoolteam@gmail.com" })`, 'tidepoolteam@gmail.com'],
  ['src/a.ts', `sendEmail({ from: "hello@tidepool.example"`, 'hello@tidepool.example'],
  [
    'src/a.ts',
    `const VARIANT_TO_FROM_MAP = { primary: "Tide <hello@tidepool.app>" }; // resend\nresend.x`,
    'hello@tidepool.app',
  ],
  [
    'src/a.ts',
    `plunk.emails.send({ from: "hello@tidepool.app", to: "x@tidepool.app" })`,
    'hello@tidepool.app',
  ],
  [
    'src/a.ts',
    `mailchimp.messages.send({ message: { from_email: "hello@tidepool.app", to: [{ email: "x@tidepool.app" }] } })`,
    'hello@tidepool.app',
  ],
  [
    'src/a.ts',
    `mg.messages.create('mg.tidepool.app', { from: "T <hello@tidepool.app>", to: ["x@tidepool.app"] }) // mailgun\nnew Mailgun(); mailgun`,
    'hello@tidepool.app',
  ],
  [
    'src/a.rb',
    `Devise.setup do |config|\n config.mailer_sender = ENV["X"] || "hello@tidepool.app"\nend`,
    'hello@tidepool.app',
  ],
  [
    'config/packages/mailer.yaml',
    `framework:\n  mailer:\n    envelope:\n      sender: 'hello@tidepool.app'\n    headers:\n      From: 'T <b@tidepool.app>'`,
    'hello@tidepool.app,b@tidepool.app',
  ],
  [
    'src/mail.php',
    `<?php $headers = "From: hello@tidepool.app\\r\\n"; mail($to, $s, $b, $headers); // sendmail\nsendMail();`,
    'hello@tidepool.app',
  ],
];

describe('addresses that mail is sent from', () => {
  for (const [path, text, senders] of CASES)
    it(`${senders === '' ? 'none' : senders} in ${path}: ${text.slice(0, 80).replaceAll(/\s+/g, ' ')}`, () => {
      assert.equal(sendersIn(path, text), senders);
    });

  it('are kept once for each file, where they stand first', () => {
    const text = "sendEmail({ from: 'hello@tidepool.app' });\nsendEmail({ from: 'hello@tidepool.app' });\n";
    const senders = factsOfFiles({ 'src/a.ts': text }).get('src/a.ts')?.mail?.senders;
    assert.deepEqual(
      senders?.map(({ at }) => [at.line, at.column]),
      [[1, 20]],
    );
  });

  it('are none in tests, fixtures, documentation, translations and CI', () => {
    const text = "sendEmail({ from: 'hello@tidepool.app' });\n";
    for (const path of [
      'test/mail.ts',
      'src/mail.test.ts',
      'docs/mail.ts',
      'examples/mail.ts',
      'fixtures/a.ts',
    ])
      assert.equal(sendersIn(path, text), '', path);
    assert.equal(sendersIn('.github/workflows/a.yml', 'env:\n  EMAIL_FROM: hello@tidepool.app\n'), '');
    assert.equal(sendersIn('.env.test', 'EMAIL_FROM=hello@tidepool.app\n'), '');
  });

  it('are found while the line is being written', () => {
    assert.equal(sendersIn('src/a.ts', "sendEmail({ from: 'hello@tidepool.app'"), 'hello@tidepool.app');
    assert.equal(sendersIn('src/a.ts', "sendEmail({ from: 'hello@tidepool"), '');
  });

  it('of an example of an env file count where nothing else says it', () => {
    const example = { '.env.example': 'EMAIL_FROM=hello@tidepool.app\n' };
    const both = { ...example, '.env': 'EMAIL_FROM=mail@tidepool.app\n' };
    const of = (files: Readonly<Record<string, string>>): readonly string[] =>
      joinMail(
        [...factsOfFiles(files)].flatMap(([path, { mail }]) => (mail ? [[path, mail] as const] : [])),
      ).senders.map(({ address }) => address);
    assert.deepEqual(of(example), ['hello@tidepool.app']);
    assert.deepEqual(of(both), ['mail@tidepool.app']);
  });
});
