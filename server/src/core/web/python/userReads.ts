/** Where code in Python reads who is asking. */
import { isInString } from '../../parsers/code.ts';
import type { UserRead } from '../types.ts';
import { partsIn, type PythonBlock, type PythonFile } from './pythonFile.ts';

/** In the order of the text; each way of asking once. */
export function readsIn(
  file: PythonFile,
  block: PythonBlock,
  within: { readonly body: number; readonly end: number },
): UserRead[] {
  const { code } = file;
  const reads: UserRead[] = [...readsOfParameters(file, block)];
  const known = new Set(reads.map(({ how }) => how));
  const from = within.body;
  const body = code.masked.slice(from, Math.min(within.end, from + 100_000));
  const sessions = importsSession(file);
  for (const match of body.matchAll(READS)) {
    if (reads.length >= 40) break;
    const found = readOf(match, sessions, (start, end) => code.text.slice(from + start, from + end));
    if (!found || known.has(found.how) || isInString(code, from + match.index)) continue;
    known.add(found.how);
    const start = from + match.index;
    reads.push({ ...found, at: file.place({ start, end: start + found.how.length }) });
  }
  return reads;
}

const READS =
  /(?<![\w.])(?:(?:self\.)?(?:request|req|_request)\.(user|session|COOKIES|cookies|auth|META|headers|authorization|state\.user|ctx\.user|identity|authenticated_userid|get_cookie|get_signed_cookie|remote_user|jwt_user|account|current_user|user_id)\b|(session)(?=[[.])|(current_user)\b(?!\s{0,4}[=(:])|(?:g|flask\.g)\.(user|current_user|user_id|account|identity)\b(?!\s{0,4}=(?!=))|self\.(current_user|get_current_user|get_secure_cookie|get_cookie|get_signed_cookie)\b|(get_jwt_identity|get_jwt|get_current_user|get_user|current_identity|authenticated_userid|verify_jwt_in_request|get_authenticated_user|auth\.current_user|resolve_user|require_user)\()/g;

const SESSIONS = new WeakMap<PythonFile, boolean>();

/** `from flask import session`: elsewhere `session` is one of a database or of requests. */
function importsSession(file: PythonFile): boolean {
  const known = SESSIONS.get(file);
  if (known !== undefined) return known;
  const found =
    /\b(?:flask|quart|bottle)\b/.test(file.code.text) &&
    /\bfrom (?:flask|quart|bottle)\b[^\n]{0,400}\bsession\b|\bfrom flask import \([^()]{0,600}\bsession\b/.test(
      file.code.text,
    );
  SESSIONS.set(file, found);
  return found;
}

type Found = Pick<UserRead, 'what' | 'how'>;

function readOf(
  match: RegExpExecArray,
  hasSession: boolean,
  textOf: (start: number, end: number) => string,
): Found | undefined {
  const how = match[0].replace(/\($/, '');
  const end = match.index + match[0].length;
  const [, ofRequest, session, user, ofG, ofSelf, asked] = match;
  const behind = textOf(end, end + 80);
  if (ofRequest !== undefined) return readOfRequest(ofRequest, how, behind);
  if (session !== undefined) return hasSession ? sessionRead('session', how, behind) : undefined;
  if (ofSelf !== undefined) return { what: ofSelf.includes('cookie') ? 'cookie' : 'user', how };
  if (user !== undefined || ofG !== undefined) return { what: 'user', how };
  return asked === undefined ? undefined : { what: 'user', how };
}

function readOfRequest(member: string, how: string, behind: string): Found | undefined {
  switch (member) {
    case 'META':
      return /^(?:\.get\()?\[?\s{0,4}["']HTTP_(?:AUTHORIZATION|COOKIE)["']/.test(behind)
        ? { what: 'authorization', how }
        : undefined;
    case 'headers':
      return /^(?:\.get\(|\[)\s{0,4}b?["'](?:authorization|cookie|x-(?:api-key|auth-token|access-token|user-id))["']/i.test(
        behind,
      )
        ? { what: 'authorization', how }
        : undefined;
    case 'session':
      return sessionRead('session', how, behind);
    case 'COOKIES':
    case 'cookies':
    case 'get_cookie':
    case 'get_signed_cookie':
      return isCookieOfLooks(behind) ? undefined : { what: 'cookie', how };
    case 'auth':
    case 'authorization':
      return { what: 'authorization', how };
    default:
      // `request.user = …` says who it is for those that come after.
      return /^[ \t]{0,4}=(?!=)/.test(behind) ? undefined : { what: 'user', how };
  }
}

/** What is only put into a session is not read. */
function sessionRead(what: UserRead['what'], how: string, behind: string): Found | undefined {
  if (
    /^\[[^\]\n]{1,60}\][ \t]{0,4}=(?!=)/.test(behind) ||
    /^\.(?:pop|clear|flush|setdefault|permanent|modified|set_expiry)\b/.test(behind)
  )
    return undefined;
  return { what, how };
}

/** Cookies that say how a page looks tell nobody who somebody is. */
function isCookieOfLooks(behind: string): boolean {
  return /^(?:\.get)?[[(]\s{0,4}["'](?:theme|dark_?mode|lang(?:uage)?|locale|django_language|timezone|tz|sidebar\w*|color\w*|view_?mode)["']/i.test(
    behind,
  );
}

const ASKED = /\b(?:Depends|Security)\(\s{0,20}([\w.]{1,80})/;
const NAMED_TYPE = /^(\w{1,80})\s{0,4}:\s{0,4}([\w.[\], |"']{1,160})/;

/** `user: User = Depends(get_current_user)`, `current_user: CurrentUser`, `token: str = Cookie()` */
function readsOfParameters(file: PythonFile, block: PythonBlock): UserRead[] {
  const { code } = file;
  if (block.kind !== 'function' || block.open === -1) return [];
  const reads: UserRead[] = [];
  for (const part of partsIn(code, block.open).slice(0, 60)) {
    const text = code.masked.slice(part.start, Math.min(part.end, part.start + 400));
    const asked = ASKED.exec(text);
    const start = part.start;
    if (asked?.[1] !== undefined) {
      if (!asksForUser(asked[1])) continue;
      const at = start + asked.index;
      reads.push({
        what: 'user',
        how: asked[1],
        at: file.place({ start: at + asked[0].length - asked[1].length, end: at + asked[0].length }),
      });
      continue;
    }
    const typed = NAMED_TYPE.exec(text);
    const name = /^\w{1,80}/.exec(text)?.[0] ?? '';
    if (typed?.[2] !== undefined && isTypeOfUser(typed[1] ?? '', typed[2].trim()))
      reads.push({ what: 'user', how: name, at: file.place({ start, end: start + name.length }) });
    else if (
      /=\s{0,4}Cookie\(|\bAnnotated\[[^\]]{0,80}\bCookie\(/.test(text) &&
      !/theme|lang|locale/i.test(name)
    )
      reads.push({ what: 'cookie', how: name, at: file.place({ start, end: start + name.length }) });
    else if (/^authorization\b/i.test(name) && /\bHeader\(/.test(text))
      reads.push({ what: 'authorization', how: name, at: file.place({ start, end: start + name.length }) });
  }
  return reads;
}

/** `get_current_user`, `auth.require_admin`; not `get_user_service`, `get_session` (of a database). */
export function asksForUser(dependency: string): boolean {
  const name = dependency.slice(dependency.lastIndexOf('.') + 1);
  if (
    /service|repo|manager|store|client|dao|crud|(?:^|_)db|uow|factory|settings|config|limit|pagina|query|filter|by_id|from_path/i.test(
      name,
    )
  )
    return false;
  return /current_|CurrentUser|(?:^|_)(?:auth|authenticated?|authori[sz]ed?|authentication|authorization|logged_?in|login|signed_?in|superuser|admin|principal|identity|jwt|oauth2?|bearer|api_?key|token)(?:_|$)|_user_or_\w+|(?:^|_)user_id$|verify_(?:user|session|token|jwt|access|admin)|require_(?:user|role|perm|admin|auth|session|login|scope|owner|member)|(?:Permission|Role|Auth)\w*(?:Checker|Required|Bearer|Guard)|RequirePermission|RequireRole|BearerAuth/.test(
    name,
  );
}

function isTypeOfUser(name: string, type: string): boolean {
  return (
    /^(?:current_\w+|auth(?:enticated|ed)?_user|logged_in_user|_?user|_?current_user|_?me|principal)$/.test(
      name,
    ) &&
    /^"?(?:Current|Auth|Logged|Active|Admin|SuperUser|Superuser|Verified|Authenticated|Authed|UserDep|UserDependency|RequireUser|OptionalUser)\w*/.test(
      type,
    )
  );
}
