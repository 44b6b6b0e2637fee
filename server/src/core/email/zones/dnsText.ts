import type { WrittenProblem } from './record.ts';
import { concatenated, hasUnknown, locate, partOf, type MappedText } from './mappedText.ts';

export interface DnsText {
  readonly value: MappedText;
  readonly strings: readonly MappedText[];
}

/**
 * What a provider makes of a text that may have quotes of its own: `"v=spf1 -all"`, `"first" "second"`, and `first""second`, as
 * Route 53 takes them. The strings of a TXT record are joined without anything between them (RFC 7208 section 3.3).
 */
export function dnsTextOf(given: MappedText): DnsText {
  const { text } = given;
  // No record is that long: RFC 1035 section 3.2.1 has 65,535 octets for all, and name servers take far less.
  if (text.length > LONGEST_TEXT) return { value: given, strings: [given] };
  const lead = text.length - text.trimStart().length;
  const whole = partOf(given, lead, text.trimEnd().length);
  const strings = whole.text.startsWith('"') ? quotedIn(whole) : splitIn(whole);
  return { value: concatenated(strings), strings };
}

/** `"first" "second"` */
function quotedIn(given: MappedText): readonly MappedText[] {
  const strings: MappedText[] = [];
  let start = -1;
  for (let at = 0; at < given.text.length; at++) {
    const character = given.text[at];
    if (character === '\\') at++;
    else if (character !== '"') continue;
    else if (start === -1) start = at + 1;
    else {
      strings.push(partOf(given, start, at));
      start = -1;
    }
  }
  if (start !== -1) strings.push(partOf(given, start, given.text.length));
  return strings;
}

/** `first""second`: the quotes at both ends are put there by others. */
function splitIn(given: MappedText): readonly MappedText[] {
  const strings: MappedText[] = [];
  let start = 0;
  for (const { 0: separator, index } of given.text.matchAll(/"[ \t]*"/g)) {
    strings.push(partOf(given, start, index));
    start = index + separator.length;
  }
  return [...strings, partOf(given, start, given.text.length)];
}

/** RFC 1035 section 3.3: a character-string has one octet for its length. */
export function tooLongStrings(
  strings: readonly MappedText[],
  consequence: string,
): readonly WrittenProblem[] {
  return strings.flatMap((string) => {
    if (string.text.length <= LONGEST || hasUnknown(string)) return [];
    const { start, end } = locate(string, LONGEST, string.text.length);
    return [
      {
        code: 'string-too-long',
        message: `This string has ${string.text.length} characters, and a string of a TXT record has 255 at most: ${consequence}. Split it into several strings; receivers put them together again.`,
        impact: 'high',
        isFatal: true,
        start,
        end,
      },
    ];
  });
}

const LONGEST = 255;
const LONGEST_TEXT = 16_000;
