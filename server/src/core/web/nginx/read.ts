/** What nginx' configuration says about response headers, caches and who is let in. */
import { parseNginx, parseNginxIn } from '../../parsers/nginx.ts';
import type { Document } from '../../source.ts';
import type { TextRange } from '../../finding.ts';
import { spanOf } from '../../span.ts';
import { factList } from '../servers/factList.ts';
import type { ExportedValue, Guard, IncludedFile, ServerLocation, WebFacts } from '../types.ts';
import type { Condition } from '../values.ts';
import { blocksOf, inForce, outwards, spanOfWord, type NginxBlock } from './block.ts';
import { isPlain, readCondition } from './conditions.ts';
import { headersOf } from './headers.ts';
import { patternOf } from './locations.ts';
import { proxyCachesOf } from './proxyCaches.ts';
import { valueOfBranches } from './values.ts';
import { branchesOf, variablesOf, type Variables } from './variables.ts';

/** `range`: where the configuration stands in a file of another kind. */
export function readNginx(document: Document, range?: TextRange): WebFacts | undefined {
  const directives = range
    ? parseNginxIn(document.text, range.start, range.end)
    : document.parsed(parseNginx);
  const blocks = blocksOf(document, directives);
  const variables = variablesOf(document, blocks, readCondition);
  const { settings, groups } = headersOf(variables, blocks);
  const facts: WebFacts = {
    ...factList('headers', settings),
    ...factList('proxyCaches', proxyCachesOf(variables, blocks)),
    ...factList('locations', locationsOf(document, blocks, groups)),
    ...factList('guards', guardsOf(document, blocks)),
    ...factList('originTests', originTestsOf(variables, blocks)),
    ...factList('exports', exportsOf(variables, blocks)),
    ...factList('includes', includesOf(document, blocks)),
  };
  return Object.keys(facts).length > 0 ? facts : undefined;
}

function locationsOf(
  document: Document,
  blocks: readonly NginxBlock[],
  groups: ReadonlyMap<NginxBlock, number>,
): ServerLocation[] {
  const numbers = new Map<NginxBlock, number>();
  const servers = new Map(
    blocks.filter(({ kind }) => kind === 'server').map((block, index) => [block, index]),
  );
  const inOrder = blocks
    .filter(({ kind }) => kind === 'location')
    .sort((left, right) => (left.directive?.start ?? 0) - (right.directive?.start ?? 0));
  for (const [index, block] of inOrder.entries()) numbers.set(block, index);
  return inOrder.flatMap((block) => {
    if (!block.directive) return [];
    const { match, pattern, start, end } = patternOf(block.directive);
    const round = [...outwards(block.parent)];
    const outer = round.find(({ kind }) => kind === 'location');
    const server = round.find(({ kind }) => kind === 'server');
    const inside = outer && numbers.get(outer);
    const group = groups.get(block);
    return [
      {
        at: spanOf(document, start, Math.min(end, document.lineAt(start).end)),
        server: (server && servers.get(server)) ?? 0,
        match,
        pattern,
        ...(inside !== undefined && { inside }),
        ...(group !== undefined && { group }),
        answers: answersOf(block),
      },
    ];
  });
}

function answersOf(block: NginxBlock): ServerLocation['answers'] {
  const has = (name: RegExp): boolean => [...block.named.keys()].some((own) => name.test(own));
  if (has(/^(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$|^passenger_enabled$/)) return 'application';
  if (has(/^(?:return|stub_status|empty_gif)$/)) return 'itself';
  if (block.named.get('deny')?.some(({ args }) => args[0]?.text === 'all')) return 'itself';
  const [tried] = inForce(block, 'try_files');
  const fallback = tried?.args.at(-1)?.text;
  // The last of the files to try is where requests go that ask for none.
  if (fallback !== undefined && /^@|\.php\b/.test(fallback)) return 'application';
  const isOfFiles = fallback !== undefined || block.named.has('alias') || inForce(block, 'root').length > 0;
  return isOfFiles ? 'files' : 'unknown';
}

const GUARDS = new Set(['auth_basic', 'auth_request', 'auth_jwt', 'auth_digest']);

function guardsOf(document: Document, blocks: readonly NginxBlock[]): Guard[] {
  return blocks.flatMap((block) =>
    block.directives.flatMap(({ name, args }): Guard[] => {
      if (!GUARDS.has(name.text) || !args[0]) return [];
      const guard: Guard = {
        at: spanOf(document, name.start, name.end),
        by: name.text,
        scope: block.scope,
        framework: 'nginx',
      };
      return [args[0].text === 'off' ? { ...guard, inverted: true } : guard];
    }),
  );
}

function originTestsOf(variables: Variables, blocks: readonly NginxBlock[]): Condition[] {
  return blocks.flatMap(({ kind, directive, parent }) => {
    if (kind !== 'if' || !directive || !parent || !directive.args[0]?.text.includes('$http_origin'))
      return [];
    return readCondition(variables, directive, { block: parent, before: directive.start }, 0).filter(isPlain);
  });
}

/** Variables that other files of the server may use. */
function exportsOf(variables: Variables, blocks: readonly NginxBlock[]): ExportedValue[] {
  const [root] = blocks;
  if (!root) return [];
  const { document, maps } = variables;
  return [...maps.values()].slice(0, 200).map((map) => {
    const word = { text: `$${map.name}`, start: map.source.start, end: map.source.end, isQuoted: false };
    const at = spanOfWord(document, map.source);
    const { value } = valueOfBranches(branchesOf(variables, word, { block: root }), at);
    return { name: word.text, value, at };
  });
}

function includesOf(document: Document, blocks: readonly NginxBlock[]): IncludedFile[] {
  return blocks.flatMap((block) =>
    block.directives.flatMap(({ name, args }) => {
      const [file] = args;
      if (name.text !== 'include' || !file) return [];
      const { pattern } = block.scope;
      const isPath = block.kind === 'location' && pattern !== undefined;
      const context = isPath ? `location ${pattern}` : block.kind;
      return [{ pattern: file.text, at: spanOfWord(document, file), context, scope: block.scope }];
    }),
  );
}
