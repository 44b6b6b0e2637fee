/** Where code in Ruby reads who is asking. */
import { isInString } from '../../parsers/code.ts';
import type { UserRead } from '../types.ts';
import type { RubyFile } from './rubyFile.ts';

const READS =
  /(?<![\w.:@])(?:(@?current_(?:user|account|member|admin|admin_user|person|customer|company|organization|organisation|team|family|tenant|resource_owner|ability|spree_user|order)\b\??|Current\.(?:user|account|session|organization|family|person|tenant|member|workspace|company)\b|(?:user_|admin_)?signed_in\?|logged_in\?|spree_current_user|policy_scope\b|authenticate_(?:with_http_\w+|or_request_with_http_\w+)|doorkeeper_token|warden\.user|authenticate_user!?(?=\s*$)|try_spree_current_user)|(session)(?=\[|\.(?:fetch|dig)\b)|(cookies)(?=[[.])|request\.(?:(authorization)\b|(headers|env)(?=\[|\.(?:fetch|key\?|dig)\b)))/gm;

export function readsIn(file: RubyFile, start: number, end: number): UserRead[] {
  const { code } = file;
  const body = code.masked.slice(start, Math.min(end, start + 100_000));
  const reads: UserRead[] = [];
  const known = new Set<string>();
  for (const match of body.matchAll(READS)) {
    if (reads.length >= 40) break;
    const [how] = match;
    const at = start + match.index;
    const found = readOf(match, code.text.slice(at + how.length, at + how.length + 80));
    if (!found || known.has(how) || isInString(code, at)) continue;
    known.add(how);
    reads.push({ what: found, how, at: file.place({ start: at, end: at + how.length }) });
  }
  return reads;
}

function readOf(
  [, user, session, cookies, authorization]: RegExpExecArray,
  behind: string,
): UserRead['what'] | undefined {
  if (user !== undefined)
    return isWritten(behind)
      ? undefined
      : user.includes('token') || user.includes('http')
        ? 'authorization'
        : 'user';
  if (session !== undefined)
    return isWritten(behind.replace(/^\[[^\]\n]{1,60}\]/, '')) ? undefined : 'session';
  if (cookies !== undefined)
    return isWritten(behind.replace(/^(?:\.\w+){0,3}\[[^\]\n]{1,60}\]/, '')) ||
      /^\.delete\b/.test(behind) ||
      /^(?:\.\w+){0,3}\[:?["']?(?:theme|locale|lang|color_scheme|timezone|time_zone)\b/.test(behind)
      ? undefined
      : 'cookie';
  if (authorization !== undefined) return 'authorization';
  return /^(?:\.\w+\??\(|\[)["'](?:HTTP_)?(?:authorization|cookie|x[-_](?:auth[-_]token|api[-_]key|access[-_]token|user[-_]token))["']/i.test(
    behind,
  )
    ? 'authorization'
    : undefined;
}

function isWritten(behind: string): boolean {
  return /^[ \t]{0,4}=(?![=~>])/.test(behind);
}
