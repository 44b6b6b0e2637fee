/** Who is let into the actions of a controller: `before_action`, `skip_before_action` and their kin. */
import type { CallExpr, Expr } from '../../parsers/expression.ts';
import type { Span } from '../../span.ts';
import type { Value } from '../values.ts';
import type { RubyBlock, RubyFile } from './rubyFile.ts';

export interface Callback {
  readonly by: string;
  readonly at: Span;
  /** It lets in who is not signed in. */
  readonly isOpen: boolean;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  /** Only where something holds: nobody can tell. */
  readonly isConditional: boolean;
  /** The class or module that it stands in. */
  readonly owner: RubyBlock | undefined;
}

export const CALLBACKS: readonly string[] = [
  'before_action',
  'prepend_before_action',
  'append_before_action',
  'before_filter',
  'skip_before_action',
  'skip_before_filter',
  'http_basic_authenticate_with',
  'allow_unauthenticated_access',
  'skip_authentication',
  'require_unauthenticated_access',
  'allow_anonymous_access',
  'authenticates_with',
  'before',
];

export function callbacksIn(
  file: RubyFile,
  calls: readonly CallExpr[],
  valueOf: (expression: Expr) => Value,
): Callback[] {
  return [...calls.flatMap((call) => callbackOf(file, call, valueOf)), ...bareCallbacks(file)];
}

/** `allow_unauthenticated_access` with nothing behind it, as Rails' own generator has it: no call, to who reads the text. */
function bareCallbacks(file: RubyFile): Callback[] {
  return [...file.code.masked.matchAll(BARE)].flatMap(({ 1: by = '', index }) => {
    if (file.blockAt(index, 'def')) return [];
    const owner = file.blockAt(index, 'class') ?? file.blockAt(index, 'module');
    const at = file.place({ start: index, end: index + by.length });
    return [{ by, at, isOpen: true, isConditional: false, owner }];
  });
}

const OPENING =
  'allow_unauthenticated_access|skip_authentication|require_unauthenticated_access|allow_anonymous_access';
const OPENS = new RegExp(`^(?:${OPENING})$`);
const BARE = new RegExp(String.raw`(?<=^[ \t]{0,40})(${OPENING})(?=[ \t]{0,40}(?:#[^\n]*)?$)`, 'gm');

function callbackOf(file: RubyFile, call: CallExpr, valueOf: (expression: Expr) => Value): Callback[] {
  const name = call.callee.kind === 'name' ? call.callee.name : '';
  // `Controller.before_action` of another class, and calls in methods, are not of this one.
  if (name === '' || file.blockAt(call.start, 'def')) return [];
  const owner = file.blockAt(call.start, 'class') ?? file.blockAt(call.start, 'module');
  const only = namesOf(call, 'only', valueOf);
  const except = namesOf(call, 'except', valueOf);
  const isConditional = call.args.some((given) => given.name === 'if' || given.name === 'unless');
  const rest = { owner, isConditional, ...(only && { only }), ...(except && { except }) };
  const at = file.place(call.callee);
  if (name === 'http_basic_authenticate_with') return [{ ...rest, by: name, at, isOpen: false }];
  if (OPENS.test(name)) return [{ ...rest, by: name, at, isOpen: true }];
  if (name === 'before') return [];
  const isOpen = name.startsWith('skip_');
  const told = call.args
    .filter((given) => given.name === undefined)
    .flatMap(({ value }): Callback[] => {
      const symbol = valueOf(value);
      if (symbol.kind === 'text')
        return isGuard(symbol.text) && (isOpen || !onlyLooks(file, symbol.text))
          ? [{ ...rest, by: symbol.text, at: symbol.at, isOpen }]
          : [];
      return blockGuard(file, value, { ...rest, isOpen });
    });
  return told.length > 0 || !call.block ? told : blockGuard(file, call.block, { ...rest, isOpen });
}

/** `before_action -> { doorkeeper_authorize! :read }`, `before_action { redirect_to login_path unless current_user }` */
function blockGuard(file: RubyFile, { start, end }: Expr, rest: Omit<Callback, 'by' | 'at'>): Callback[] {
  const text = file.code.masked.slice(start, Math.min(end, start + 2_000));
  const called = [...text.matchAll(/[a-z_]\w{2,60}[?!]?/g)].find(([word]) => isGuard(word));
  const refused = called ?? /\bunless (?:current_\w+|logged_in\?|signed_in\?|user_signed_in\?)/.exec(text);
  if (!refused) return [];
  const at = start + (refused.index ?? 0);
  return [{ ...rest, by: refused[0], at: file.place({ start: at, end: at + refused[0].length }) }];
}

/** What people and libraries call a method that turns away who is not signed in. */
function isGuard(name: string): boolean {
  return GUARD.test(name) && !NO_GUARD.test(name);
}

const GUARD =
  /authenticat|authori[sz]e|^(?:require|ensure|must_be|needs?|check|verify|validate|restrict|force|only|enforce)_(?:\w+_)?(?:log(?:ged_)?in|login|user|admin\w*|auth\w*|sign(?:ed)?_?in|account|session|access|owner|member\w*|moderator|staff|token|api_?key|permissions?|role\w*)(?:_|$|[!?])|^(?:login|user|admin|account|session|moderator|auth)_required$|_only!?$|^signed_in_\w+|^logged_in_\w*|^doorkeeper_authorize!|^restrict_access|^require_current_|^admin_access|^require_2fa|^check_auth/;
const NO_GUARD =
  /authenticity|unauthenticated|not_authenticated|no_authentication|optional|already|if_(?:logged|signed|auth)|unless_|maybe|try_|^set_|^load_|skip|logged_out|signed_out|no_user|nobody_logged|guest|redirect_if|after_|csrf|origin|recaptcha|turnstile|invalid_auth|_not_|rate_limit|throttle|authentication_scheme|authenticator/;

/** A method of this file that turns nobody away: it only finds out who is asking. */
function onlyLooks({ blocks, code }: RubyFile, name: string): boolean {
  const method = blocks.find((block) => block.kind === 'def' && block.name === name);
  return (
    method !== undefined &&
    !/\b(?:redirect_\w+|head|render\w*|raise|halt|deny\w*|forbid\w*|unauthori[sz]ed\w*|not_found|access_denied|request_\w+|require_\w+|authenticate_or_\w+|\w+!)/.test(
      code.masked.slice(method.body, method.end),
    )
  );
}

function namesOf(
  call: CallExpr,
  name: string,
  valueOf: (expression: Expr) => Value,
): readonly string[] | undefined {
  const given = call.args.find((argument) => argument.name === name);
  if (!given) return undefined;
  const value = valueOf(given.value);
  const items = value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
}

/** Whether a callback holds for an action, by its `only` and `except`. */
export function holdsFor({ only, except }: Callback, action: string): boolean {
  if (only) return only.includes(action);
  return !except?.includes(action);
}
