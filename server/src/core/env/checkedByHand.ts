import type { Document, Parser } from '../source.ts';
import type { EnvUse } from './types.ts';

/** `required('X', process.env.X)`, `if (!process.env.X) throw …`: checked by hand. */
export function isCheckedByHand(use: EnvUse, document: Document): boolean {
  const { text } = document;
  if (text.slice(use.at.start, use.at.end) !== use.name) return false;
  const before = text.slice(Math.max(0, use.at.start - 160), use.at.start);
  const after = text.slice(use.at.end, use.at.end + 240);
  const isListed =
    /["'`]$/.test(before) && !/(?:env|environ|getenv\(|get\()\s*(?:\?\.)?\[?["'`]$/.test(before);
  if (isListed && document.parsed(mayEnd)) return true;
  return CALLS_CHECK.test(before) || FAILS.test(after) || HAS_DEFAULT.test(after);
}

/** Whether anything in the file ends the program or a request. */
const mayEnd: Parser<boolean> = (text) => ENDS.test(text);

const ENDS = /\bthrow\b|process\.exit|\braise\b|sys\.exit/;
const CALLS_CHECK =
  /(?:requir|must|assert|invariant|ensure|check|validat|verify|expect)\w{0,30}\([^();]{0,120}$/i;
const FAILS =
  /^[^\n]{0,120}\n?[^\n]{0,120}(?:\bthrow\b|process\.exit|\binvariant\(|\bassert\w{0,20}\(|\braise\b|sys\.exit)/;

/** `toNumber(process.env.X, 20)` */
const HAS_DEFAULT = /^['"\]]{0,2}(?: as \w+|!)?\s*,\s*(?:\d|['"`]|true\b|false\b|null\b|default)/i;
