import type { Impact } from '../finding.ts';

/** A secret in something that was served to everybody. Never holds the value. */
export interface ServedSecret {
  readonly ruleId: string;
  readonly impact: Impact;
  /** Masked. */
  readonly message: string;
  readonly kind?: string;
  /** 1-based, in the text that was served. */
  readonly line: number;
}
