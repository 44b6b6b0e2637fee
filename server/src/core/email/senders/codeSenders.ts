import type { TextRange } from '../../finding.ts';
import type { Literal } from '../../fixes/literals.ts';
import { codeOf, type Code } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { addressIn, MAY_BE_ADDRESS, type FoundAddress } from './address.ts';
import { receiversOf, type Receiver } from './codePath.ts';
import { meaningOf } from './names.ts';

/** The addresses in code that mail is sent from. */
export function sendersInCode(document: Document): readonly FoundAddress[] {
  if (!MAY_BE_ADDRESS.test(document.text)) return [];
  const code = codeOf(document);
  const isPage = document.language === 'typescriptreact' || document.language === 'javascriptreact';
  const sends = (isPage ? SENDS_FROM_PAGE : SENDS).test(document.text);
  const found: FoundAddress[] = [];
  for (const literal of code.literals) {
    if (literal.kind !== 'string') continue;
    const address = addressOf(document.text, literal);
    if (address && isSender(code, literal, sends)) found.push(address);
    if (found.length >= MOST) break;
  }
  return found;
}

const MOST = 40;

/** What a file has that hands mail to somebody: without it `from` may be a date, a route or a chat. */
const SENDS =
  /\b(?:resend|sendgrid|sgMail|nodemailer|postmark|mailgun|mailersend|mailjet|sparkpost|brevo|sendinblue|mandrill|mailchimp|loops|plunk|SESv?2?(?:Client)?|SendEmail(?:Command|Input|Request)?|sesv?2|(?:smtp|SMTP|Smtp)\w{0,20}|MailKit|MimeKit|send_?[mM]ail\w{0,20}|send_?[eE]mail\w{0,20}|sendTransac\w{0,20}|transporter|createTransport\w{0,10}|[mM]ailer\w{0,10}|\w{1,40}Mailer|Mailable|Swoosh|Bamboo|gomail|MimeMessage\w{0,10}|MailMessage|MailAddress|EmailMessage|EmailMultiAlternatives|emails\.send|nodemailerAdapter|resendAdapter|lettre|Mail::\w{1,20}|EmailProvider|action_mailer)\b/;

/** Pages show mail as well: there only what really sends counts. */
const SENDS_FROM_PAGE =
  /\b(?:emails\.send|send_?[mM]ail|send_?[eE]mail|createTransport)\s{0,4}\(|["'](?:resend|nodemailer|@sendgrid\/mail|postmark)["']/;

/** The string holds it all, or the end of it behind what is put in: `${name} <hello@shop.com>`. */
function addressOf(text: string, { content, holes, kind }: Literal): FoundAddress | undefined {
  if (kind !== 'string' || content.end - content.start > 400) return undefined;
  const last = holes.at(-1);
  const from = last ? last.end : content.start;
  const part = text.slice(from, content.end);
  // What is put in right before the address may be a part of it.
  if (!part.includes('@') || (last && !part.includes('<'))) return undefined;
  const header = /^From:\s{0,4}/i.exec(part)?.[0] ?? '';
  return addressIn(part.slice(header.length).replace(/(?:\\r)?(?:\\n)?$/, ''), from + header.length);
}

function isSender(code: Code, literal: Literal, sends: boolean): boolean {
  if (/^From:/i.test(code.text.slice(literal.content.start, literal.content.start + 5))) return sends;
  const receivers = receiversOf(code, literal.start);
  for (const [depth, receiver] of receivers.entries()) {
    const verdict = verdictOn(receiver, sends);
    if (verdict === 'other') return isInMapOfSenders(code, literal, receivers.slice(depth));
    if (verdict === 'sender') return true;
    if (receiver.kind === 'variable' && meaningOf(receiver.name) === 'other')
      return sends && depth === receivers.length - 1 && isUsedAsSender(code, receiver.name, literal);
  }
  const name = receivers.findLast(({ kind }) => kind === 'variable' || kind === 'key')?.name;
  return name !== undefined && sends && isUsedAsSender(code, name, literal);
}

/** `const FROM_ADDRESSES = { primary: 'Shop <hello@shop.com>' }`: the name before the address says that it is no list of people. */
function isInMapOfSenders(code: Code, { content }: Literal, [first, ...outer]: readonly Receiver[]): boolean {
  const isNamed = /<[^<>]{3,200}>\s*$/.test(code.text.slice(content.start, content.end));
  return (
    first?.kind === 'key' &&
    isNamed &&
    outer.some(
      ({ kind, name }) =>
        kind === 'variable' && /(?:^|_)from(?:_|$)|[a-z]From(?:[A-Z]|$)|^from[A-Z]|sender/i.test(name),
    )
  );
}

type Verdict = 'sender' | 'other' | 'further';

function verdictOn({ kind, name, index, before = [] }: Receiver, sends: boolean): Verdict {
  if (kind === 'call') return verdictOnCall(name, index ?? 0, before, sends);
  const meaning = meaningOf(name);
  if (meaning === 'sender') return 'sender';
  if (meaning === 'sender-of-mail') return name.toLowerCase() !== 'source' || sends ? asFar(sends) : 'other';
  if (meaning === 'neutral' || kind === 'alternative') return 'further';
  return kind === 'variable' ? 'further' : 'other';
}

function asFar(sends: boolean): Verdict {
  return sends ? 'sender' : 'other';
}

function verdictOnCall(name: string, index: number, before: readonly string[], sends: boolean): Verdict {
  const place = SENDER_ARGUMENTS[name];
  if (place !== undefined) return index === place ? asFar(sends) : 'other';
  // `SetHeader("From", …)`, `env("MAIL_FROM_ADDRESS", …)`: what stands first says what the rest is.
  const named = before[0] ?? '';
  if (named !== '') {
    const meaning = meaningOf(named);
    if (meaning === 'sender') return 'sender';
    if (meaning === 'sender-of-mail') return asFar(sends);
    if (/header|address/i.test(name))
      return /^(?:address|mailboxaddress|newemail|emailaddress)$/i.test(name) ? 'further' : 'other';
    return READS.test(name) || WRAPS.test(name) ? 'further' : 'other';
  }
  const meaning = meaningOf(name);
  if (meaning === 'sender' || (meaning === 'sender-of-mail' && index === 0)) return asFar(sends);
  return READS.test(name) || WRAPS.test(name) ? 'further' : 'other';
}

/** Which argument is the sender, by position: Django, smtplib, Go's net/smtp, .NET. */
const SENDER_ARGUMENTS: Readonly<Record<string, number>> = {
  send_mail: 2,
  EmailMessage: 2,
  EmailMultiAlternatives: 2,
  sendmail: 0,
  SendMail: 2,
  MailMessage: 0,
  SetAddressHeader: 1,
};

/** What reads a setting, with the address as its default. */
const READS =
  /^(?:env|getenv|get_?env\w{0,20}|get|fetch|config|default|optional|str|string|catch|or_?else|unwrap_or\w{0,10}|getordefault|lookup|setdefault|value|dig|withdefault|parse)$/i;
/** What makes an address of a text. */
const WRAPS =
  /^(?:address|mailaddress|internetaddress|mailboxaddress|mailbox|emailaddress|newemail|email|from|parse|parseaddress|string|str|formataddr|of|create|add|tuple|to_?string|literal|freeze)$/i;

/** `const ADDRESS = '…'` further up, and `from: ADDRESS` or `from: \`Shop <${ADDRESS}>\`` further down. */
function isUsedAsSender({ text }: Code, name: string, { start }: TextRange): boolean {
  if (!/^\$?[A-Za-z_]\w{1,60}$/.test(name)) return false;
  const bare = name.replace('$', '\\$');
  const use = new RegExp(
    `(?:\\b(?:from|sender|Source|FromEmailAddress|from_?[eE]mail|setFrom|mail_?[fF]rom)["'\`]?\\s{0,3}(?::|=>|=|\\()\\s{0,3}|"From",\\s{0,3})[^;\\n,]{0,100}?(?<![\\w.])${bare}(?!\\w)`,
    'g',
  );
  for (const { index } of text.matchAll(use)) if (index > start || index + 200 < start) return true;
  return false;
}
