/** `config/routes.rb`: addresses with the actions that answer them, as far as they are told plainly. */
import { lastName, type CallExpr } from '../../parsers/expression.ts';
import type { Guard, Handler } from '../types.ts';
import type { Value } from '../values.ts';
import type { RubyBlock } from './rubyFile.ts';
import type { RubyWeb } from './rubyWeb.ts';

const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'match', 'root', 'resources', 'resource'];
const MOST = 3_000;

export function readRoutes(web: RubyWeb): {
  readonly handlers: readonly Handler[];
  readonly guards: readonly Guard[];
} {
  if (!/(?:^|\/)routes(?:\/[\w/]+)?\.rb$/.test(web.file.document.path)) return { handlers: [], guards: [] };
  const handlers: Handler[] = [];
  const rounds = new Map<RubyBlock | undefined, Round>();
  const opening: Opening = new Map(web.calls(OPENING).map((call) => [call.callee.start, call]));
  for (const call of web.calls(VERBS)) {
    if (handlers.length >= MOST) break;
    if (call.callee.kind !== 'name') continue;
    const round = roundOf(web, web.file.blockAt(call.start, 'do'), call.start, { rounds, opening });
    handlers.push(
      ...(/^resources?$/.test(call.callee.name) ? ofResources(web, call, round) : ofVerb(web, call, round)),
    );
  }
  return { handlers, guards: [] };
}

/** What the blocks round a route add to it. */
interface Round {
  readonly path: string;
  /** `api/v1/` */
  readonly module: string;
  readonly controller?: string;
  readonly guarded?: Handler['guarded'];
}

const NOTHING: Round = { path: '', module: '' };

/** Calls with blocks by where they begin. */
type Opening = ReadonlyMap<number, CallExpr>;

interface Known {
  readonly rounds: Map<RubyBlock | undefined, Round>;
  readonly opening: Opening;
}

function roundOf(web: RubyWeb, block: RubyBlock | undefined, offset: number, known: Known): Round {
  if (!block) return NOTHING;
  // The call that opens a block stands outside of it.
  if (offset < block.body)
    return roundOf(web, block.parent?.kind === 'do' ? block.parent : undefined, block.start, known);
  const before = known.rounds.get(block);
  if (before) return before;
  const outer = roundOf(web, block.parent?.kind === 'do' ? block.parent : undefined, block.start, known);
  const round = within(web, block, outer, known.opening);
  known.rounds.set(block, round);
  return round;
}

const OPENING = ['namespace', 'scope', 'resources', 'resource', 'authenticate', 'controller'];

function within(web: RubyWeb, block: RubyBlock, outer: Round, opening: Opening): Round {
  const word = /^\w+/.exec(block.name)?.[0] ?? '';
  if (word === 'collection') return { ...outer, path: outer.path.replace(/\/:\w+_id$/, '') };
  if (word === 'member') return { ...outer, path: outer.path.replace(/\/:\w+_id$/, '/:id') };
  const call = opening.get(block.start);
  if (!call) return outer;
  const name = textOf(web.valueOf(call.args.find((given) => given.name === undefined)?.value ?? call));
  const named = (key: string): string | undefined => {
    const given = call.args.find((argument) => argument.name === key);
    return given && textOf(web.valueOf(given.value));
  };
  switch (word) {
    case 'namespace':
      return {
        ...outer,
        path: joinPath(outer.path, named('path') ?? name ?? ''),
        module: `${outer.module}${named('module') ?? name ?? ''}/`,
      };
    case 'scope':
      return {
        ...outer,
        path: joinPath(outer.path, named('path') ?? name ?? ''),
        module: outer.module + (named('module') === undefined ? '' : `${named('module')}/`),
      };
    case 'controller':
      return name === undefined ? outer : { ...outer, controller: name };
    case 'resources':
    case 'resource': {
      if (name === undefined) return outer;
      const base = joinPath(outer.path, named('path') ?? name);
      const key = name.endsWith('s') && word === 'resources' ? `${base}/:${singular(name)}_id` : base;
      return {
        ...outer,
        path: key,
        controller: named('controller') ?? (word === 'resource' ? plural(name) : name),
      };
    }
    case 'authenticate':
      return { ...outer, guarded: { by: 'authenticate', at: web.file.place(call.callee) } };
    default:
      return outer;
  }
}

const ACTIONS: readonly (readonly [
  action: string,
  methods: readonly string[],
  suffix: string,
  isOfMany: boolean,
])[] = [
  ['index', ['GET'], '', true],
  ['create', ['POST'], '', false],
  ['new', ['GET'], '/new', false],
  ['show', ['GET'], '/:id', false],
  ['edit', ['GET'], '/:id/edit', false],
  ['update', ['PATCH', 'PUT'], '/:id', false],
  ['destroy', ['DELETE'], '/:id', false],
];

function ofResources(web: RubyWeb, call: CallExpr, round: Round): Handler[] {
  const isSingle = lastName(call.callee) === 'resource';
  const only = wordsOf(web, call, 'only');
  const except = wordsOf(web, call, 'except');
  const given = (key: string): string | undefined => wordsOf(web, call, key)?.[0];
  const names = call.args
    .filter((argument) => argument.name === undefined)
    .map(({ value }) => web.valueOf(value));
  return names.flatMap((name): Handler[] => {
    if (name.kind !== 'text') return [];
    const controller =
      round.module +
      (given('module') === undefined ? '' : `${given('module')}/`) +
      (given('controller') ?? (isSingle ? plural(name.text) : name.text));
    const base = joinPath(round.path, given('path') ?? name.text);
    return ACTIONS.filter(
      ([action, , , isOfMany]) =>
        (only ? only.includes(action) : !except?.includes(action)) && !(isSingle && isOfMany),
    ).map(([action, methods, suffix]) =>
      routeTo(
        web,
        name.at,
        call,
        round,
        base + (isSingle ? suffix.replace('/:id', '') : suffix),
        methods,
        `${controller}#${action}`,
      ),
    );
  });
}

function ofVerb(web: RubyWeb, call: CallExpr, round: Round): Handler[] {
  const verb = lastName(call.callee);
  const [first] = call.args;
  if (!first) return [];
  const to = wordsOf(web, call, 'to')?.[0];
  const action = wordsOf(web, call, 'action')?.[0];
  const controller = wordsOf(web, call, 'controller')?.[0] ?? round.controller;
  // `get "x" => "a#b"`
  const isPair =
    first.name !== undefined &&
    first.nameAt !== undefined &&
    /[/#]|^\w+$/.test(first.name) &&
    first.name !== 'to';
  const value = first.name === undefined ? web.valueOf(first.value) : undefined;
  const path = verb === 'root' ? '/' : isPair ? first.name : value?.kind === 'text' ? value.text : undefined;
  const at =
    isPair && first.nameAt
      ? web.file.place(first.nameAt)
      : value?.kind === 'text'
        ? value.at
        : web.file.place(call.callee);
  if (path === undefined) return [];
  const told =
    verb === 'root'
      ? (to ?? (value && textOf(value)))
      : (to ?? (isPair ? textOf(web.valueOf(first.value)) : undefined));
  const target =
    told?.includes('#') === true
      ? round.module + told
      : controller === undefined
        ? /^\w+\/\w+$/.test(path)
          ? round.module + path.replace('/', '#')
          : undefined
        : `${round.module}${controller}#${action ?? told ?? path}`;
  if (target === undefined) return [];
  const on = wordsOf(web, call, 'on')?.[0];
  const around =
    on === 'collection'
      ? round.path.replace(/\/:\w+_id$/, '')
      : on === 'member'
        ? round.path.replace(/\/:\w+_id$/, '/:id')
        : round.path;
  const methods =
    verb === 'match'
      ? (wordsOf(web, call, 'via') ?? []).map((word) => word.toUpperCase())
      : verb === 'root'
        ? ['GET']
        : [verb.toUpperCase()];
  return [
    routeTo(
      web,
      at,
      call,
      round,
      verb === 'root' ? joinPath(around, '') || '/' : joinPath(around, path),
      methods,
      target,
    ),
  ];
}

function routeTo(
  web: RubyWeb,
  at: Handler['at'],
  call: CallExpr,
  round: Round,
  path: string,
  methods: readonly string[],
  target: string,
): Handler {
  return {
    at,
    start: call.start,
    end: Math.min(call.end, web.file.document.lineAt(call.start).end),
    framework: 'Rails',
    path: path.replace(/\(\.:format\)$/, ''),
    syntax: 'route',
    ...(methods.length > 0 && !methods.includes('ALL') && { methods }),
    kind: 'unknown',
    reads: [],
    ...(round.guarded && { guarded: round.guarded }),
    target: target.replace(/^\//, ''),
  };
}

function wordsOf(web: RubyWeb, call: CallExpr, key: string): readonly string[] | undefined {
  const given = call.args.find((argument) => argument.name === key);
  if (!given) return undefined;
  const value = web.valueOf(given.value);
  return (value.kind === 'list' ? value.items : [value]).flatMap((item) => textOf(item) ?? []);
}

function textOf(value: Value): string | undefined {
  return value.kind === 'text' ? value.text : undefined;
}

function joinPath(before: string, path: string): string {
  const own = path.replace(/^\/|\/$/g, '');
  return own === '' ? before : `${before}/${own}`;
}

function singular(name: string): string {
  return name
    .replace(/ies$/, 'y')
    .replace(/(?<=ss|x|ch|sh)es$/, '')
    .replace(/(?<!s)s$/, '');
}

function plural(name: string): string {
  if (/(?:s|x|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? name.replace(/y$/, 'ies') : `${name}s`;
}
