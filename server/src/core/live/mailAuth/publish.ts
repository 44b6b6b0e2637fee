/** What is to be published for a provider, as far as it is the same for all customers. */
import type { MendCopy } from '../../check.ts';
import type { MailProvider } from '../../email/providers/table.ts';

/** The records of the provider's DKIM keys: to be copied where they are known whole, else to be looked for on its page. */
export function dkimRecordsOf(provider: MailProvider, domain: string): readonly MendCopy[] {
  const written = (text: string): string =>
    text.replaceAll('{domain}', domain).replaceAll('{dashed}', domain.replaceAll('.', '-'));
  const records = (provider.dkim ?? []).map(({ selector, type, value }) => ({
    kind: 'record' as const,
    name: `${selector}._domainkey.${domain}`,
    type,
    value: written(value),
  }));
  const open = records.filter(({ name, value }) => `${name}${value}`.includes('…'));
  const whole = records.filter((one) => !open.includes(one));
  return [
    ...whole,
    ...(open.length === 0
      ? []
      : [
          {
            kind: 'text' as const,
            label: `${provider.label} shows what stands for “…”`,
            text: open.map(({ name, type, value }) => `${name} ${type} ${value}`).join('\n'),
          },
        ]),
  ];
}
