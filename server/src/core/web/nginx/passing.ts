/** Blocks that refuse requests before an answer is made. */
import type { NginxDirective } from '../../parsers/nginx.ts';
import type { Condition } from '../values.ts';
import type { NginxBlock } from './block.ts';
import { readPassing } from './conditions.ts';
import type { Variables } from './variables.ts';

/** What is known of requests that come here: `if ($http_origin !~ …) { return 403; }` stops the others. */
export function passingInto(variables: Variables, block: NginxBlock): readonly Condition[] {
  return passings(variables, block).map(({ condition }) => condition);
}

interface Passing {
  /** Where the question stands. */
  readonly start: number;
  readonly condition: Condition;
}

const PASSING = new WeakMap<NginxBlock, readonly Passing[]>();
const MOST_QUESTIONS = 10;

function passings(variables: Variables, block: NginxBlock): readonly Passing[] {
  const known = PASSING.get(block);
  if (known) return known;
  const outer = block.parent ? passings(variables, block.parent) : [];
  // A block that answers by itself does so before what stands behind it is asked.
  const asked = block.kind === 'if' && block.named.has('return') ? outer.filter(isBefore(block)) : outer;
  const own = (block.named.get('if') ?? [])
    .filter(refuses)
    .slice(0, MOST_QUESTIONS)
    .flatMap((directive) =>
      readPassing(variables, directive, { block, before: directive.start }).map((condition) => ({
        start: directive.start,
        condition,
      })),
    );
  const passing = [...asked, ...own].slice(0, MOST_QUESTIONS);
  PASSING.set(block, passing);
  return passing;
}

function isBefore({ directive }: NginxBlock): (passing: Passing) => boolean {
  return ({ start }) => start < (directive?.start ?? 0);
}

function refuses({ block = [] }: NginxDirective): boolean {
  return block.some(({ name, args }) => name.text === 'return' && /^4\d\d$/.test(args[0]?.text ?? ''));
}
