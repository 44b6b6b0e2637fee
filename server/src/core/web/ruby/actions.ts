/** The methods of a Ruby file that answer requests: actions of Rails and Hanami, routes of Sinatra and Grape. */
import type { CallExpr, Expr } from '../../parsers/expression.ts';
import type { Handler, UserRead } from '../types.ts';
import type { Value } from '../values.ts';
import { CALLBACKS, callbacksIn, holdsFor, type Callback } from './callbacks.ts';
import { fullName, type RubyBlock, type RubyFile } from './rubyFile.ts';
import { readsIn } from './userReads.ts';

export interface FoundAction {
  readonly handler: Handler;
  readonly block: RubyBlock;
}

export function findActions(
  file: RubyFile,
  calls: (names: readonly string[]) => readonly CallExpr[],
  valueOf: (expression: Expr) => Value,
): FoundAction[] {
  const { text, masked } = file.code;
  if (/\b(?:Sinatra::|require ['"]sinatra|Grape::API|Roda\b)/.test(text)) return routesOf(file);
  if (!/Controller\b|Hanami|\bActionController\b|def handle\b/.test(masked)) return [];
  const callbacks = callbacksIn(file, calls(CALLBACKS), valueOf);
  return file.blocks.flatMap((block) => (isAction(file, block) ? [actionOf(file, block, callbacks)] : []));
}

/** A public method of a class of actions. Methods of base classes are helpers, whatever they say. */
function isAction({ document }: RubyFile, block: RubyBlock): boolean {
  const { parent } = block;
  if (
    block.kind !== 'def' ||
    block.isHidden ||
    block.isOfClass ||
    parent?.kind !== 'class' ||
    /[?!=]$/.test(block.name)
  )
    return false;
  if (parent.base !== undefined && parent.base.endsWith('Action'))
    return block.name === 'handle' || block.name === 'call';
  if (
    !parent.name.endsWith('Controller') ||
    /^(?:initialize|default_url_options|policy_scope|current_\w+|pundit_user)$/.test(block.name)
  )
    return false;
  return (
    !/(?:^|::)(?:\w*Base|Application)Controller$/.test(parent.name) && !document.path.includes('/concerns/')
  );
}

const VERBS: Readonly<Record<string, string>> = {
  index: 'GET',
  show: 'GET',
  new: 'GET',
  edit: 'GET',
  create: 'POST',
  update: 'PATCH',
  destroy: 'DELETE',
};

function actionOf(file: RubyFile, block: RubyBlock, callbacks: readonly Callback[]): FoundAction {
  const { parent } = block;
  const owner = parent ? fullName(parent) : '';
  const own = callbacks.filter((callback) => callback.owner === parent && holdsFor(callback, block.name));
  const open = own.findLast(({ isOpen, isConditional }) => isOpen && !isConditional);
  const guard = own.findLast(({ isOpen, isConditional }) => !isOpen && !isConditional);
  const verb = VERBS[block.name];
  const access = accessOf(open, guard);
  const answer = answerOf(file, block);
  const { guarded } = access;
  // Strangers are let in by name: whose place this is, the host or the path says then, and not who asks.
  const reads = isForStrangers(access) ? answer.reads.filter(({ how }) => !TENANT.test(how)) : answer.reads;
  return {
    block,
    handler: {
      ...answer,
      reads:
        guarded && reads.every(({ what }) => what === 'cookie')
          ? [...reads, { what: 'session', how: guarded.by, at: guarded.at }]
          : reads,
      framework: parent?.base?.endsWith('Action') === true ? 'Hanami' : 'Rails',
      kind: isApi(file, block) ? 'api' : 'page',
      ...(verb !== undefined && { methods: [verb] }),
      ...access,
      name: `${controllerPath(owner)}#${block.name}`,
      owner,
    },
  };
}

function isForStrangers({ open }: Pick<Handler, 'open'>): boolean {
  return open?.by.startsWith('allow_') === true;
}

const TENANT = /^Current\.(?:account|organization|tenant|workspace|company)$/;

/** What stands last counts: a guard may be set and taken away in one class. */
function accessOf(
  open: Callback | undefined,
  guard: Callback | undefined,
): Pick<Handler, 'guarded' | 'open'> {
  if (guard && (!open || guard.at.start > open.at.start)) return { guarded: { by: guard.by, at: guard.at } };
  return open ? { open: { by: open.by, at: open.at } } : {};
}

/** `api/v1/users` of `Api::V1::UsersController` */
function controllerPath(name: string): string {
  return name
    .replace(/Controller$/, '')
    .split('::')
    .map((part) => part.replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_').toLowerCase())
    .join('/');
}

function isApi(file: RubyFile, block: RubyBlock): boolean {
  if (/(?:^|\/)api(?:\/|_)/.test(file.document.path)) return true;
  return /\b(?:render json:|respond_with\b|head :)/.test(
    file.code.masked.slice(block.body, Math.min(block.end, block.body + 4_000)),
  );
}

const SETS_COOKIE =
  /(?<![\w.])(?:cookies(?:\.(?:signed|permanent|encrypted)){0,3}\[[^\]\n]{0,80}\][ \t]{0,4}\|{0,2}=(?![=~])|session\[[^\]\n]{0,80}\][ \t]{0,4}\|{0,2}=(?![=~])|(?:response\.)?set_cookie\b|sign_in\b(?=[ (])|auto_login\b|reset_session\b|start_new_session_for\b)/;

function answerOf(file: RubyFile, block: RubyBlock): Omit<Handler, 'framework' | 'kind'> {
  const body = file.code.masked.slice(block.body, Math.min(block.end, block.body + 60_000));
  const cookie = SETS_COOKIE.exec(body);
  const reads: readonly UserRead[] = readsIn(file, block.body, block.end);
  const isMachine =
    (/webhook/i.test(block.parent?.name ?? '') &&
      /skip_forgery_protection|verify_authenticity_token|verify_\w*(?:signature|webhook)/.test(
        file.code.masked,
      )) ||
    /\bconstruct_event\b|\bsecure_compare\b|verify_webhook/.test(body);
  const at = cookie && block.body + cookie.index;
  return {
    at: file.place(block.nameAt),
    start: block.start,
    end: block.end,
    reads,
    ...(at !== null && cookie && { setsCookie: file.place({ start: at, end: at + cookie[0].length }) }),
    ...(isMachine && { machine: true as const }),
  };
}

const ROUTE = /^(get|post|put|patch|delete|options|head|link)\b\s{0,8}\(?\s{0,8}/;

/** `get '/x' do … end` */
function routesOf(file: RubyFile): FoundAction[] {
  const isGrape = file.code.text.includes('Grape::API');
  return file.blocks.flatMap((block): FoundAction[] => {
    const match = block.kind === 'do' ? ROUTE.exec(block.name) : null;
    if (!match) return [];
    const literal = file.code.stringAt(block.start + match[0].length);
    const path =
      literal && literal.holes.length === 0
        ? file.code.text.slice(literal.content.start, literal.content.end)
        : undefined;
    if (!isGrape && path?.startsWith('/') !== true) return [];
    const guard =
      /(?<![\w.])(authenticate!|protected!|require_login|authorize!|login_required|authenticate_user!|doorkeeper_authorize!)/.exec(
        file.code.masked.slice(block.body, Math.min(block.end, block.body + 2_000)),
      );
    const guardAt = guard ? block.body + guard.index : 0;
    return [
      {
        block,
        handler: {
          ...answerOf(file, block),
          at: file.place({ start: block.start, end: block.start + (match[1] ?? '').length }),
          framework: isGrape ? 'Grape' : 'Sinatra',
          kind: 'api',
          methods: [(match[1] ?? '').toUpperCase()],
          ...(path !== undefined && !isGrape && { path, syntax: 'route' as const }),
          ...(guard && {
            guarded: { by: guard[0], at: file.place({ start: guardAt, end: guardAt + guard[0].length }) },
          }),
        },
      },
    ];
  });
}
