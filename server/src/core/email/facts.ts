import type { Span } from '../span.ts';
import type { FoundProvider } from './senders/providersIn.ts';
import type { FoundSender } from './senders/sendersIn.ts';

/** What one file says of mail. Plain data. */
export interface MailFacts {
  readonly senders?: readonly FoundSender[];
  readonly providers?: readonly FoundProvider[];
  readonly records?: readonly NamedRecord[];
}

/** A DNS record about mail that a file declares. */
export interface NamedRecord {
  /** Absolute and in lower case; as written ("@", "_dmarc") where the file doesn't say of which zone it is. */
  readonly name: string;
  /** In capitals. */
  readonly type: string;
  /** "unknown" stands for what is put in from elsewhere. */
  readonly value: string;
  readonly at: Span;
}
