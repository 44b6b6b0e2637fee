/** What stands before many of a Python file's handlers: dependencies of the application, hooks, and classes that views are made from. */
import type { Guard, HandlerClass } from '../types.ts';
import { guardOf, ownCheckIn, requiredBy } from './access.ts';
import type { PythonWeb } from './pythonWeb.ts';
import { namesIn, type PythonBlock } from './pythonFile.ts';
import { argumentsOf, textAt } from './routes.ts';

interface Guards {
  readonly guards: readonly Guard[];
  readonly classes: readonly HandlerClass[];
}

export function readGuards(web: PythonWeb): Guards {
  const classes = viewClasses(web);
  return {
    guards: [
      ...readApplications(web),
      ...readHooks(web),
      ...classes.flatMap((block) => readClass(web, block)),
    ],
    classes: classes.map((block) => ({
      name: block.name,
      bases: namesIn(web.file, block).filter((name) => name !== 'metaclass'),
      at: web.file.place(block.nameAt),
    })),
  };
}

const APPLICATION = /(?<![\w.])(FastAPI|Starlette|Litestar)\(|(?<=\.)include_router\(/g;

/** `FastAPI(dependencies=[Depends(verify)])`, `app.include_router(api, prefix="/api", dependencies=[…])` */
function readApplications(web: PythonWeb): Guard[] {
  const { code } = web.file;
  const guards: Guard[] = [];
  for (const match of code.masked.matchAll(APPLICATION)) {
    const { named } = argumentsOf(code, match.index + match[0].length - 1);
    const required = requiredBy(web.file, named.get('dependencies'));
    if (!required) continue;
    const isWhole = match[1] !== undefined;
    const prefixAt = named.get('prefix');
    const prefix = textAt(code, prefixAt);
    // Without a prefix nobody can tell here which addresses it holds for.
    if (!isWhole && (prefix === undefined || !prefixAt)) continue;
    guards.push({
      at: required.at,
      by: required.by,
      scope:
        isWhole || !prefixAt || prefix === undefined
          ? { syntax: 'all' }
          : { pattern: prefix, syntax: 'prefix', at: web.file.place(prefixAt) },
      framework: 'FastAPI',
    });
  }
  return guards;
}

const REFUSES =
  /\babort\(\s{0,20}40[13]\b|login_manager\.unauthorized\(|redirect\([^\n]{0,80}(?:login|sign_?in)|return[^\n]{0,160},\s{0,4}401\b/;

/** `if token: try: … except: abort(401)`: who sends nothing is let through, and who sends something wrong is not. */
function looksOnlyAtWhatIsSent(body: string): boolean {
  if (
    !/\bif[ \t(]{1,8}\w{0,40}(?:token|header|authorization|api_?key)\w{0,20}[ \t)]{0,8}(?:and\b|:)/i.test(
      body,
    )
  )
    return false;
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  return lines.every((line, index) => !STOPS.test(line) || /^\s*except\b/.test(lines[index - 1] ?? ''));
}

const STOPS = /\b(?:abort|unauthorized|redirect)\(|\breturn\b.*401/;

/** `@app.before_request` whose function turns away whoever is not signed in. */
function readHooks(web: PythonWeb): Guard[] {
  const { file } = web;
  return file.blocks.flatMap((block) => {
    const hook = block.decorators.find(({ name }) => /\.before_(?:app_)?request$/.test(name));
    // What stops forged forms asks nobody to sign in.
    if (!hook || /csrf|xsrf/i.test(block.name)) return [];
    const own = guardOf(file, block)?.guarded ?? ownCheckIn(file, block);
    const refusal = own
      ? undefined
      : REFUSES.exec(file.code.text.slice(block.body, Math.min(block.end, block.body + 10_000)));
    const asks =
      refusal &&
      !looksOnlyAtWhatIsSent(file.code.masked.slice(block.body, block.end)) &&
      /session|token|user|auth/i.test(file.code.masked.slice(block.body, block.end));
    if (!own && !asks) return [];
    const receiver = hook.name.slice(0, hook.name.indexOf('.'));
    const blueprint = new RegExp(`(?<![\\w.])${receiver}\\s{0,8}=\\s{0,8}[\\w.]{0,40}Blueprint\\(`).exec(
      file.code.masked,
    );
    const prefixAt =
      blueprint && argumentsOf(file.code, blueprint.index + blueprint[0].length - 1).named.get('url_prefix');
    const prefix = textAt(file.code, prefixAt ?? undefined);
    if (blueprint && !hook.name.includes('app_request') && prefix === undefined) return [];
    return [
      {
        at: own?.at ?? file.place(block.nameAt),
        by: own?.by ?? block.name,
        scope:
          prefixAt && prefix !== undefined
            ? { pattern: prefix, syntax: 'prefix' as const, at: file.place(prefixAt) }
            : { syntax: 'all' as const },
        framework: 'Flask',
      },
    ];
  });
}

/** Classes whose name or bases say that views are made of them. */
function viewClasses(web: PythonWeb): PythonBlock[] {
  if (
    web.handlers.length === 0 &&
    !/permission_classes|LoginRequired|login_required|decorators\s{0,8}=/.test(web.file.code.masked)
  )
    return [];
  return web.file.blocks.filter(
    (block) =>
      block.kind === 'class' &&
      [block.name, ...namesIn(web.file, block)].some((name) =>
        /(?:View|ViewSet|Mixin|Resource|Endpoint|RequestHandler|Handler|API)$/.test(name),
      ),
  );
}

function readClass(web: PythonWeb, block: PythonBlock): Guard[] {
  const guarded = guardOf(web.file, block)?.guarded;
  return guarded
    ? [{ at: guarded.at, by: guarded.by, scope: { syntax: 'all' }, framework: 'Python', owner: block.name }]
    : [];
}
