/** Who is let in: what decorators, attributes of classes and dependencies say. */
import type { TextRange } from '../../finding.ts';
import type { Handler } from '../types.ts';
import { namesIn, partsIn, type Decorator, type PythonBlock, type PythonFile } from './pythonFile.ts';
import { asksForUser } from './userReads.ts';

export interface Access {
  readonly guarded?: Handler['guarded'];
  readonly open?: Handler['open'];
}

/** What a function's or class's own decorators, parameters, bases and attributes say. */
export function guardOf(file: PythonFile, block: PythonBlock): Access | undefined {
  for (const decorator of block.decorators) {
    const said = accessOfDecorator(file, decorator);
    if (said) return said;
  }
  if (block.kind === 'function') return parameterGuard(file, block);
  return attributeAccess(file, block) ?? baseGuard(file, block);
}

/** `@login_required`, `@auth.login_required`, `@jwt_required()`, `@require_admin`, `@requires("authenticated")` */
const GUARD =
  /(?:^|[._])(?:login|log_in|auth|authentication|authorization|authed|permissions?|perms?|staff(?:_member)?|superuser|admin|token|jwt|roles?|groups?|user|session|scopes?|verified|mfa|2fa|otp|account|membership|subscription|api_?key|member|owner)(?:_is|_are)?_?(?:required|accepted)$|^(?:(?:is_|api_)?authenticated|authorize\w*|user_passes_test|require_(?:auth\w*|login|permissions?|any_of_permission|roles?|admin\w*|super_?\w*|user|token|session|scopes?|api_?key|jwt|access|owner|member\w*)|requires?_?(?:auth\w*|login|roles?|admin\w*|permissions?|user|session|scopes?)|requires|protected|secured?|allow_permission|allowed_users|admin_only|staff_only|members_only|login_required_\w+|check_(?:auth\w*|permissions?|login|token)|validate_token|verify_(?:token|jwt|user|session)|has_permissions?|permission_classes)$/i;

const OPEN =
  /^(?:login_not_required|public|allow_anonymous|allow_any|no_auth|noauth|exempt_from_auth|unauthenticated|skip_auth\w*|anonymous_user_required|public_endpoint)$/i;

function accessOfDecorator(file: PythonFile, decorator: Decorator): Access | undefined {
  const { code } = file;
  const last = decorator.name.slice(decorator.name.lastIndexOf('.') + 1);
  const inside = code.masked.slice(decorator.start, Math.min(decorator.end, decorator.start + 400));
  if (last === 'method_decorator') {
    const [first] = decorator.open === -1 ? [] : partsIn(code, decorator.open);
    const name = first && /^\[?\s{0,40}([\w.]{1,80})/.exec(code.masked.slice(first.start, first.end))?.[1];
    if (name === undefined || !first || !GUARD.test(name.slice(name.lastIndexOf('.') + 1))) return undefined;
    return { guarded: { by: name, at: file.place({ start: first.start, end: first.start + name.length }) } };
  }
  const at = file.place(decorator.nameAt);
  if (OPEN.test(last)) return { open: { by: decorator.name, at } };
  if (last === 'permission_classes')
    return accessOfClasses(file, { start: decorator.open, end: decorator.end });
  if (!GUARD.test(last) && !GUARD.test(decorator.name)) return undefined;
  return /\boptional\s{0,4}=\s{0,4}True\b/.test(inside) ? undefined : { guarded: { by: decorator.name, at } };
}

/** `Depends(get_current_user)`: whoever is nobody gets 401, unless its name says that it is optional. */
function parameterGuard(file: PythonFile, block: PythonBlock): Access | undefined {
  if (block.open === -1) return undefined;
  for (const part of partsIn(file.code, block.open).slice(0, 60)) {
    const guarded = dependencyIn(file, part) ?? typeGuard(file, part);
    if (guarded) return { guarded };
  }
  return undefined;
}

const DEPENDENCY = /\b(?:Depends|Security|Provide)\(\s{0,20}(\w[\w.]{0,80})/g;

function dependencyIn(file: PythonFile, range: TextRange): Handler['guarded'] {
  const text = file.code.masked.slice(range.start, Math.min(range.end, range.start + 2_000));
  for (const match of text.matchAll(DEPENDENCY)) {
    const name = match[1] ?? '';
    if (!asksForUser(name) || isOptional(name)) continue;
    const end = range.start + match.index + match[0].length;
    return { by: name, at: file.place({ start: end - name.length, end }) };
  }
  return undefined;
}

/** `current_user: CurrentUser`, where the type brings its dependency along. */
function typeGuard(file: PythonFile, { start, end }: TextRange): Handler['guarded'] {
  const text = file.code.masked.slice(start, Math.min(end, start + 200));
  const match =
    /^\w{1,80}\s{0,4}:\s{0,4}((?:Current|Auth|Logged|Active|Admin|Super[Uu]ser|Authenticated|Verified)\w{0,40})\s{0,4}$/.exec(
      text,
    );
  if (
    match?.[1] === undefined ||
    /Form$|Request$|Service$|Config$|Settings$|Optional|Schema$|Client$|Body$|Token$/.test(match[1])
  )
    return undefined;
  if (!/User|Admin|Superuser|SuperUser|Principal|Account|Member/.test(match[1])) return undefined;
  const at = start + match[0].indexOf(match[1], 1);
  return { by: match[1], at: file.place({ start: at, end: at + match[1].length }) };
}

function isOptional(name: string): boolean {
  return /optional|maybe|or_none|or_anonymous|if_any|soft|try_/i.test(name);
}

/** `dependencies=[Depends(get_current_user)]` */
export function requiredBy(file: PythonFile, range: TextRange | undefined): Handler['guarded'] {
  return range && dependencyIn(file, range);
}

const GUARDING_BASE =
  /(?:^|\.)(?:\w*(?:LoginRequired|PermissionRequired|UserPassesTest|AccessRequired|StaffRequired|Superuser|Authenticated|AuthRequired|AdminRequired|Staff(?:member)?Required|LoggedIn|AccessMixin|RoleRequired)\w*)$/;

function baseGuard(file: PythonFile, block: PythonBlock): Access | undefined {
  const name = namesIn(file, block).find((base) => GUARDING_BASE.test(base));
  if (name === undefined) return undefined;
  const start = file.code.masked.indexOf(name, block.open);
  return { guarded: { by: name, at: file.place({ start, end: start + name.length }) } };
}

const ATTRIBUTE =
  /\n[ \t]{1,40}(permission_classes|authentication_classes|decorators|method_decorators|login_required)[ \t]{0,8}(?::[^=\n]{0,60})?=[ \t]{0,8}/g;

function attributeAccess(file: PythonFile, block: PythonBlock): Access | undefined {
  const { code } = file;
  const head = code.masked.slice(block.body, Math.min(block.end, block.body + 6_000));
  for (const match of head.matchAll(ATTRIBUTE)) {
    const start = block.body + match.index + match[0].length;
    const line = file.document.lineAt(start);
    const close = /[[(]/.test(code.masked[start] ?? '') ? code.partnerOf(start) + 1 : line.end;
    const range = { start, end: close > start ? close : line.end };
    if (match[1] === 'permission_classes') return accessOfClasses(file, range);
    if (match[1] === 'authentication_classes') continue;
    const text = code.masked.slice(range.start, Math.min(range.end, range.start + 400));
    const name =
      match[1] === 'login_required'
        ? /^True\b/.exec(text)?.[0]
        : [...text.matchAll(/[\w.]{1,80}/g)]
            .map(([word]) => word)
            .find((word) => GUARD.test(word.slice(word.lastIndexOf('.') + 1)));
    if (name !== undefined) {
      const at = start + text.indexOf(name);
      return {
        guarded: {
          by: name === 'True' ? 'login_required' : name,
          at: file.place({ start: at, end: at + name.length }),
        },
      };
    }
  }
  return undefined;
}

const LETS_ALL_IN = /AllowAny|Anyone|Everyone|Public|NoAuth|ReadOnly|Anonymous|Unauthenticated|AllowNone/;

/** `[IsAuthenticated, IsOwner]`, `(AllowAny,)`, `[]`. */
function accessOfClasses(file: PythonFile, { start, end }: TextRange): Access | undefined {
  const text = file.code.masked.slice(start, Math.min(end, start + 600));
  const names = [...text.matchAll(/[A-Za-z_][\w.]{0,100}/g)].filter(
    ([name]) => !/^(?:permission_classes|for|in|if|else|and|or|not)$/.test(name),
  );
  const [first] = names;
  if (!first)
    return /^\(?\s*[[(]/.test(text)
      ? { open: { by: 'permission_classes', at: file.place({ start, end }) } }
      : undefined;
  const at = file.place({ start: start + first.index, end: start + first.index + first[0].length });
  const isOpen = names.every(([name]) => LETS_ALL_IN.test(name)) || /ReadOnly|AllowAny/.test(first[0]);
  return isOpen ? { open: { by: first[0], at } } : { guarded: { by: first[0], at } };
}

const OWN_CHECK =
  /\bif\s{1,8}(?:not\s{1,8}(?:self\.)?request\.user(?:\.is_authenticated|\.is_staff|\.is_superuser)?\b|(?:self\.)?request\.user\.is_anonymous\b|not\s{1,8}current_user(?:\.is_authenticated)?\b|["']user(?:_id)?["']\s{1,4}not\s{1,4}in\s{1,4}session\b|not\s{1,4}session\.get\(|g\.user\s{1,4}is\s{1,4}None|not\s{1,4}g\.user\b)[^\n]{0,120}:\s{0,400}(?:return\b|raise\b|abort\(|self\.send_error)/;

/** `if not request.user.is_authenticated: return redirect(…)`. */
export function ownCheckIn(file: PythonFile, block: PythonBlock): Handler['guarded'] {
  const body = file.code.masked.slice(block.body, Math.min(block.end, block.body + 20_000));
  const match = OWN_CHECK.exec(body);
  if (!match) return undefined;
  const start = block.body + match.index;
  const end = start + match[0].indexOf(':');
  return { by: match[0].slice(3, match[0].indexOf(':')).trim(), at: file.place({ start, end }) };
}
