import type { Impact } from '../../finding.ts';
import type { Span } from '../../span.ts';
import { includedFiles } from '../../web/nginx/includedFiles.ts';
import type { PlacedHeader, WebModel } from '../../web/model.ts';
import { defineProductRule } from '../../web/productRule.ts';
import type { HeaderSetting, IncludedFile, WebFacts } from '../../web/types.ts';
import type { PlacedFinding, Texts } from '../../workspaceRule.ts';

export default defineProductRule({
  id: 'caching/lost-in-nested-block',
  impact: 'medium',
  stage: 'security',
  title: 'Header that an inner block takes away',
  why: 'In nginx, a block that adds a header of its own gets none of those that stand outside of it. Security headers vanish there without a word.',
  *check({ web }, texts) {
    yield* ofIncludedFiles(web, texts);
    for (const [first, ...others] of lostTogether(web.headers)) {
      const { lost, header, file, nameAt, scope } = first;
      const where = lost.file ?? file;
      const names = [...new Set([first, ...others].map((one) => one.header))];
      yield {
        file: where,
        at: lost.at,
        kind: `lost ${scope.pattern ?? ''} ${names.join(' ')}`,
        message: `A block of nginx that adds a header of its own gets none of those that stand outside of it: answers of this one go out without ${listed(names)}. Repeat them here, put all of them into one file and include it, or write add_header_inherit merge (nginx 1.29.3 and later).`,
        impact: impactOf(names),
        related: [{ file, at: nameAt, message: `Sets ${header}` }],
      };
    }
  },
});

type Lost = PlacedHeader & { readonly lost: NonNullable<HeaderSetting['lost']> };

/** Those that go out of one and the same block. */
function lostTogether(headers: readonly PlacedHeader[]): Iterable<readonly [Lost, ...Lost[]]> {
  const blocks = new Map<string, [Lost, ...Lost[]]>();
  for (const one of headers) {
    if (!isLost(one)) continue;
    const key = `${one.lost.file ?? one.file}\0${one.lost.at.start}`;
    const block = blocks.get(key);
    if (block) block.push(one);
    else blocks.set(key, [one]);
  }
  return blocks.values();
}

function isLost(setting: PlacedHeader): setting is Lost {
  return setting.lost !== undefined;
}

/** Headers of a file that a server includes, and locations of that server that add headers of their own. */
function* ofIncludedFiles(web: WebModel, { read }: Texts): Generator<PlacedFinding> {
  const including = [...web.files].filter(([, { includes, locations }]) => includes && locations);
  if (including.length === 0) return;
  const paths = [...web.files].flatMap(([path, { headers }]) => (headers?.some(isOfWholeFile) ? [path] : []));
  for (const [file, facts] of including) {
    const { includes = [], locations = [], headers = [] } = facts;
    // Facts don't say which of several servers includes the file: only what all of them have (`http`) is judged then.
    const isOneServer = locations.every(({ server }) => server === 0);
    const outer = includes.filter(
      ({ context }) => context === 'http' || (context === 'server' && isOneServer),
    );
    const given = outer.flatMap(({ pattern }) => includedFiles(pattern, file, paths));
    if (given.length === 0 || read(file)?.includes('add_header_inherit') !== false) continue;
    for (const { group, at } of locations) {
      const own = headers.filter((one) => one.group === group && isAdded(one));
      const [first] = own;
      if (!first || isIncludedAgain(facts, at, outer)) continue;
      const lost = given.flatMap((path) =>
        (web.files.get(path)?.headers ?? [])
          .filter((one) => isOfWholeFile(one) && !own.some(({ header }) => header === one.header))
          .map((setting) => ({ path, setting })),
      );
      const [one] = lost;
      if (!one) continue;
      const names = [...new Set(lost.map(({ setting }) => setting.header))];
      yield {
        file,
        at: first.nameAt,
        kind: `lost ${first.scope.pattern ?? ''} ${names.join(' ')}`,
        message: `A block of nginx that adds a header of its own gets none of those that stand outside of it: answers of this one go out without ${listed(names)} (${one.path}). Include that file here, too, or write add_header_inherit merge (nginx 1.29.3 and later).`,
        impact: impactOf(names),
        related: [{ file: one.path, at: one.setting.nameAt, message: `Sets ${one.setting.header}` }],
      };
    }
  }
}

function isOfWholeFile({ setBy, mode, scope, when, inherited }: HeaderSetting): boolean {
  return (
    setBy === 'nginx' && mode === 'add' && scope.syntax === 'all' && !scope.conditional && !when && !inherited
  );
}

/** By add_header; what `expires` alone sets takes nothing away. */
function isAdded({ mode, inherited }: HeaderSetting): boolean {
  return mode === 'add' && !inherited;
}

/** The location has the same files. */
function isIncludedAgain(
  { includes = [], locations = [] }: WebFacts,
  { start }: Span,
  outer: readonly IncludedFile[],
): boolean {
  const next = locations.map(({ at }) => at.start).filter((other) => other > start);
  const end = Math.min(Number.POSITIVE_INFINITY, ...next);
  return includes.some(
    (one) => !outer.includes(one) && one.context !== 'server' && start < one.at.start && one.at.start < end,
  );
}

function listed(names: readonly string[]): string {
  return names.length < 3
    ? names.join(' and ')
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

function impactOf(names: readonly string[]): Impact {
  return names.some((name) =>
    /^(?:strict-transport-security|content-security-policy|x-frame-options|access-control-|cache-control)/.test(
      name,
    ),
  )
    ? 'medium'
    : 'low';
}
