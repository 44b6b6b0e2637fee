import { printable } from '../printable.ts';
import { TOOL_NAME } from '../product.ts';
import type { RouteRow, RouteTable } from '../web/routes/table.ts';
import { PLAIN, plural, type Paint } from './text.ts';

/** The routes for other programs, one object, schema version 1. */
export function routesAsJson(
  table: RouteTable,
  { version, root }: { version: string; root: string },
): string {
  return `${JSON.stringify({ schemaVersion: 1, tool: { name: TOOL_NAME, version }, root, ...table }, null, 2)}\n`;
}

const NONE = 'No routes were found.';
const WIDEST_PATH = 44;

/** The routes for a terminal. */
export function routesAsText({ routes }: RouteTable, paint: Paint = PLAIN): string {
  if (routes.length === 0) return `${NONE}\n`;
  const methodWidth = widest(routes.map(methodsOf), 4, 16);
  const pathWidth = widest(
    routes.map(({ path }) => path),
    4,
    WIDEST_PATH,
  );
  const head = [
    'METHOD'.padEnd(methodWidth),
    'PATH'.padEnd(pathWidth),
    'WHO'.padEnd(13),
    'CACHING AND CORS',
  ].join('  ');
  const lines = routes.flatMap((route) => {
    const first = [
      methodsOf(route).padEnd(methodWidth),
      printable(route.path).padEnd(pathWidth),
      route.access.padEnd(13),
      printable(policyOf(route)),
    ];
    const line = `  ${first.join('  ').trimEnd()}`;
    const indent = ' '.repeat(methodWidth + pathWidth + 6);
    const why = [`${route.file}:${route.line}`, route.reason, ...noteOf(route)].map(printable).join(' · ');
    return [isTrouble(route) ? paint('red', line) : line, paint('dim', `${indent}${why}`)];
  });
  return [
    paint('bold', plural(routes.length, 'route')),
    paint('dim', `  ${head}`),
    ...lines,
    '',
    ...summary(routes),
    '',
  ].join('\n');
}

/** The routes as a document to hand over. */
export function routesAsMarkdown({ routes }: RouteTable): string {
  if (routes.length === 0) return `# Routes\n\n${NONE}\n`;
  const rows = routes.map((route) =>
    [
      methodsOf(route),
      code(route.path),
      route.access,
      cell(route.reason),
      route.caching === '' ? '–' : code(route.caching),
      cell(route.cors === '' ? '–' : route.cors),
      cell(route.neverPublic ?? ''),
      code(`${route.file}:${route.line}`),
    ].join(' | '),
  );
  return [
    '# Routes',
    '',
    '| Method | Path | Who may see it | Why | Caching | Other sites | Never public because | Code |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
    ...summary(routes),
    '',
  ].join('\n');
}

function summary(routes: readonly RouteRow[]): readonly string[] {
  const never = routes.filter(({ neverPublic }) => neverPublic !== undefined);
  const wrong = never.filter(({ isShared }) => isShared);
  return [
    `${plural(never.length, 'route')} must never be kept by a shared cache${wrong.length === 0 ? '.' : `; ${wrong.length} of them may be, as they are set up.`}`,
  ];
}

function isTrouble({ neverPublic, isShared }: RouteRow): boolean {
  return neverPublic !== undefined && isShared;
}

function methodsOf({ methods }: RouteRow): string {
  return methods.length === 0 ? 'any' : methods.join(',');
}

function policyOf({ caching, cors }: RouteRow): string {
  return [caching, cors === '' ? '' : `CORS: ${cors}`].filter((part) => part !== '').join('  ') || '–';
}

function noteOf({ neverPublic }: RouteRow): readonly string[] {
  return neverPublic === undefined ? [] : [`never public: ${neverPublic}`];
}

function widest(texts: readonly string[], least: number, most: number): number {
  return texts.reduce((width, { length }) => Math.min(most, Math.max(width, length)), least);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Backticks in it would end it. */
function code(text: string): string {
  return `\`${cell(text).replaceAll('`', "'")}\``;
}
