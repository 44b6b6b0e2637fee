/** nginx' blocks as the readers walk them: each knows what it stands in. */
import type { NginxDirective, NginxWord } from '../../parsers/nginx.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { Scope } from '../types.ts';
import { locationScope } from './locations.ts';

export interface NginxBlock {
  /** `main` is the file itself, and what several `server` blocks share. */
  readonly kind: 'main' | 'http' | 'server' | 'location' | 'if' | 'other';
  readonly directive?: NginxDirective;
  readonly directives: readonly NginxDirective[];
  /** The same by their names. */
  readonly named: ReadonlyMap<string, readonly NginxDirective[]>;
  readonly parent?: NginxBlock;
  /** Which responses, as far as the blocks' own patterns say. */
  readonly scope: Scope;
}

/** All blocks that may say something about responses, outer ones first. */
export function blocksOf(document: Document, directives: readonly NginxDirective[]): NginxBlock[] {
  const root: NginxBlock = {
    kind: 'main',
    directives,
    named: byName(directives),
    scope: { syntax: 'all' },
  };
  const blocks = [root];
  for (let next = 0; next < blocks.length; next++) {
    const block = blocks[next];
    if (!block) continue;
    for (const directive of block.directives) {
      if (!directive.block) continue;
      const kind = KINDS[directive.name.text];
      if (!kind) continue;
      const child: NginxBlock = {
        kind,
        directive,
        directives: directive.block,
        named: byName(directive.block),
        parent: block,
        scope: kind === 'location' ? locationScope(document, directive) : block.scope,
      };
      blocks.push(child);
    }
  }
  return blocks;
}

const KINDS: Readonly<Record<string, NginxBlock['kind']>> = {
  http: 'http',
  server: 'server',
  location: 'location',
  if: 'if',
  limit_except: 'other',
};

/** The block and those round it, inner ones first. */
export function* outwards(block: NginxBlock | undefined): Generator<NginxBlock> {
  for (let at = block; at; at = at.parent) yield at;
}

function byName(directives: readonly NginxDirective[]): Map<string, NginxDirective[]> {
  const named = new Map<string, NginxDirective[]>();
  for (const directive of directives) {
    const known = named.get(directive.name.text);
    if (known) known.push(directive);
    else named.set(directive.name.text, [directive]);
  }
  return named;
}

/** What is in force for a block: its own directives of a name, or those of the nearest block round it that has any. */
export function inForce(block: NginxBlock, name: string): readonly NginxDirective[] {
  for (const { named } of outwards(block)) {
    const own = named.get(name);
    if (own) return own;
  }
  return [];
}

/** What stands between the quotes; of a text of several lines, the first. */
export function spanOfWord(document: Document, { start, end }: NginxWord): Span {
  return oneLine(document, start, end);
}

export function oneLine(document: Document, start: number, end: number): Span {
  return spanOf(document, start, Math.max(start, Math.min(end, document.lineAt(start).end)));
}
