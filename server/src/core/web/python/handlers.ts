/** The functions of a Python file that answer requests: routes, views, methods of views, and middleware. */
import type { Handler } from '../types.ts';
import { guardOf, ownCheckIn, type Access } from './access.ts';
import { readsIn } from './userReads.ts';
import { namesIn, type PythonBlock, type PythonFile } from './pythonFile.ts';
import { routesOf, type Route } from './routes.ts';
import { targetsIn } from './targets.ts';

/** A handler, and the function or class that it is made from. */
export interface FoundHandler {
  readonly handler: Handler;
  /** Absent where only the address stands here. */
  readonly block?: PythonBlock;
}

export function findHandlers(file: PythonFile): FoundHandler[] {
  const framework = frameworkOf(file);
  if (framework === undefined) return [];
  const routes = routesOf(file);
  const children = childrenOf(file.blocks);
  const found: FoundHandler[] = [];
  for (const block of file.blocks) {
    if (found.length >= MOST) break;
    if (block.kind === 'class') found.push(...handlersOfClass(file, block, framework, routes, children));
    else if (block.parent?.kind !== 'class' || block.decorators.length > 0)
      found.push(...handlersOfFunction(file, block, framework, routes));
  }
  return [...found, ...targetsIn(file, framework)];
}

const MOST = 2_000;

function childrenOf(
  blocks: readonly PythonBlock[],
): ReadonlyMap<PythonBlock | undefined, readonly PythonBlock[]> {
  const children = new Map<PythonBlock | undefined, PythonBlock[]>();
  for (const block of blocks) {
    const known = children.get(block.parent);
    if (known) known.push(block);
    else children.set(block.parent, [block]);
  }
  return children;
}

/** What the file is written for, by its imports; undefined where it answers no requests. */
function frameworkOf({ code, document }: PythonFile): string | undefined {
  // One look at all of the text, and many at what it imports.
  const imports = (code.text.match(IMPORTS) ?? []).join('\n');
  const known = FRAMEWORKS.find(([pattern]) => pattern.test(imports));
  if (known) return known[1];
  return /(?:^|\/)(?:views?|api|routes?|routers?|handlers?|endpoints?|controllers?|resources?)(?:\/|(?:_\w+)?\.py$)/.test(
    document.path,
  )
    ? 'Python'
    : undefined;
}

const IMPORTS = /^[ \t]{0,16}(?:from|import) [^\n]{1,200}/gm;
const FRAMEWORKS: readonly (readonly [RegExp, string])[] = [
  [/^[ \t]*(?:from|import) fastapi\b/m, 'FastAPI'],
  [/^[ \t]*(?:from|import) (?:rest_framework|ninja)\b/m, 'Django REST framework'],
  [/^[ \t]*(?:from|import) (?:flask|quart|flask_\w+)\b/m, 'Flask'],
  [/^[ \t]*(?:from|import) litestar\b/m, 'Litestar'],
  [/^[ \t]*(?:from|import) sanic\b/m, 'Sanic'],
  [/^[ \t]*(?:from|import) starlette\b/m, 'Starlette'],
  [/^[ \t]*(?:from|import) aiohttp(?:\.web\b| import[^\n]{0,80}\bweb\b)/m, 'aiohttp'],
  [/^[ \t]*(?:from|import) tornado\b/m, 'Tornado'],
  [/^[ \t]*(?:from|import) falcon\b/m, 'Falcon'],
  [/^[ \t]*(?:from|import) bottle\b/m, 'Bottle'],
  [/^[ \t]*(?:from|import) pyramid\b/m, 'Pyramid'],
  [/^[ \t]*(?:from|import) cherrypy\b/m, 'CherryPy'],
  [/^[ \t]*(?:from|import) (?:robyn|blacksheep|molten|hug|responder)\b/m, 'Python'],
  [/^[ \t]*(?:from|import) (?:django|allauth|wagtail)\b/m, 'Django'],
];

function handlersOfFunction(
  file: PythonFile,
  block: PythonBlock,
  framework: string,
  routes: ReadonlyMap<PythonBlock, readonly Route[]>,
): FoundHandler[] {
  const owned = routes.get(block) ?? [];
  const first = namesIn(file, block)[0] ?? '';
  const kind: Handler['kind'] | undefined =
    owned.length > 0
      ? 'api'
      : isMiddleware(file, block)
        ? 'middleware'
        : isView(file, block, framework, first)
          ? 'unknown'
          : undefined;
  if (kind === undefined) return [];
  const owner = block.parent?.kind === 'class' ? block.parent : undefined;
  const access = [guardOf(file, block), owner && guardOf(file, owner)];
  const reads = readsIn(file, block, block);
  const one = (route: Route | undefined): FoundHandler => ({
    block,
    handler: makeHandler(file, block, framework, kind, { reads, access, route, ...(owner && { owner }) }),
  });
  return owned.length > 0 ? owned.map(one) : [one(undefined)];
}

/** `def page(request): … return render(request, …)`, whose path another file says. */
function isView(file: PythonFile, block: PythonBlock, framework: string, first: string): boolean {
  if (
    !/^(?:Django|aiohttp$|Starlette$|Sanic$)/.test(framework) ||
    block.parent ||
    block.name.startsWith('_') ||
    !/^_?req(?:uest)?$/.test(first)
  )
    return false;
  if (
    block.decorators.some(({ name }) =>
      /(?:^|\.)(?:receiver|register|fixture|shared_task|task|contextmanager|filter|simple_tag)$/.test(name),
    )
  )
    return false;
  const body = file.code.masked.slice(block.start, Math.min(block.end, block.start + 60_000));
  return ANSWERS.test(body);
}

const ANSWERS =
  /\b(?:Http\w{0,40}Response\w{0,40}|HttpResponse\w{0,40}|JsonResponse|StreamingHttpResponse|FileResponse|TemplateResponse|(?:PlainText|HTML|JSON|Redirect)?Response|json_response|response\.(?:json|text|html|raw|file|empty)|render|redirect|get_object_or_404)\(|\breturn serve\(/;

function isMiddleware({ code }: PythonFile, block: PythonBlock): boolean {
  if (block.decorators.some(({ name }) => /\.middleware$|^middleware$|\.web\.middleware$/.test(name)))
    return true;
  return (
    block.parent === undefined &&
    /^(?:after_request|before_request|add_\w*headers?)$/.test(block.name) &&
    code.masked.includes('.middleware(')
  );
}

const VERBS = /^(?:on_)?(?:get|post|put|patch|delete|head|options)$/;
const VIEWSET = /^(?:list|retrieve|create|update|partial_update|destroy)$/;
const VIEW_METHODS: Readonly<Record<string, string>> = {
  list: 'GET',
  retrieve: 'GET',
  create: 'POST',
  update: 'PUT',
  partial_update: 'PATCH',
  destroy: 'DELETE',
};

function handlersOfClass(
  file: PythonFile,
  block: PythonBlock,
  framework: string,
  routes: ReadonlyMap<PythonBlock, readonly Route[]>,
  children: ReadonlyMap<PythonBlock | undefined, readonly PythonBlock[]>,
): FoundHandler[] {
  const bases = namesIn(file, block).filter((name) => name !== 'metaclass');
  const owned = routes.get(block) ?? [];
  const isViewClass = bases.some((base) => /(?:View|ViewSet|ViewSetMixin)$/.test(base));
  const mayHaveVerbs =
    isViewClass ||
    owned.length > 0 ||
    bases.some((base) =>
      /(?:Resource|RequestHandler|Handler|Endpoint|Controller|API|Api|Mixin)$/.test(base),
    ) ||
    (framework === 'Falcon' && block.name.endsWith('Resource'));
  const methods = (children.get(block) ?? []).filter(({ kind }) => kind === 'function');
  const middleware = methods.filter((method) => isMiddlewareMethod(file, block, method));
  if (middleware.length > 0)
    return middleware.map((method) => ({
      block: method,
      handler: makeHandler(file, method, framework, 'middleware', {
        reads: readsIn(file, method, method),
        access: [],
        route: undefined,
        owner: block,
      }),
    }));
  if (!mayHaveVerbs) return [];
  const answering = methods.filter(({ name }) => VERBS.test(name) || (isViewClass && VIEWSET.test(name)));
  const others = methods.filter((method) => !answering.includes(method) && !routes.has(method));
  const access = guardOf(file, block);
  const shared = others
    .filter(({ name }) =>
      /^(?:get_\w+|dispatch|setup|prepare|initial|before_\w+|check_\w+|has_\w+)$/.test(name),
    )
    .flatMap((method) => readsIn(file, method, method));
  const kind: Handler['kind'] = isViewClass && !framework.startsWith('Django REST') ? 'unknown' : 'api';
  if (answering.length === 0) {
    if (!isViewClass || bases.length === 0) return [];
    const route = owned[0];
    return [
      {
        block,
        handler: makeHandler(file, block, framework, kind, {
          reads: shared,
          access: [access],
          route,
          owner: block,
        }),
      },
    ];
  }
  return answering.flatMap((method) => {
    const verb = VIEW_METHODS[method.name] ?? method.name.replace(/^on_/, '').toUpperCase();
    const reads = withoutDoubles([...readsIn(file, method, method), ...shared]);
    const make = (route: Route | undefined): FoundHandler => ({
      block: method,
      handler: makeHandler(file, method, framework, kind, {
        reads,
        access: [guardOf(file, method), access],
        route: route && { ...route, methods: [verb] },
        owner: block,
        methods: [verb],
      }),
    });
    return owned.length > 0 ? owned.map(make) : [make(undefined)];
  });
}

function withoutDoubles(reads: Handler['reads']): Handler['reads'] {
  return reads.filter(({ how }, index) => reads.findIndex((other) => other.how === how) === index);
}

function isMiddlewareMethod(file: PythonFile, owner: PythonBlock, { name, ...method }: PythonBlock): boolean {
  const parameters = namesIn(file, { name, ...method });
  if (name === 'dispatch') return parameters.includes('call_next');
  if (name === 'process_response') return true;
  return (
    name === '__call__' &&
    parameters[1] === 'request' &&
    /[Mm]iddleware/.test(owner.name) &&
    file.code.masked.slice(owner.start, owner.end).includes('get_response')
  );
}

interface Parts {
  readonly reads: Handler['reads'];
  readonly access: readonly (Access | undefined)[];
  readonly route: Route | undefined;
  readonly owner?: PythonBlock;
  readonly methods?: readonly string[];
}

function makeHandler(
  file: PythonFile,
  block: PythonBlock,
  framework: string,
  kind: Handler['kind'],
  { reads, access, route, owner, methods }: Parts,
): Handler {
  // What stands nearer says more: `@permission_classes([AllowAny])` on a method of a guarded class.
  const nearest = access.find((one) => one?.guarded ?? one?.open);
  const guarded = nearest ? nearest.guarded : (route?.guarded ?? ownCheckIn(file, block));
  const open = nearest?.open;
  const setsCookie = cookieSetIn(file, block);
  const verbs = route?.methods ?? methods ?? methodsAllowed(file, block);
  return {
    at: file.place(block.nameAt),
    start: block.decorators[0]?.start ?? block.start,
    end: block.end,
    framework,
    kind,
    reads: withGuard(reads, guarded),
    ...(route?.path !== undefined && { path: route.path, syntax: 'route' as const }),
    ...(verbs && { methods: verbs }),
    ...(setsCookie && { setsCookie }),
    ...(guarded && { guarded }),
    ...(open && { open }),
    ...(isForMachines(file, block, route?.path, verbs) && { machine: true as const }),
    name: owner && owner !== block ? owner.name : block.name,
    ...(owner && { owner: owner.name }),
  };
}

/** Whoever is turned away is asked first. */
function withGuard(reads: Handler['reads'], guarded: Handler['guarded']): Handler['reads'] {
  if (!guarded || reads.some(({ what }) => what !== 'cookie')) return reads;
  return [...reads, { what: 'session', how: guarded.by, at: guarded.at }];
}

/** What the answer itself is made of: not what is asked before. */
export function readsOf({ reads, guarded }: Handler): Handler['reads'] {
  return reads.filter(({ what, at }) => what !== 'session' || at.start !== guarded?.at.start);
}

const ALLOWED = /(?:^|\.)require_(GET|POST|safe|http_methods)$|(?:^|\.)api_view$/;

/** `@require_GET`, `@api_view(["POST"])` */
function methodsAllowed({ code }: PythonFile, block: PythonBlock): readonly string[] | undefined {
  for (const { name, open, end } of block.decorators) {
    const match = ALLOWED.exec(name);
    if (!match) continue;
    if (match[1] === 'GET' || match[1] === 'POST') return [match[1]];
    if (match[1] === 'safe') return ['GET', 'HEAD'];
    const written = open === -1 ? [] : [...code.text.slice(open, end).matchAll(/["']([A-Za-z]{3,7})["']/g)];
    return written.length > 0 ? written.map((one) => (one[1] ?? '').toUpperCase()) : ['GET'];
  }
  return undefined;
}

const SETS_COOKIE =
  /\.(?:set_cookie|set_signed_cookie|set_secure_cookie|add_cookie)\(|(?<![\w.])(?:login_user|auth_login|set_access_cookies|set_refresh_cookies|set_jwt_cookies)\(|(?<![\w.])(?:self\.)?request\.session\[[^\]\n]{0,80}\][ \t]{0,4}=(?!=)|(?<![\w.])session\[[^\]\n]{0,80}\][ \t]{0,4}=(?!=)|(?<![\w.])login\(request,/;

function cookieSetIn(file: PythonFile, block: PythonBlock): Handler['setsCookie'] {
  const body = file.code.masked.slice(block.body, Math.min(block.end, block.body + 60_000));
  const match = SETS_COOKIE.exec(body);
  if (!match) return undefined;
  const start = block.body + match.index;
  return file.place({ start, end: start + match[0].replace(/\($/, '').trimEnd().length });
}

function isForMachines(
  { code }: PythonFile,
  block: PythonBlock,
  path: string | undefined,
  verbs: readonly string[] | undefined,
): boolean {
  const takesPosts =
    verbs === undefined
      ? block.decorators.some(({ name }) => name.endsWith('csrf_exempt'))
      : verbs.includes('POST');
  if (takesPosts && (/webhook/i.test(block.name) || /webhook/i.test(path ?? ''))) return true;
  return /\bconstruct_event\(|\bcompare_digest\(|HTTP_X_HUB_SIGNATURE|verify_webhook/.test(
    code.masked.slice(block.body, block.end),
  );
}
