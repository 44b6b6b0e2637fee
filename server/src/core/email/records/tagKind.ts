/** What a standard says of a record of tags. */
export interface TagRecordKind {
  /** "DMARC": for messages. */
  readonly label: string;
  /** "DMARC1" */
  readonly version: string;
  /** What a record is worth that is broken. */
  readonly brokenImpact: 'high' | 'medium' | 'low';
  /** What happens then: a sentence. */
  readonly brokenEffect: string;
  /** Tags of the standard, "v" among them. */
  readonly known: readonly string[];
  /** Names that people write for tags, in lower case. */
  readonly meant?: Readonly<Record<string, string>>;
  /** A blank may stand before "=" and after it. */
  readonly allowsBlanks: boolean;
  /** The version may be left out. */
  readonly isVersionOptional?: true;
  /** Names of tags are read in either case, the version's too: their strings are plain ones of ABNF (RFC 9989 section 4.8). */
  readonly ignoresCase?: true;
  /** The tag without which the record says nothing; names in another case are other tags. */
  readonly needed?: string;
  /** A record with anything that the grammar doesn't have is taken for none (RFC 8460 section 3, RFC 8461 section 3.1). */
  readonly isStrict?: true;
  /** Of a strict one, which others may extend: names that somebody means for something that stands elsewhere. */
  readonly elsewhere?: readonly string[];
  /** Line breaks may stand between its parts, as in a header (RFC 6376 section 2.8). */
  readonly allowsLineBreaks?: true;
}
