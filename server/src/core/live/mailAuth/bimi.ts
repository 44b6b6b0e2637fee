/** The logo that mailbox providers show beside mail (BIMI), and the certificate that says whose it is. */
import { parseBimi, type BimiRecord } from '../../email/records/bimi.ts';
import { recordsOf } from '../../email/records/kinds.ts';
import type { HttpAnswer, HttpExchange } from '../../observations/http.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { textsOf } from '../mailTransport/receiving.ts';

/** The record, where there is one and no more. */
export function bimiRecordOf({ bimi }: MailObservation): BimiRecord | undefined {
  const [text, ...more] = recordsOf('bimi', textsOf(bimi?.record));
  return text === undefined || more.length > 0 ? undefined : parseBimi(text);
}

export type Fetched =
  | { readonly is: 'answer'; readonly answer: HttpAnswer }
  /** `says` completes "the logo …". */
  | { readonly is: 'problem'; readonly says: string; readonly evidence: string }
  | { readonly is: 'unknown'; readonly failure: Failure };

/** What came of it. Not every mailbox provider follows redirects. */
export function fetched({ url, outcome }: HttpExchange): Fetched {
  if (isFailure(outcome)) {
    return SERVERS.has(outcome.failed)
      ? { is: 'problem', says: 'can’t be fetched', evidence: `${url.href}: ${outcome.detail}` }
      : { is: 'unknown', failure: outcome };
  }
  if (outcome.status === 200) return { is: 'answer', answer: outcome };
  const evidence = `${url.href}: ${outcome.status}${outcome.location ? ` → ${outcome.location.href}` : ''}`;
  return { is: 'problem', says: `is answered with ${outcome.status} instead of 200`, evidence };
}

/** It is the server that fails. */
const SERVERS: ReadonlySet<Failure['failed']> = new Set(['refused', 'tls', 'protocol', 'no-address']);

/**
 * What keeps a picture from being SVG Tiny PS (draft-svg-tiny-ps-abrotman), each as a part of a sentence about it; empty: nothing.
 */
export function logoFaults({ body, bytes, isCut }: HttpAnswer): readonly string[] {
  const text = body.replace(/<!--[^]{0,20000}?-->/g, '');
  const root = /<(?:svg:)?svg(?=[\s>/])([^>]{0,4000})>/i.exec(text.slice(0, MOST_TEXT))?.[1];
  if (root === undefined || /^\s{0,20}<(?:!doctype\s+)?html/i.test(text)) return ['is no SVG picture'];
  const attribute = (name: string): string | undefined =>
    new RegExp(`\\s${name}\\s{0,5}=\\s{0,5}["']([^"']{0,100})["']`, 'i').exec(` ${root}`)?.[1];
  const profile = attribute('baseProfile');
  const version = attribute('version');
  const title = /<(?:svg:)?title(?:\s[^>]{0,200})?>\s{0,200}[^<\s]/i.test(text);
  return [
    ...(profile === 'tiny-ps'
      ? []
      : [profile === undefined ? 'lacks baseProfile="tiny-ps"' : 'has another baseProfile than "tiny-ps"']),
    ...(version === '1.2'
      ? []
      : [version === undefined ? 'lacks version="1.2"' : 'has another version than "1.2"']),
    ...(/<(?:svg:)?script[\s>/]/i.test(text) ? ['contains a script'] : []),
    ...(title || isCut ? [] : ['has no title']),
    ...(isCut || bytes > LARGEST ? ['is larger than 32 kB'] : []),
  ];
}

const MOST_TEXT = 70_000;
/** The draft's advice; Gmail refuses what is larger. */
const LARGEST = 32 * 1024;
