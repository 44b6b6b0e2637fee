import type { TextRange } from '../../finding.ts';
import { parseJson } from '../../parsers/json.ts';
import { entriesOf, nodeAt, scalarOf, type TreeScalar } from '../../parsers/tree.ts';
import { lowerNameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { MigrationReader } from '../reader.ts';
import { commandFinder } from '../settings/productionCommands.ts';
import { mayPush, pushCommandsIn, type PushCommand } from '../settings/pushCommands.ts';
import type { SchemaPush } from '../types.ts';

/** Commands that change the schema past the migrations, where production runs them. */
export default {
  languages: ['json', 'yaml', 'toml', 'shell', 'dockerfile'],
  triggers: [],
  reads: isRead,
  read(document) {
    if (document.text.length > 300_000 || !mayPush(document.text)) return undefined;
    const pushes = isPackage(document.path) ? inScripts(document) : inCommands(document);
    return pushes.length > 0 ? { pushes } : undefined;
  },
} satisfies MigrationReader;

function isRead(path: string): boolean {
  return isPackage(path) || commandFinder(path) !== undefined;
}

function isPackage(path: string): boolean {
  return lowerNameOf(path) === 'package.json';
}

function inCommands(document: Document): readonly SchemaPush[] {
  const commands = commandFinder(document.path)?.(document) ?? [];
  return commands.flatMap(({ start, end, where }) =>
    pushCommandsIn(document.text, start, end).map((found) => pushOf(document, found, where)),
  );
}

function pushOf(
  document: Document,
  found: PushCommand,
  where: SchemaPush['where'],
  at: TextRange = found,
): SchemaPush {
  return {
    command: found.command,
    at: spanOf(document, at.start, at.end),
    where,
    ...(found.destructive && { destructive: true }),
  };
}

/** Scripts that hosts run by themselves, or that people name so: npm's life cycle, Vercel, Heroku, Render. */
const OF_BUILDS =
  /^(?:pre|post)?(?:build|install|vercel-build|now-build|heroku-(?:pre|post)build|render-build|netlify-build|build[:_-](?:prod(?:uction)?|vercel|heroku|render|ci|app|web|server|railway|all))$|^gcp-build$/;
const OF_DEPLOYS =
  /^(?:pre|post)?(?:start|deploy|release|prod(?:uction)?|(?:start|deploy|release|serve|migrate)[:_-](?:prod(?:uction)?|web|server|app|api|railway|render|fly|heroku|migrate|db|docker))$/;

function inScripts(document: Document): readonly SchemaPush[] {
  const root = document.parsed(parseJson).roots[0];
  const scripts = new Map<string, TreeScalar>();
  for (const { key, value } of entriesOf(nodeAt(root, 'scripts'))) {
    const script = scalarOf(value);
    if (script) scripts.set(key.text, script);
  }
  const found: SchemaPush[] = [];
  for (const [name, script] of scripts) {
    const where = OF_BUILDS.test(name) ? 'build-script' : OF_DEPLOYS.test(name) ? 'deploy' : undefined;
    if (!where) continue;
    for (const push of pushCommandsIn(document.text, script.start, script.end))
      found.push(pushOf(document, push, where));
    found.push(...inCalledScripts(document, script, { scripts, where }));
  }
  return found;
}

const CALL =
  /\b(?:npm|pnpm|yarn|bun)(?:[ \t]+run)?[ \t]+([\w:.-]{1,80})|\b(?:npm-run-all|run-s|run-p)((?:[ \t]+[\w:.-]{1,80}){1,10})/g;

/** `"build": "npm run db:push && next build"`: what stands at the call runs, two calls deep. */
function inCalledScripts(
  document: Document,
  { start, end }: TextRange,
  {
    scripts,
    where,
    deep = 0,
  }: { scripts: ReadonlyMap<string, TreeScalar>; where: SchemaPush['where']; deep?: number },
): readonly SchemaPush[] {
  const text = document.text.slice(start, end);
  return [...text.matchAll(CALL)].flatMap((match) => {
    const names = (match[1] ?? match[2] ?? '').trim().split(/[ \t]+/);
    const at = { start: start + match.index, end: start + match.index + match[0].length };
    return names.flatMap((name) => {
      const script = scripts.get(name);
      // Those of production are read by themselves.
      if (!script || OF_BUILDS.test(name) || OF_DEPLOYS.test(name)) return [];
      const own = pushCommandsIn(document.text, script.start, script.end).map((push) =>
        pushOf(document, push, where, at),
      );
      const further = deep < 1 ? inCalledScripts(document, script, { scripts, where, deep: deep + 1 }) : [];
      const place = spanOf(document, at.start, at.end);
      return own.concat(further.map((push) => Object.assign({}, push, { at: place })));
    });
  });
}
