/** What a migration says of the transaction that its tool opens. */
import { ASSIGN, BANG, COLON, OPEN_BRACE, OPEN_PAREN, QUESTION } from '../../parsers/script/codes.ts';
import {
  after,
  afterType,
  codeAt,
  isAnyWord,
  isWord,
  parentOf,
  partnerOf,
} from '../../parsers/script/walk.ts';
import type { MigrationFacts } from '../types.ts';
import { DECLARING, placeOf, type Code } from './code.ts';

export function transactionFlag(code: Code): MigrationFacts['transaction'] {
  const { script } = code;
  if (!script.text.includes('ransaction')) return undefined;
  for (let token = 0; token < script.count; token++) {
    if (isWord(script, token, 'transaction')) {
      const found = fieldFlag(code, token);
      if (found) return found;
    } else if (isWord(script, token, 'isTransactional')) {
      const found = methodFlag(code, token);
      if (found) return found;
    } else if (isWord(script, token, 'noTransaction') && codeAt(script, token + 1) === OPEN_PAREN) {
      return { use: false, at: placeOf(code, Math.max(0, token - 2), after(script, token + 1) - 1) };
    }
  }
  return undefined;
}

const VALUES = new Set(['true', 'false']);

/** `exports.config = { transaction: false }`, and a field of the class: `transaction = false` */
function fieldFlag(code: Code, token: number): MigrationFacts['transaction'] {
  const { script } = code;
  const mark =
    codeAt(script, token + 1) === QUESTION || codeAt(script, token + 1) === BANG ? token + 2 : token + 1;
  const isEntry = codeAt(script, mark) === COLON && isAnyWord(script, mark + 1, VALUES);
  if (isEntry) return isConfig(code, token) ? flagAt(code, token, mark + 1) : undefined;
  const assign = codeAt(script, mark) === COLON ? afterType(script, mark + 1) : mark;
  const isField = codeAt(script, assign) === ASSIGN && isAnyWord(script, assign + 1, VALUES);
  const owner = parentOf(script, token);
  const isMember = codeAt(script, owner) === OPEN_BRACE && parentOf(script, owner) < 0;
  return isField && isMember && !isAnyWord(script, token - 1, DECLARING)
    ? flagAt(code, token, assign + 1)
    : undefined;
}

/** The object is what `config` is given. */
function isConfig({ script }: Code, token: number): boolean {
  const brace = parentOf(script, token);
  for (let at = brace - 1; at > brace - 8 && at >= 0; at--) if (isWord(script, at, 'config')) return true;
  return false;
}

function flagAt(code: Code, first: number, value: number): MigrationFacts['transaction'] {
  return { use: isWord(code.script, value, 'true'), at: placeOf(code, first, value) };
}

/** MikroORM: `isTransactional(): boolean { return false; }` */
function methodFlag(code: Code, token: number): MigrationFacts['transaction'] {
  const { script } = code;
  if (codeAt(script, token + 1) !== OPEN_PAREN) return undefined;
  const close = partnerOf(script, token + 1);
  const brace = codeAt(script, close + 1) === COLON ? afterType(script, close + 2) : close + 1;
  if (codeAt(script, brace) !== OPEN_BRACE || !isWord(script, brace + 1, 'return')) return undefined;
  return isAnyWord(script, brace + 2, VALUES)
    ? { use: isWord(script, brace + 2, 'true'), at: placeOf(code, token, after(script, brace) - 1) }
    : undefined;
}
