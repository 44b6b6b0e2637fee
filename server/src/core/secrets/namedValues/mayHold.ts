import { isTelling, RUN_KINDS } from '../tellingRuns.ts';
import { isWordCode, mayFollowName } from './boundaries.ts';
import { promiseOf } from './names.ts';

/**
 * Whether a value that could be a secret stands soon after a trigger that ends at `triggerEnd` in the bytes: the name
 * promises one, something follows it that could give it a value, and then come characters as no plain word has them.
 * See `Rule.confirms`.
 */
export function mayHoldNamedValue(bytes: Uint8Array, triggerEnd: number): boolean {
  // After "bearer " comes the value.
  if (!isWordCode(bytes[triggerEnd - 1] ?? 0)) return hasTellingRun(bytes, triggerEnd);
  const end = endOfName(bytes, triggerEnd);
  if (isTooLong(triggerEnd, end)) return false;
  if (isLogin(bytes, end)) return hasTellingRun(bytes, end);
  return mayBeGiven(bytes, end) && isPromising(bytes, triggerEnd, end) && hasTellingRun(bytes, end);
}

/** The same for values of any kind, words as well: only the name is looked at. */
export function mayNameSecret(bytes: Uint8Array, triggerEnd: number): boolean {
  const end = endOfName(bytes, triggerEnd);
  return !isTooLong(triggerEnd, end) && isPromising(bytes, triggerEnd, end);
}

/** Whether a password made of words could matter there: Terraform's `name = "…"`, Ansible's `ansible_password`, or a host in the same file. See `wordPasswords.ts`. */
export function mayHoldWordPassword(bytes: Uint8Array, triggerEnd: number): boolean {
  const end = endOfName(bytes, triggerEnd);
  if (isTooLong(triggerEnd, end) || !mayBeGiven(bytes, end)) return false;
  return (
    (isAssignedString(bytes, end) || followsAnsible(bytes, triggerEnd) || hasHost(bytes)) &&
    isPromising(bytes, triggerEnd, end)
  );
}

/** "ansible_become_pass", at whose "pass" the trigger ends. */
function followsAnsible(bytes: Uint8Array, triggerEnd: number): boolean {
  if (bytes[triggerEnd - 5] !== 95) return false; // _
  return /ansible_(?:[a-z]{2,10}_)?$/.test(
    String.fromCharCode(...bytes.subarray(Math.max(0, triggerEnd - 24), triggerEnd - 4)),
  );
}

function isAssignedString(bytes: Uint8Array, nameEnd: number): boolean {
  const last = Math.min(bytes.length, nameEnd + LONGEST_SIDE);
  let at = nameEnd;
  while (at < last && bytes[at] === 32) at++;
  if (bytes[at] !== 61) return false; // =
  do at++;
  while (at < last && bytes[at] === 32);
  return bytes[at] === 34; // "
}

/** Whether "host", "server" or "endpoint" is given a value: looked for once in each file. */
function hasHost(bytes: Uint8Array): boolean {
  if (hosts.bytes !== bytes) hosts = { bytes, has: findHost(bytes) };
  return hosts.has;
}

let hosts: { readonly bytes?: Uint8Array; readonly has: boolean } = { has: false };

function findHost(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    // A name's operator, with a quote or a bracket before it.
    if (bytes[at] !== 58 && bytes[at] !== 61) continue;
    let end = at;
    while (end > 0 && at - end < 12 && !isWordCode(bytes[end - 1] as number)) end--;
    const name = String.fromCharCode(...bytes.subarray(Math.max(0, end - 9), end));
    if (/(?:host(?:_?name)?|server|endpoint)$/i.test(name)) return true;
  }
  return false;
}

const LONGEST_SIDE = 80;

function endOfName(bytes: Uint8Array, wordEnd: number): number {
  const last = Math.min(bytes.length, wordEnd + LONGEST_SIDE);
  let end = wordEnd;
  while (end < last && isNamePart(bytes[end] as number)) end++;
  return end;
}

/** Nobody gives such names; generated texts have nothing else. */
function isTooLong(wordEnd: number, end: number): boolean {
  return end - wordEnd === LONGEST_SIDE;
}

function isNamePart(code: number): boolean {
  return isWordCode(code) || code === 45 || code === 46;
}

/** "auth(", "--user ", "identified by ": what follows needs no name. */
function isLogin(bytes: Uint8Array, end: number): boolean {
  return bytes[end] === 40 || bytes[end] === 32;
}

function mayBeGiven(bytes: Uint8Array, end: number): boolean {
  const last = Math.min(bytes.length, end + 12);
  for (let at = end; at < last; at++) {
    const verdict = mayFollowName(bytes[at] as number);
    if (verdict !== undefined) return verdict;
  }
  return end < bytes.length;
}

function isPromising(bytes: Uint8Array, wordEnd: number, end: number): boolean {
  const first = Math.max(0, wordEnd - LONGEST_SIDE);
  let start = wordEnd;
  while (start > first && isNamePart(bytes[start - 1] as number)) start--;
  const name = String.fromCharCode(...bytes.subarray(start, end));
  let promising = PROMISES.get(name);
  if (promising === undefined) {
    // An escape before it ("\npassword") or the word before a blank ("api key") can only make it promise more.
    promising = promiseOf(name) !== undefined || promiseOf(name.slice(1)) !== undefined;
    if (PROMISES.size >= 10_000) PROMISES.clear();
    PROMISES.set(name, promising);
  }
  return promising;
}

/** Whether names promise a secret: the same ones come up again and again. */
const PROMISES = new Map<string, boolean>();

/** Whether characters that could be a secret's follow, on this line or the next ones. */
function hasTellingRun(bytes: Uint8Array, from: number): boolean {
  let last = Math.min(bytes.length, from + REACH);
  let breaks = 0;
  const count = (code: number, at: number): void => {
    // The variables of Terraform have a line for each of their properties.
    if (code === 123) breaks -= 6;
    if (code === 10 && ++breaks === 3) last = at;
  };
  const known = isBarren(bytes, from) ? barren.end : from;
  let at = from;
  for (; at < known && at < last; at++) count(bytes[at] as number, at);
  let start = at;
  for (; at <= last; at++) {
    const code = at < last ? (bytes[at] as number) : 0;
    if (RUN_KINDS[code] !== 0) continue;
    if (at > start && isTelling(bytes, start, at)) return true;
    if (at < last) start = at + 1;
    count(code, at);
  }
  // Characters that were cut off are judged again by whoever sees more of them.
  barren = { bytes, start: known > from ? barren.start : from, end: Math.max(start, known) };
  return false;
}

/** Where the last search found nothing. Names may stand close together: what follows them is judged once. */
let barren: { readonly bytes?: Uint8Array; readonly start: number; readonly end: number } = {
  start: 0,
  end: 0,
};

function isBarren(bytes: Uint8Array, from: number): boolean {
  const isInside = barren.bytes === bytes && barren.start <= from && from < barren.end;
  // Amid a run of characters its end alone was never looked at.
  return isInside && (RUN_KINDS[bytes[from] ?? 0] === 0 || RUN_KINDS[bytes[from - 1] ?? 0] === 0);
}

/** Bytes between a name and the end of the first characters of its value. */
const REACH = 260;
