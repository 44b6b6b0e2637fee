import { isFailure } from '../../observations/failure.ts';
import type { ReportMailbox } from '../../observations/mail.ts';

/**
 * Why no mail arrives at a domain that reports are sent to, as the end of "…, which"; undefined: it does, or nobody knows. A domain
 * without MX records receives at its addresses (RFC 5321 section 5.1), with a null MX nowhere (RFC 7505).
 */
export function noMailboxAt({ mx, name }: ReportMailbox): string | undefined {
  if (isFailure(mx)) return undefined;
  if (mx.rcode === 'NXDOMAIN') return 'does not exist';
  if (mx.rcode !== 'NOERROR') return undefined;
  const exchanges = mx.answers.flatMap((record) => (record.type === 'MX' ? [record.exchange] : []));
  if (exchanges.length > 0)
    return exchanges.every((exchange) => exchange === '')
      ? 'says that it takes no mail (null MX)'
      : undefined;
  if (!name || [name.v4, name.v6].some((answer) => isFailure(answer) || answer.rcode !== 'NOERROR'))
    return undefined;
  return name.ipv4.length + name.ipv6.length === 0 ? 'has neither an MX record nor an address' : undefined;
}
