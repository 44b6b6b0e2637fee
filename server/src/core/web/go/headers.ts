import type { Judge } from '../backend/headers.ts';

const SETS =
  /^(?:Set|Add|Append|Header|SetHeader|AddHeader|WithHeader|set\w*Header\w*|add\w*Header\w*|SetBytes\w*|SetCanonical)$/;

/** `w.Header().Set("X", v)`, `c.Header("X", v)`, `c.Set("X", v)`; a field `Header` is that of a request, or of an answer that came. */
export const judgeGo: Judge = (use, { code }) => {
  if (use.how === 'argument') {
    if (!SETS.test(use.callee)) return undefined;
    if (use.receiver.endsWith('.Header.') && !/resp|\bw\b|rw/i.test(use.receiver)) return undefined;
    return /missing|default|ifnot/i.test(use.callee) ? { mode: 'default' } : {};
  }
  if (use.how === 'assigned') return /req/i.test(use.receiver) ? undefined : {};
  if (use.how === 'tuple') return undefined;
  const before = code.masked.slice(Math.max(0, use.open - 200), Math.max(0, use.open));
  if (/\b(?:case|switch)\b[^\n]*$/.test(before)) return undefined;
  return /respon|Headers\s{0,4}[:=]|APIGateway/i.test(before) && !/reques/i.test(before) ? {} : undefined;
};
