/** What the checks of DKIM keys share. */
import { parseDkim, type DkimKeyRecord } from '../../email/records/dkim.ts';
import { mailProvider, type MailProvider } from '../../email/providers/table.ts';
import { isFailure } from '../../observations/failure.ts';
import type { DkimKeyObservation, MailObservation } from '../../observations/mail.ts';
import { keyTextsOf, liveKeysOf } from './sending.ts';

export interface FoundKey {
  readonly key: DkimKeyObservation;
  readonly text: string;
  readonly record: DkimKeyRecord;
}

/** Selectors at which there is one record: several are judged as that. */
export function foundKeys({ dkim }: MailObservation): readonly FoundKey[] {
  return dkim.keys.flatMap((key): readonly FoundKey[] => {
    const [text, ...more] = keyTextsOf(key);
    return text === undefined || more.length > 0 ? [] : [{ key, text, record: parseDkim(text) }];
  });
}

/** Somebody said that it is used: the configuration, or a provider's package in the workspace. */
export function isInUse({ source }: DkimKeyObservation): boolean {
  return source !== 'well-known';
}

/** The name that a selector is an alias of, where nothing is. */
export function danglingAlias({ answer }: DkimKeyObservation): string | undefined {
  if (isFailure(answer) || answer.answers.some(({ type }) => type === 'TXT')) return undefined;
  if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') return undefined;
  const alias = answer.answers.findLast((record) => record.type === 'CNAME');
  return alias?.type === 'CNAME' ? alias.target : undefined;
}

/** The question was not answered, or with an error. */
export function isUnanswered({ answer }: DkimKeyObservation): boolean {
  return isFailure(answer) || (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN');
}

export interface ProviderInUse {
  readonly key: string;
  readonly provider: MailProvider;
}

/** Providers of whom every customer has the same selectors: that there is no key at any of them tells something. */
export function providersWithSelectors(keys: readonly string[]): readonly ProviderInUse[] {
  return keys.flatMap((key): readonly ProviderInUse[] => {
    const provider = mailProvider(key);
    return provider?.selectors && !provider.hasOwnSelectors ? [{ key, provider }] : [];
  });
}

/** Whether a key that is not revoked stands at one of the provider's selectors, or is an alias of one of its names. */
export function hasKeyOf(mail: MailObservation, { key, provider }: ProviderInUse): boolean {
  return liveKeysOf(mail).some(
    ({ selector, provider: owner, answer }) =>
      owner === key ||
      provider.selectors?.includes(selector) === true ||
      (!isFailure(answer) &&
        answer.answers.some(
          (record) =>
            record.type === 'CNAME' &&
            provider.dkimTargets?.some((end) => record.target.endsWith(`.${end}`)) === true,
        )),
  );
}

/** What stands at one of the provider's selectors is no key any more, or leads nowhere: a finding of its own. */
export function hasBrokenKeyOf({ dkim }: MailObservation, { key, provider }: ProviderInUse): boolean {
  return dkim.keys.some((one) => {
    if (one.provider !== key && provider.selectors?.includes(one.selector) !== true) return false;
    const texts = keyTextsOf(one);
    return (
      danglingAlias(one) !== undefined ||
      (texts.length > 0 && texts.every((text) => parseDkim(text).isRevoked))
    );
  });
}
