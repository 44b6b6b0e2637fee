/** Addresses whose handlers stand in other files: Django's urlpatterns and routers, tables of Flask-RESTful and aiohttp. */
import type { TextRange } from '../../finding.ts';
import type { Handler } from '../types.ts';
import { argumentsOf, textAt, type Arguments } from './routes.ts';
import { prefixOfRouter } from './mounts.ts';
import type { PythonFile } from './pythonFile.ts';

interface Target {
  readonly handler: Handler;
}

const PATTERN =
  /(?<![\w.])(path|re_path|url)\(|(?<=\.)(register|add_resource|add_\w{1,20}_resource|add_(?:get|post|put|delete|patch|route|view|url_rule))\(/g;

export function targetsIn(file: PythonFile, framework: string): Target[] {
  const { code } = file;
  const isDjango = framework.startsWith('Django') && /urlpatterns|\.register\(/.test(code.masked);
  if (!isDjango && !/\.add_/.test(code.masked)) return [];
  const own = new Set(file.blocks.filter(({ parent }) => !parent).map(({ name }) => name));
  const found: Target[] = [];
  for (const match of code.masked.matchAll(PATTERN)) {
    if (found.length >= 3_000) break;
    const given = argumentsOf(code, match.index + match[0].length - 1);
    const kind = match[1] ?? match[2] ?? '';
    if (match[1] !== undefined ? !isDjango : isDjango !== (kind === 'register')) continue;
    const target =
      match[1] === undefined
        ? tableTarget(file, kind, given, () => prefixBefore(file, match.index))
        : urlTarget(file, kind, given);
    if (!target || (target.target !== undefined && own.has(target.target))) continue;
    found.push({ handler: { ...target, framework: isDjango ? 'Django' : framework } });
  }
  return found;
}

type Found = Omit<Handler, 'framework'>;

/** `path("users/<int:id>/", views.user)`, `re_path(r"^x$", X.as_view())` */
function urlTarget(file: PythonFile, kind: string, { plain, named }: Arguments): Found | undefined {
  const [first, second] = [
    plain[0] ?? named.get('route') ?? named.get('regex'),
    plain[1] ?? named.get('view'),
  ];
  const text = textAt(file.code, first);
  if (
    text === undefined ||
    !first ||
    !second ||
    /^include\b/.test(file.code.masked.slice(second.start, second.end))
  )
    return undefined;
  const answering = answeringOf(file, second);
  if (answering?.target === undefined) return undefined;
  const isRegex = kind !== 'path' && /[\\^$(?[]/.test(text);
  return {
    ...whole(file, first, second),
    path: isRegex ? text.replace(/^\^?\/?/, '^/') : `/${text.replace(/^\//, '')}`,
    syntax: isRegex ? 'regex' : 'route',
    kind: 'unknown',
    reads: [],
    ...answering,
  };
}

/** `router.register(r"users", UserViewSet)`, `api.add_resource(Users, "/users")`, `app.router.add_get("/", index)` */
function tableTarget(
  file: PythonFile,
  kind: string,
  { plain, named }: Arguments,
  prefix: () => string,
): Found | undefined {
  const { code } = file;
  const address = plain.find((part) => textAt(code, part) !== undefined) ?? named.get('prefix');
  const text = textAt(code, address);
  const isRegister = kind === 'register';
  const second = isRegister
    ? (plain[1] ?? named.get('viewset'))
    : kind.endsWith('resource')
      ? plain[0]
      : (plain.find((part) => part !== address && textAt(code, part) === undefined) ??
        named.get('view_func'));
  if (text === undefined || !address || !second || (!isRegister && !text.startsWith('/'))) return undefined;
  const answering = answeringOf(file, second);
  if (answering?.target === undefined) return undefined;
  const verb = /_(get|post|put|delete|patch)$/.exec(kind)?.[1];
  return {
    ...whole(file, address, second),
    path: isRegister ? `${prefix()}/${text.replace(/^\^?\/?/, '')}/` : text,
    syntax: 'route',
    ...(verb !== undefined && { methods: [verb.toUpperCase()] }),
    kind: 'api',
    reads: [],
    ...answering,
  };
}

/** What stands before the addresses of `router` in `router.register(…)`. */
function prefixBefore(file: PythonFile, dot: number): string {
  const router = /(\w{1,80})\.$/.exec(file.code.masked.slice(Math.max(0, dot - 81), dot))?.[1];
  return router === undefined ? '' : prefixOfRouter(file, router);
}

function whole(file: PythonFile, address: TextRange, view: TextRange): Pick<Handler, 'at' | 'start' | 'end'> {
  const literal = file.code.stringAt(address.start);
  return {
    at: file.place(literal?.content ?? address),
    start: Math.min(address.start, view.start),
    end: Math.max(address.end, view.end),
  };
}

const GUARDING =
  /^(?:login_required|staff_member_required|permission_required|user_passes_test|superuser_required|admin_view|admin_required)$/;

/** `login_required(views.index)`, `X.as_view(…)`, `views.index`: the last name that is no wrapper. */
function answeringOf(
  file: PythonFile,
  { start, end }: TextRange,
): Pick<Handler, 'target' | 'guarded'> | undefined {
  const text = file.code.masked.slice(start, Math.min(end, start + 400));
  let guarded: Handler['guarded'];
  let target: string | undefined;
  for (const match of text.matchAll(/[A-Za-z_][\w.]{0,120}/g)) {
    const parts = match[0].split('.');
    const last = parts.at(-1) ?? '';
    const behind = text[match.index + match[0].length];
    if (GUARDING.test(last)) {
      guarded = {
        by: last,
        at: file.place({ start: start + match.index, end: start + match.index + match[0].length }),
      };
      continue;
    }
    if (last === 'as_view') target = parts.at(-2);
    else if (behind === '(') continue;
    else target = last;
    break;
  }
  return target === undefined ? undefined : { target, ...(guarded && { guarded }) };
}
