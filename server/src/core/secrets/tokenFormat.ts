import type { Impact } from '../finding.ts';

/** One shape of provider credential. Data, with its source; `tokenFormats.ts` holds the table. */
export interface TokenFormat {
  /** `provider-kind`, unique, kebab case: "stripe-secret-key". */
  readonly id: string;
  /** As its owner writes it: "Stripe". */
  readonly provider: string;
  /** What it is called there: "live secret key". */
  readonly kind: string;
  /**
   * Case-sensitive literals, one of which every match starts with (or, with `keywordOffset`, contains at that
   * offset). Long and rare is fast: "sk_live_", never "sk".
   */
  readonly keywords: readonly string[];
  /** Characters of the match before the keyword, where it does not start the match. Default 0. */
  readonly keywordOffset?: number;
  /** What stands between the start of a match and the keyword, where its length varies; ends with `$`, 100 characters at most. */
  readonly lead?: RegExp;
  /**
   * The token, entered at its first character (sticky). No unbounded backtracking, no capture groups, no lookbehind,
   * no modifier groups. What may not stand directly before or after it is checked by `boundary`.
   */
  readonly pattern: RegExp;
  /** Characters that, standing directly before or after, show that this is part of something longer. Default [A-Za-z0-9_]. */
  readonly boundary?: RegExp;
  /**
   * For formats that are too general to report by their shape alone (32 hex digits): the value must be given to a name
   * that contains one of these words (see `nearWords.ts`). With a keyword as well, it is enough that a word stands
   * within 120 characters before the value, on the same line or the one before. Any case; an underscore also stands
   * for a hyphen, a point, a blank and nothing.
   */
  readonly near?: readonly string[];
  /** The conventional name of the environment variable: "STRIPE_SECRET_KEY". */
  readonly variable: string;
  /** Completes "Anyone who has it can …": "charge cards, issue refunds and read your customers". */
  readonly thief: string;
  /** Where it is rotated. */
  readonly rotate: { readonly label: string; readonly url: string };
  /** "test" keys open a sandbox only and are reported at low impact. Default "live". */
  readonly mode?: 'live' | 'test';
  /** What a leak means at most, where that is less than a blocker: it expires soon, or costs little. */
  readonly impact?: Exclude<Impact, 'blocker'>;
  /** An identifier that opens nothing without its secret, whose format is named here. */
  readonly pairedWith?: string;
  /** Made to be published (Stripe `pk_`, Supabase anon): known so that nothing else reports it; never a finding. */
  readonly publishable?: true;
  /** False when the built-in checksum does not hold, which lowers the confidence; absent where none is known. */
  readonly checksum?: (token: string) => boolean;
  /** Where the shape was learnt: a provider's page, or "observed". */
  readonly source: string;
}
