/** Whether mail from an address can pass DMARC: by a signature or an envelope sender that is aligned with it. */
import type { CheckContext } from '../../check.ts';
import type { DeclaredSender } from '../../email/declared.ts';
import { mailProvider, type MailProvider } from '../../email/providers/table.ts';
import { recordsOf } from '../../email/records/kinds.ts';
import { nodesBelow } from '../../email/spf/tree.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { isAtOrBelow } from '../dns/names.ts';
import { textsOf } from '../mailTransport/receiving.ts';
import { hasBrokenKeyOf, hasKeyOf } from './dkim.ts';
import { dmarcStateOf, organizationOf, unanswered } from './dmarc.ts';
import { hasHiddenSelector } from './sendersParked.ts';
import { liveKeysOf } from './sending.ts';
import { spfStateOf } from './spf.ts';

export type Alignment =
  /** There is a way, or one can't be ruled out. */
  | { readonly is: 'possible' }
  | { readonly is: 'unknown'; readonly failure: Failure | string }
  /** `isStrict`: it would be, if the DMARC record did not ask for the very same domain. */
  | { readonly is: 'impossible'; readonly isStrict: boolean; readonly evidence: readonly string[] };

const POSSIBLE: Alignment = { is: 'possible' };

/** Keys of the providers that mail from that address goes through, as far as the workspace says. */
export function providersOf(
  sender: Pick<DeclaredSender, 'provider'> | undefined,
  { target, declared }: CheckContext,
): readonly string[] {
  if (sender?.provider !== undefined) return [sender.provider];
  const found = (declared?.mail?.providers ?? []).map(({ provider }): string => provider);
  return [...new Set([...(target.mail?.providers ?? []), ...found])];
}

/** For mail with the domain of `mail` in its From header. */
export function alignmentOf(
  mail: MailObservation,
  providers: readonly string[],
  observed: DomainObservation,
): Alignment {
  const scopes = scopesOf(mail, observed);
  const unheard = scopes.relaxed.map(unheardOf).find((one) => one !== undefined);
  if (providers.length === 0) return withoutProvider(scopes, unheard);
  const ways = providers.map((key) => wayOfProvider(key, scopes, observed));
  if (ways.some((way) => way === 'open')) return POSSIBLE;
  if (unheard !== undefined) return { is: 'unknown', failure: unheard };
  const labels = providers.map((key) => mailProvider(key)?.label ?? key);
  return {
    is: 'impossible',
    isStrict: ways.includes('strict'),
    evidence: [
      ...labels.map((label) => `${label}: no DKIM key at ${namesOf(scopes.dkim)}`),
      ...spfLines(mail),
    ],
  };
}

/** Addresses of the workspace whose mail goes through that provider, and surely can't pass. */
export function hasFailingSender(key: string, observed: DomainObservation, context: CheckContext): boolean {
  return (context.declared?.mail?.senders ?? []).some((sender) => {
    const mail = observed.mail?.find(({ domain }) => domain === sender.domain);
    const providers = providersOf(sender, context);
    return mail && providers.includes(key) && alignmentOf(mail, providers, observed).is === 'impossible';
  });
}

/** The domains that count: for signatures, for envelope senders, and what would without `adkim=s` and `aspf=s`. */
interface Scopes {
  readonly from: MailObservation;
  readonly dkim: readonly MailObservation[];
  readonly spf: readonly MailObservation[];
  readonly relaxed: readonly MailObservation[];
}

function scopesOf(mail: MailObservation, observed: DomainObservation): Scopes {
  const organization = organizationOf(mail, observed);
  const relaxed = (observed.mail ?? []).filter(
    (one) => one === mail || isAtOrBelow(one.domain, organization),
  );
  const state = dmarcStateOf(mail);
  const { adkim, aspf } = state.is === 'record' ? state.record : { adkim: 'r', aspf: 'r' };
  return {
    from: mail,
    dkim: adkim === 's' ? [mail] : relaxed,
    spf: aspf === 's' ? [mail] : relaxed,
    relaxed,
  };
}

/** Of one provider: a way is open (or may be), shut by strictness alone, or there is none. */
function wayOfProvider(key: string, scopes: Scopes, observed: DomainObservation): 'open' | 'strict' | 'none' {
  const provider = mailProvider(key);
  if (!provider) return 'open';
  // One cause is told once.
  if (scopes.relaxed.some((mail) => hasBrokenKeyOf(mail, { key, provider }))) return 'open';
  const hasKey = (mail: MailObservation): boolean =>
    hasKeyOf(mail, { key, provider }) ||
    liveKeysOf(mail).some(({ source }) => source === 'configured') ||
    mayHaveKey(mail, provider, observed);
  if (scopes.dkim.some(hasKey) || scopes.spf.some((mail) => mayHaveSpf(mail, provider))) return 'open';
  if (scopes.relaxed.some(hasKey) || scopes.relaxed.some((mail) => mayHaveSpf(mail, provider)))
    return 'strict';
  return 'none';
}

/** A key that could not be asked for: at a selector that the provider makes up, or that nobody knew of. */
function mayHaveKey(mail: MailObservation, provider: MailProvider, observed: DomainObservation): boolean {
  if (isFailure(mail.dkim.below)) return false;
  // RFC 8020: nothing can be below a name that does not exist. A few servers say so all the same.
  if (mail.dkim.below.rcode === 'NXDOMAIN' && liveKeysOf(mail).length === 0) return false;
  if (provider.hasOwnSelectors || provider.selectors === undefined) return true;
  if (hasHiddenSelector(mail, observed)) return true;
  const asked = new Set(mail.dkim.keys.map(({ selector }) => selector));
  return !provider.selectors.every((selector) => asked.has(selector));
}

/** Its SPF record lets the provider send, or says it in a way that can't be read. */
function mayHaveSpf(mail: MailObservation, provider: MailProvider): boolean {
  const state = spfStateOf(mail);
  if (state.is === 'none' || state.is === 'unknown') return hasReturnPath(mail, provider);
  // A record that is there and broken is a finding of its own.
  if (state.is !== 'record') return provider.returnPath === 'domain' || hasReturnPath(mail, provider);
  const nodes = [state.tree, ...nodesBelow(state.tree)];
  const texts = nodes.map(({ text = '' }) => text.toLowerCase());
  const { include, returnPath } = provider;
  if (
    include !== undefined &&
    texts.some((text) => text.includes(`:${include}`) || text.includes(`=${include}`))
  )
    return true;
  if (hasReturnPath(mail, provider)) return true;
  // Services that write addresses out name nobody; and what was not read may hold anything.
  return (
    returnPath === 'domain' &&
    (nodes.some(({ state: is }) => is !== 'record') ||
      texts.some((text) => /\s(?:[+?~]?(?:ip[46]|exists|a):|\+?all(?:\s|$))|%\{/.test(text)))
  );
}

/** The host that bounces come to has an SPF record, where anybody asked. */
function hasReturnPath({ domain, exchanges, spf }: MailObservation, { returnPath }: MailProvider): boolean {
  if (returnPath === undefined || returnPath === 'domain') return false;
  const name = `${returnPath.host}.${domain}`;
  return [...exchanges, ...(spf?.exchanges ?? [])].some(
    (exchange) => exchange.name === name && recordsOf('spf', textsOf(exchange.outcome)).length > 0,
  );
}

/** Nobody knows who sends: only where nothing at all stands in DNS there is surely no way. */
function withoutProvider(
  { from, dkim, spf, relaxed }: Scopes,
  unheard: Failure | string | undefined,
): Alignment {
  if (dkim.some(mayBeSigned) || spf.some(mayHaveRecord)) return POSSIBLE;
  if (unheard !== undefined) return { is: 'unknown', failure: unheard };
  return {
    is: 'impossible',
    isStrict: relaxed.some((mail) => mayBeSigned(mail) || mayHaveRecord(mail)),
    evidence: [`_domainkey.${from.domain}: no such name`, ...spfLines(from)],
  };
}

function mayBeSigned(mail: MailObservation): boolean {
  const { below } = mail.dkim;
  return liveKeysOf(mail).length > 0 || (!isFailure(below) && below.rcode === 'NOERROR');
}

/** A record that is there and broken is a finding of its own. */
function mayHaveRecord(mail: MailObservation): boolean {
  const { is } = spfStateOf(mail);
  return is !== 'none' && is !== 'unknown';
}

function unheardOf({ domain, txt, dkim }: MailObservation): Failure | string | undefined {
  return (
    unanswered(txt, domain) ??
    unanswered(dkim.below, `_domainkey.${domain}`) ??
    dkim.keys.map((key) => unanswered(key.answer, key.name)).find((one) => one !== undefined)
  );
}

function namesOf(mails: readonly MailObservation[]): string {
  return mails.map(({ domain }) => domain).join(', ');
}

function spfLines(mail: MailObservation): readonly string[] {
  const records = recordsOf('spf', textsOf(mail.txt));
  if (records.length === 0) return [`${mail.domain} TXT: none of them is an SPF record`];
  return records.map((text) => `${mail.domain} TXT "${text}"`);
}
