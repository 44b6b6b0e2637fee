/** What a handler reads of the user, whether it stops strangers, and whether it answers with a cookie. */
import type { Part } from '../module.ts';
import { ASSIGN, CLOSE_PAREN, OPEN_PAREN, WORD } from '../../../parsers/script/codes.ts';
import { codeAt, isDot, wordAt } from '../../../parsers/script/walk.ts';
import type { Span } from '../../../span.ts';
import { accessOf, type Access } from './access.ts';
import type { UserRead } from '../../types.ts';
import { chainTo } from '../chains.ts';
import type { ScriptFile } from '../scriptFile.ts';

export function accessIn(file: ScriptFile, part: Part): Access {
  const access = accessOf(file.document, file.module, part);
  const setsCookie = access.setsCookie ?? cookieWritten(file, part);
  return { ...access, reads: eachOnce(access.reads), ...(setsCookie ? { setsCookie } : {}) };
}

/** What is read several times is told once. */
function eachOnce(reads: readonly UserRead[]): UserRead[] {
  const seen = new Set<string>();
  return reads.filter(({ how }) => {
    if (seen.has(how)) return false;
    seen.add(how);
    return true;
  });
}

/** `res.cookie(…)`, `reply.setCookie(…)`, `ctx.cookies.set(…)`, `req.session.user = …`, `req.login(…)`. */
function cookieWritten(file: ScriptFile, { first, last }: Part): Span | undefined {
  const { script } = file;
  for (let token = first; token <= last; token++) {
    if (codeAt(script, token) !== WORD) continue;
    const word = wordAt(script, token);
    if (!WRITERS.has(word)) continue;
    const chain = chainTo(script, token);
    const owner = chain.path.at(-2) ?? '';
    if (word === 'session') {
      if (/^(?:req|request|ctx)$/.test(owner) && isAssigned(file, token))
        return file.span(chain.first, token);
      continue;
    }
    if (codeAt(script, token + 1) !== OPEN_PAREN || !isDot(script, token - 1)) continue;
    if (codeAt(script, token + 2) === CLOSE_PAREN && word !== 'login') continue;
    if (
      OWNERS[word === 'set' ? 'jar' : word.toLowerCase().startsWith('log') ? 'request' : 'response'].test(
        owner,
      )
    )
      return file.span(chain.first, token);
  }
  return undefined;
}

const WRITERS = new Set(['cookie', 'clearCookie', 'setCookie', 'set', 'session', 'login', 'logIn']);
const OWNERS = {
  response: /^(?:res|response|reply|ctx|c|h|set)$|\(\)$/,
  request: /^(?:req|request|ctx)$/,
  jar: /^cookies$/,
};

/** `req.session.user = x`, `req.session.user.id = x` */
function isAssigned({ script }: ScriptFile, token: number): boolean {
  let at = token + 1;
  let hasName = false;
  while (isDot(script, at) && codeAt(script, at + 1) === WORD) {
    at += 2;
    hasName = true;
  }
  return hasName && codeAt(script, at) === ASSIGN;
}
