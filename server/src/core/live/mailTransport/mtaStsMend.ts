import type { MendCopy } from '../../check.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { mxRecordsOf } from './mx.ts';

/** The TXT record. Its id is new at every change of the policy: the time does (RFC 8461 section 3.1). */
export function stsRecordCopy(domain: string, now: string): MendCopy {
  const id = now.replaceAll(/\D/g, '').slice(0, 14);
  return { kind: 'record', name: `_mta-sts.${domain}`, type: 'TXT', value: `v=STSv1; id=${id};` };
}

/** The policy with the hosts that the MX records name. */
export function stsPolicyCopy(mail: MailObservation, mode: 'testing' | 'enforce' | 'none'): MendCopy {
  const hosts = [
    ...new Set(mxRecordsOf(mail).flatMap(({ exchange }) => (exchange === '' ? [] : [exchange]))),
  ];
  const lines = [
    'version: STSv1',
    `mode: ${mode}`,
    ...hosts.map((host) => `mx: ${host}`),
    // A week to try it out, and a month once it is in force.
    `max_age: ${mode === 'enforce' ? 2_592_000 : 604_800}`,
  ];
  return {
    kind: 'text',
    label: `https://mta-sts.${mail.domain}/.well-known/mta-sts.txt`,
    text: `${lines.join('\r\n')}\r\n`,
  };
}
