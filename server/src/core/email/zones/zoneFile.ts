import { receiverOf } from '../../live/mailTransport/receivers.ts';
import { lineEndAt, nextLineAt } from '../../lines.ts';
import { nameOf } from '../../paths.ts';
import { tooLongStrings } from './dnsText.ts';
import { concatenated, sameText, writtenText, type MappedText } from './mappedText.ts';
import { nameIn, type DeclaredRecord, type WrittenProblem } from './record.ts';

/** The records of a zone file (RFC 1035 section 5); none where the text is something else. */
export function readZoneFile(path: string, text: string): readonly DeclaredRecord[] {
  if (!isZoneFile(text)) return [];
  const records: DeclaredRecord[] = [];
  let origin = originOfPath(path);
  let isOriginWritten = false;
  let owner: Owner | undefined;
  for (const entry of entriesOf(text)) {
    const [first] = entry.words;
    if (!first) continue;
    if (first.isWord && first.value.text.startsWith('$')) {
      const [, second] = entry.words;
      if (first.value.text.toUpperCase() === '$ORIGIN' && second) {
        origin = nameIn(origin, second.value.text);
        isOriginWritten = true;
      }
      continue;
    }
    const hasOwner = !entry.isIndented;
    if (hasOwner) owner = ownerOf(first, origin, isOriginWritten);
    const rest = entry.words.slice(hasOwner ? 1 : 0);
    const typeAt = typeIndex(rest);
    const type = rest[typeAt]?.value.text.toUpperCase();
    if (type === undefined || owner === undefined) continue;
    const data = rest.slice(typeAt + 1);
    const record = recordOf(text, entry, data, { name: owner.name, type });
    if (!record) continue;
    const doubled = hasOwner ? owner.doubled : undefined;
    const relative = type === 'MX' ? relativeHost(data.at(-1), origin, isOriginWritten) : undefined;
    const written = [doubled, relative, ...(record.written ?? [])].filter((one) => one !== undefined);
    records.push(written.length > 0 ? { ...record, written } : record);
    if (records.length >= MOST) break;
  }
  return records;
}

const MOST = 5_000;

/** Lines that nothing but a zone file has. */
export function isZoneFile(text: string): boolean {
  const head = text.slice(0, 200_000);
  if (/^\$(?:ORIGIN|TTL)[ \t]+\S/im.test(head)) return true;
  if (/^\S{1,255}[ \t]+(?:\d{1,10}[a-z]?[ \t]+)?(?:IN[ \t]+)?SOA[ \t]/im.test(head)) return true;
  let found = 0;
  for (const _ of head.matchAll(RECORD_LINE)) if (++found >= 2) return true;
  return false;
}

const RECORD_LINE =
  /^(?:[\w@*][\w.*@-]{0,254})?[ \t]+(?:\d{1,10}[smhdw]?[ \t]+)?IN[ \t]+(?:\d{1,10}[ \t]+)?(?:TXT|SPF|A|AAAA|MX|NS|CNAME|SRV|CAA|PTR)[ \t]+\S/gim;

/** `db.shop.com`, `shop.com.zone`, `shop.com.db`, `zones/shop.com`. */
function originOfPath(path: string): string | undefined {
  const name = nameOf(path)
    .toLowerCase()
    .replace(/^(?:db|zone|pri|master|named)\.(?=[\w-]+\.)/, '')
    .replace(/\.(?:zone|zones|db|hosts|txt|bind|conf|dns|signed)$/, '');
  return /^(?:[\w-]{1,63}\.){1,10}[a-z][a-z\d-]{1,62}$/.test(name) ? name : undefined;
}

interface Owner {
  readonly name: string;
  readonly doubled?: WrittenProblem;
}

/** A name without a dot at its end gets the zone's name behind it (RFC 1035 section 5.1). */
function ownerOf({ value, start, end }: Word, origin: string | undefined, isOriginWritten: boolean): Owner {
  const name = nameIn(origin, value.text);
  const isDoubled =
    isOriginWritten &&
    origin !== undefined &&
    origin.includes('.') &&
    value.text.toLowerCase().endsWith(`.${origin}`);
  if (!isDoubled) return { name };
  return {
    name,
    doubled: {
      code: 'name-without-dot',
      message: `This name has no dot at its end, so it means “${value.text}.${origin}”, where nobody looks. Write “${value.text}.”.`,
      impact: 'high',
      isFatal: true,
      start,
      end,
      replacement: `${value.text}.`,
    },
  };
}

/** A mail server that is meant as it stands, and gets the zone's name behind it: somebody else's, or one that has it already. */
function relativeHost(
  word: Word | undefined,
  origin: string | undefined,
  isOriginWritten: boolean,
): WrittenProblem | undefined {
  const host = word?.value.text.toLowerCase() ?? '';
  if (!word || !host.includes('.') || host.endsWith('.') || (isOriginWritten && !origin?.includes('.', 1)))
    return undefined;
  const isDoubled = isOriginWritten && origin !== undefined && host.endsWith(`.${origin}`);
  if (!isDoubled && receiverOf(host) === undefined) return undefined;
  return {
    code: 'host-without-dot',
    message: `This name has no dot at its end, so it means “${word.value.text}.${origin ?? '(the zone)'}”, which is no mail server: mail to the domain is not delivered. Write “${word.value.text}.”.`,
    impact: 'high',
    isFatal: true,
    start: word.start,
    end: word.end,
    replacement: `${word.value.text}.`,
  };
}

interface Word {
  readonly value: MappedText;
  /** With its quotes. */
  readonly start: number;
  readonly end: number;
  readonly isWord: boolean;
}

interface Entry {
  readonly words: readonly Word[];
  readonly isIndented: boolean;
  /** Where a comment begins on the line of its last word. */
  readonly comment?: number;
}

/** A line, or several that parentheses hold together. */
function* entriesOf(text: string): Generator<Entry> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const isIndented = text[at] === ' ' || text[at] === '\t';
    const words: Word[] = [];
    let depth = 0;
    let comment: number | undefined;
    for (;;) {
      const character = text[at];
      if (character === undefined) break;
      if (character === '\n' || character === '\r') {
        at = nextLineAt(text, at);
        if (depth > 0 && words.length < MOST_WORDS) continue;
        break;
      }
      if (character === ';') {
        if (depth === 0) comment = at;
        at = lineEndAt(text, at);
      } else if (character === '(') {
        depth++;
        at++;
      } else if (character === ')') {
        depth = Math.max(0, depth - 1);
        at++;
      } else if (character === ' ' || character === '\t') at++;
      else {
        const word = character === '"' ? quotedAt(text, at) : wordAt(text, at);
        words.push(word);
        at = word.end;
      }
    }
    if (words.length > 0) yield { words, isIndented, ...(comment !== undefined && { comment }) };
  }
}

const MOST_WORDS = 2_000;

/** A string may go over lines; one that nobody closed ends with its line. */
function quotedAt(text: string, start: number): Word {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') {
    if (text[end] === '\n' || text[end] === '\r') {
      const close = text.slice(end, end + 1_000).search(/"|\n[ \t]*\n/);
      if (close === -1 || text[end + close] !== '"') break;
    }
    end += text[end] === '\\' ? 2 : 1;
  }
  end = Math.min(end, text.length);
  return {
    value: unescaped(text, start + 1, end),
    start,
    end: text[end] === '"' ? end + 1 : end,
    isWord: false,
  };
}

function wordAt(text: string, start: number): Word {
  let end = start;
  while (end < text.length && !' \t\r\n;()"'.includes(text.charAt(end))) end += text[end] === '\\' ? 2 : 1;
  end = Math.max(start + 1, Math.min(end, text.length));
  return { value: unescaped(text, start, end), start, end, isWord: true };
}

/** `\;` is a semicolon, and `\065` the octet of that number. */
function unescaped(text: string, start: number, end: number): MappedText {
  const parts: MappedText[] = [];
  let from = start;
  for (let at = text.indexOf('\\', start); at !== -1 && at < end - 1; at = text.indexOf('\\', from)) {
    const digits = /^\d{3}/.exec(text.slice(at + 1, Math.min(end, at + 4)))?.[0];
    const length = digits === undefined ? 2 : 4;
    const stands = digits === undefined ? text.charAt(at + 1) : String.fromCharCode(Number(digits) & 255);
    parts.push(sameText(text.slice(from, at), from), writtenText(stands, { start: at, end: at + length }));
    from = at + length;
  }
  return concatenated([...parts, sameText(text.slice(from, end), from)]);
}

/** Class and time to live may stand in either order before the type. */
function typeIndex(words: readonly Word[]): number {
  for (let index = 0; index < Math.min(3, words.length); index++) {
    const word = words[index]?.value.text ?? '';
    if (/^(?:IN|CH|HS|ANY|\d+|(?:\d+[smhdw])+)$/i.test(word)) continue;
    return TYPE.test(word) ? index : -1;
  }
  return -1;
}

const TYPE =
  /^(?:A|AAAA|AFSDB|ALIAS|ANAME|CAA|CERT|CNAME|DNAME|DNSKEY|DS|HINFO|HTTPS|LOC|MX|NAPTR|NS|NSEC|NSEC3|NSEC3PARAM|OPENPGPKEY|PTR|RP|RRSIG|SMIMEA|SOA|SPF|SRV|SSHFP|SVCB|TLSA|TXT|URI|TYPE\d{1,5})$/i;

function recordOf(
  text: string,
  { comment }: Entry,
  data: readonly Word[],
  { name, type }: { readonly name: string; readonly type: string },
): DeclaredRecord | undefined {
  const first = data[0];
  const last = data.at(-1);
  if (!first || !last) return undefined;
  const at = { start: first.start, end: last.end };
  if (type !== 'TXT' && type !== 'SPF') return { name, type, value: spaced(data), at, group: name };
  const loose = looseText(text, data, comment);
  const strings = data.map(({ value }) => value);
  const written = loose ? [loose] : tooLongStrings(strings, 'the name server refuses the zone');
  return {
    name,
    type,
    // What is meant is judged: that it is not what is written is said by itself.
    value: loose ? sameText(text.slice(loose.start, loose.end), loose.start) : concatenated(strings),
    at,
    group: name,
    ...(data.some(({ isWord }) => isWord) && { forbidden: /[;"\\\s]/ }),
    ...(written.length > 0 && { written }),
  };
}

/**
 * RFC 1035 section 5.1: without quotes a blank ends a string, and a semicolon begins a comment. The strings are then put
 * together without blanks.
 */
function looseText(
  text: string,
  data: readonly Word[],
  comment: number | undefined,
): WrittenProblem | undefined {
  const first = data[0];
  const last = data.at(-1);
  if (!first?.isWord || !last || !data.every(({ isWord }) => isWord)) return undefined;
  const isCut = comment !== undefined && /=/.test(text.slice(comment, lineEndAt(text, comment)));
  if (data.length === 1 && !isCut) return undefined;
  const end = isCut && comment !== undefined ? trimmedEnd(text, lineEndAt(text, comment)) : last.end;
  if (/[\r\n"\\]/.test(text.slice(first.start, end))) return undefined;
  return {
    code: 'unquoted-text',
    message: isCut
      ? 'Put this text into quotation marks: without them the semicolon begins a comment, and what stands behind it is not published.'
      : `Put this text into quotation marks: without them every word is a string of its own, and receivers read them without the blanks, as “${joinedWords(data)}”.`,
    impact: 'high',
    isFatal: true,
    start: first.start,
    end,
    replacement: `"${text.slice(first.start, end)}"`,
  };
}

function joinedWords(data: readonly Word[]): string {
  const joined = data.map(({ value }) => value.text).join('');
  return joined.length > 60 ? `${joined.slice(0, 60)}…` : joined;
}

function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  return at;
}

function spaced(data: readonly Word[]): MappedText {
  return concatenated(
    data.flatMap(({ value, start }, index) =>
      index === 0 ? [value] : [writtenText(' ', { start: start - 1, end: start }), value],
    ),
  );
}
