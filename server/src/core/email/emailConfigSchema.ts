import * as v from 'valibot';
import { settings } from '../configSettings.ts';
import { hostName, ipAddress } from '../live/hostNames.ts';
import { MAIL_PROVIDERS } from './declared.ts';

/** One or several labels: Amazon's and Google's have dots in them at times. */
const SELECTOR = /^[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?(?:\.[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?){0,3}$/i;

const yesOrNo = v.boolean('Write true or false.');

/** The shape of `email:` in `launch-ready.yaml`, at the top and of one domain. Messages never quote a value. */
export const emailSchema = settings({
  sends: v.optional(
    v.pipe(
      yesOrNo,
      v.description('Whether mail is sent from the domain. Left out: whatever DNS and the code show.'),
    ),
  ),
  receives: v.optional(
    v.pipe(yesOrNo, v.description('Whether the domain has to receive mail. Left out: whatever DNS shows.')),
  ),
  providers: v.optional(
    v.pipe(
      v.array(
        v.picklist(MAIL_PROVIDERS, `Write one of ${MAIL_PROVIDERS.join(', ')}.`),
        'Write a list of providers.',
      ),
      v.maxLength(10, 'There may be ten providers at most.'),
      v.description('Who sends your mail. Left out: whose package, host or settings the workspace has.'),
    ),
  ),
  selectors: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string('Write the name of a selector.'),
          v.regex(SELECTOR, 'Write the selector alone: what stands before “._domainkey”.'),
        ),
        'Write a list of selectors.',
      ),
      v.maxLength(12, 'There may be twelve selectors at most.'),
      v.description('DKIM selectors that have to work. DNS has no list of them.'),
    ),
  ),
  senders: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string('Write an IP address.'),
          v.check((text) => ipAddress(text) !== undefined, 'Write an IP address.'),
        ),
        'Write a list of IP addresses.',
      ),
      v.maxLength(6, 'There may be six senders at most.'),
      v.description('Addresses of servers of your own that send mail.'),
    ),
  ),
  from: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string('Write an address or a host.'),
          v.check(
            (text) => senderHost(text) !== undefined,
            'Write an address (noreply@mail.example.com), or a host.',
          ),
        ),
        'Write a list of addresses or hosts.',
      ),
      v.maxLength(10, 'There may be ten at most.'),
      v.description('What your mail is sent from, if the code does not show it.'),
    ),
  ),
});

export type EmailInput = v.InferOutput<typeof emailSchema>;

/** "noreply@mail.example.com", "mail.example.com" → "mail.example.com" */
export function senderHost(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  return at === 0 || text.length > 320 ? undefined : hostName(text.slice(at + 1));
}
