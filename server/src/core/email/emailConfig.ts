import { ipAddress } from '../live/hostNames.ts';
import { senderHost, type EmailInput } from './emailConfigSchema.ts';

/** `email:` in `launch-ready.yaml`. Hosts and addresses are lower case. */
export interface EmailConfig {
  readonly sends?: boolean;
  readonly receives?: boolean;
  readonly providers: readonly string[];
  readonly selectors: readonly string[];
  /** IP addresses. */
  readonly senders: readonly string[];
  /** Hosts that mail is sent from. */
  readonly from: readonly string[];
}

export function emailConfig(input: EmailInput): EmailConfig {
  const { sends, receives, providers = [], selectors = [], senders = [], from = [] } = input;
  return {
    ...(sends === undefined ? {} : { sends }),
    ...(receives === undefined ? {} : { receives }),
    providers,
    selectors: selectors.map((name) => name.toLowerCase()),
    senders: senders.flatMap((text) => ipAddress(text) ?? []),
    from: from.flatMap((text) => senderHost(text) ?? []),
  };
}

/** What the entry of a domain leaves open, the section at the top says. */
export function emailConfigOf(
  own: EmailConfig | undefined,
  common: EmailConfig | undefined,
): EmailConfig | undefined {
  if (!own || !common) return own ?? common;
  const first = (one: readonly string[], other: readonly string[]): readonly string[] =>
    one.length > 0 ? one : other;
  return {
    ...common,
    ...own,
    providers: first(own.providers, common.providers),
    selectors: first(own.selectors, common.selectors),
    senders: first(own.senders, common.senders),
    from: first(own.from, common.from),
  };
}
