/** Symfony's routes: `#[Route('/x', methods: ['GET'])]`, `@Route("/x")`, `#[IsGranted]`. */
import type { TextRange } from '../../finding.ts';
import { contentOf, literalsIn, namedArgument, plainArguments, stringIn } from '../../env/code/lookups.ts';
import { argumentsAt } from '../../parsers/code.ts';
import type { Found } from '../backend/found.ts';
import type { Handler } from '../types.ts';

const ATTRIBUTE = /#\[(?:[^\]\n]{0,200},\s{0,8})?\\?(?:\w{1,40}\\){0,8}(Route|IsGranted|Security)\(/g;

const MOST_ROUTES = 600;

export function readSymfonyRoutes(found: Found): void {
  const { code } = found;
  let prefix = '';
  let classGuard: Handler['guarded'];
  const guards: { offset: number; guard: NonNullable<Handler['guarded']> }[] = [];
  const routes: { offset: number; at: TextRange; path: string; methods: string[] }[] = [];
  for (const match of code.masked.matchAll(ATTRIBUTE)) {
    if (routes.length + guards.length > MOST_ROUTES) break;
    const open = match.index + match[0].length - 1;
    const parts = argumentsAt(code, open);
    const name = match[1] ?? '';
    const nameStart = open - name.length;
    const onClass =
      /^[^;{}]{0,1500}?\bclass\s/.test(code.masked.slice(open, open + 1_600)) &&
      !/^[^{}]{0,1500}?\bfunction\b/.test(code.masked.slice(open, open + 1_600));
    if (name !== 'Route') {
      if (/^[^\n]{0,80}PUBLIC_ACCESS/.test(code.text.slice(open, open + 100))) continue;
      const guard = { by: name, at: found.span({ start: nameStart, end: open }) };
      if (onClass) classGuard = guard;
      else guards.push({ offset: match.index, guard });
      continue;
    }
    const part = namedArgument(code, parts, /^path$/) ?? plainArguments(code, parts)[0];
    const content = stringIn(code, part);
    const path = contentOf(code, content);
    if (path === undefined || !content) continue;
    if (onClass) {
      prefix = path.replace(/\/$/, '');
      continue;
    }
    const given = namedArgument(code, parts, /^methods$/);
    const methods = given
      ? literalsIn(code, given, 10).map((literal) =>
          code.text.slice(literal.content.start, literal.content.end).toUpperCase(),
        )
      : [];
    routes.push({ offset: match.index, at: content, path: `${prefix}${path}`, methods });
  }
  for (const { offset, at, path, methods } of routes) {
    const body = found.functions.find(({ start }) => start > offset);
    if (!body) continue;
    const guarded =
      guards.find(
        (one) =>
          one.offset < body.start &&
          one.offset > offset - 600 &&
          !found.functions.some(({ start }) => start > one.offset && start < body.start),
      )?.guard ?? classGuard;
    found.handler({
      at: at.end > at.start ? at : { start: at.start - 1, end: at.end + 1 },
      body: { start: body.start, end: body.end },
      path: path || '/',
      syntax: 'route',
      framework: 'Symfony controller',
      ...(methods.length > 0 && { methods }),
      ...(guarded && { guarded }),
    });
  }
}
