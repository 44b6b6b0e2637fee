/** What the name of a setting, an argument or a variable says of an address that is given to it. */
export type NameMeaning =
  /** It is the address that mail comes from. */
  | 'sender'
  /** It is, where mail is sent: `from`. */
  | 'sender-of-mail'
  /** It says that there is an address, and what holds it says whose: `email`. */
  | 'neutral'
  | 'other';

export function meaningOf(name: string): NameMeaning {
  const words = wordsOf(name);
  const joined = words.join('');
  if (words.length === 0 || words.length > 8) return 'other';
  if (SENDERS.has(joined)) return 'sender';
  if (words.some((word) => OTHERS.has(word))) return 'other';
  if (joined === 'from' || joined === 'sender' || joined === 'source') return 'sender-of-mail';
  const isFrom = words.includes('from') || words.includes('sender');
  if (isFrom && words.some((word) => ABOUT_MAIL.has(word))) return 'sender';
  if (/no_?reply/.test(words.join('_')) && words.every((word) => ABOUT_MAIL.has(word) || FILLERS.has(word)))
    return 'sender';
  return NEUTRAL.has(joined) ? 'neutral' : 'other';
}

function wordsOf(name: string): readonly string[] {
  if (name.length > 80) return [];
  return name
    .replace(/^[$@:*&]+/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** Devise's, Django's, Supabase's, Rails', and others that have no "from". */
const SENDERS = new Set([
  'mailersender',
  'serveremail',
  'setfrom',
  'addfrom',
  'withfrom',
  'setsender',
  'mailfrom',
  'smtpadminemail',
  'fromemailaddress',
  'envelopefrom',
  'envelopesender',
]);
const ABOUT_MAIL = new Set(
  (
    'email emails mail mails mailer mailing address addr smtp default noreply reply no notification notifications resend sendgrid postmark ' +
    'mailgun ses brevo mailersend mailjet sparkpost transactional transport system support'
  ).split(' '),
);
const FILLERS = new Set(['app', 'default', 'system', 'user', 'next', 'public', 'address', 'sender', 'from']);
const OTHERS = new Set(
  'to replyto recipient recipients cc bcc date time until range name names subject admin test example import imports copied forward forwarded user users customer customers'.split(
    ' ',
  ),
);
const NEUTRAL = new Set([
  'email',
  'mail',
  'address',
  'addr',
  'emailaddress',
  'mailaddress',
  'value',
  'default',
  'defaults',
  'defaultvalue',
  'fallback',
  'options',
  'env',
]);
