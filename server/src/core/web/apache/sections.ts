/** Apache's sections as the readers walk them: which responses each is for. */
import type { ApacheDirective } from '../../parsers/apache.ts';
import { folderOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { Scope } from '../types.ts';
import type { Condition } from '../values.ts';
import { conditionOf } from './expressions.ts';

export interface ApacheSection {
  readonly directives: readonly ApacheDirective[];
  readonly scope: Scope;
  readonly when: readonly Condition[];
  /** Apache merges sections by their kind, and the last one counts: https://httpd.apache.org/docs/2.4/sections.html#merging */
  readonly rank: number;
  /** Sections that only ask for a module belong to the one round them. */
  readonly group: number;
}

/** All sections in the order in which they count. */
export function sectionsOf(document: Document, directives: readonly ApacheDirective[]): ApacheSection[] {
  const root: ApacheSection = { directives, scope: folderScope(document.path), when: [], group: 0, rank: 0 };
  const roots = documentRoots(directives);
  const sections = [root];
  let groups = 1;
  for (let next = 0; next < sections.length; next++) {
    const section = sections[next];
    if (!section) continue;
    for (const directive of section.directives) {
      const { block } = directive;
      if (!block) continue;
      const name = directive.name.text.toLowerCase();
      if (NEVER_READ.has(name) || asksForMissing(directive)) continue;
      if (TRANSPARENT.has(name)) {
        sections.push({ ...section, directives: block });
        continue;
      }
      const narrowed = narrowedBy(document, directive, name, roots);
      sections.push({
        directives: block,
        scope: within(section.scope, narrowed.scope),
        when: [...section.when, ...(narrowed.when ?? [])],
        group: groups++,
        rank: Math.max(section.rank, RANKS[name] ?? 0),
      });
    }
  }
  return sections.toSorted((left, right) => left.rank - right.rank);
}

const RANKS: Readonly<Record<string, number>> = {
  directory: 1,
  directorymatch: 2,
  files: 3,
  filesmatch: 3,
  location: 4,
  locationmatch: 4,
  if: 5,
  elseif: 5,
  else: 5,
};

const TRANSPARENT = new Set([
  'ifmodule',
  'ifdefine',
  'ifversion',
  'ifdirective',
  'iffile',
  'ifsection',
  'virtualhost',
  'requireall',
  'requireany',
  'macro',
]);
const NEVER_READ = new Set(['requirenone', 'authnprovideralias', 'perl']);

/** `<IfModule !mod_headers.c>`: what stands in it is for servers that can't do it. */
function asksForMissing({ name, args }: ApacheDirective): boolean {
  return /^ifmodule$/i.test(name.text) && /^!(?:mod_)?(?:headers|expires|setenvif)/.test(args[0]?.text ?? '');
}

/** Inner patterns count; where both sections have one, the inner one is for some of its responses only. */
function within(outer: Scope, inner: Scope): Scope {
  if (inner.syntax === 'all') {
    const methods = inner.methods ?? outer.methods;
    const isConditional = outer.conditional ?? inner.conditional;
    return { ...outer, ...(methods && { methods }), ...(isConditional && { conditional: isConditional }) };
  }
  const isNarrower = outer.syntax !== 'all' || outer.conditional === true;
  return isNarrower ? { ...inner, conditional: true } : inner;
}

function narrowedBy(
  document: Document,
  { name, args }: ApacheDirective,
  kind: string,
  roots: readonly string[],
): { scope: Scope; when?: readonly Condition[] } {
  const isPattern = args[0]?.text === '~';
  const word = isPattern ? args[1] : args[0];
  const other: Scope = { syntax: 'all', conditional: true };
  if (kind === 'limit') {
    const methods = args.map(({ text }) => text.toUpperCase());
    return { scope: { syntax: 'all', methods } };
  }
  if (kind === 'if' || kind === 'elseif' || kind === 'else') {
    const condition = word ? conditionOf(document, word) : undefined;
    if (condition?.kind === 'type') return { scope: condition.scope };
    const at = spanOfWord(document, word ?? name);
    const when: Condition = condition?.condition ?? { kind: 'other', at };
    const scope: Scope = when.kind === 'origin' ? { syntax: 'all' } : other;
    return { scope, when: [when] };
  }
  if (!word) return { scope: other };
  const at = spanOfWord(document, word);
  const { text } = word;
  if (kind === 'filesmatch' || (kind === 'files' && isPattern))
    // Searched in the name of the file, not in the path.
    return { scope: { pattern: text.replace(/^\^/, '(?:^|/)'), syntax: 'regex', at } };
  if (kind === 'files') {
    const plain = text.replace(/^\*/, '');
    return { scope: { pattern: plain, syntax: /[*?[]/.test(plain) ? 'glob' : 'extension', at } };
  }
  if (kind === 'locationmatch' || (kind === 'location' && isPattern))
    return { scope: { pattern: text, syntax: 'regex', at } };
  if (kind === 'location') {
    if (text === '/') return { scope: { syntax: 'all' } };
    return { scope: { pattern: text, syntax: /[*?[]/.test(text) ? 'glob' : 'prefix', at } };
  }
  if (kind === 'directory' && !isPattern) return { scope: directoryScope(text, at, roots) };
  return { scope: other };
}

function documentRoots(directives: readonly ApacheDirective[]): string[] {
  const roots: string[] = [];
  const waiting = [directives];
  for (let list = waiting.pop(); list; list = waiting.pop())
    for (const { name, args, block } of list) {
      if (block) waiting.push(block);
      const [root] = args;
      if (root && name.text.toLowerCase() === 'documentroot') roots.push(root.text.replace(/\/+$/, ''));
    }
  return roots.slice(0, 20);
}

/** A folder of the disk as a part of the site, where that can be told. */
function directoryScope(folder: string, at: Span, roots: readonly string[]): Scope {
  const path = folder.replace(/\/+$/, '');
  const root = roots.find((known) => path === known || path.startsWith(`${known}/`));
  const rest = root === undefined ? WEB_ROOT.exec(`${path}/`)?.[1] : path.slice(root.length);
  // A folder above the site holds all of it.
  if (rest === '' || roots.some((known) => known.startsWith(`${path}/`))) return { syntax: 'all' };
  if (rest === undefined || /[*?[$]/.test(rest)) return { syntax: 'all', conditional: true };
  return { pattern: `/${rest.replace(/^\/|\/$/g, '')}`, syntax: 'prefix', at };
}

const WEB_ROOT =
  /^(?:.*\/)?(?:public|public_html|htdocs|httpdocs|www|html|web|webroot|wwwroot|pub|dist|static)\/(.*?)\/?$/;

/** A .htaccess file is for the folder that it stands in. */
function folderScope(path: string): Scope {
  if (!/(?:^|\/)\.?htaccess[^/]*$/i.test(path)) return { syntax: 'all' };
  const folder = folderOf(path);
  if (folder === '') return { syntax: 'all' };
  const rest = WEB_ROOT.exec(`${folder.toLowerCase()}/`) && WEB_ROOT.exec(`${folder}/`)?.[1];
  if (rest === '') return { syntax: 'all' };
  return rest === undefined || rest === null
    ? { syntax: 'all', conditional: true }
    : { pattern: `/${rest.replace(/\/$/, '')}`, syntax: 'prefix' };
}

export function spanOfWord(document: Document, { start, end }: { start: number; end: number }): Span {
  return spanOf(document, start, Math.max(start, Math.min(end, document.lineAt(start).end)));
}
