/** The lines of a function, with what they stand in: loops, conditions, blocks. */
import type { PythonStatement } from '../../parsers/pythonStatements.ts';
import type { PythonFile, PythonFunction } from './pythonFile.ts';

export interface BodyLine extends PythonStatement {
  /** In a loop or a condition: it may run, and more than once. */
  readonly nested: boolean;
  readonly looped: boolean;
  /** In Alembic's `autocommit_block()`. */
  readonly outside: boolean;
}

interface Block {
  readonly indent: number;
  readonly nested: boolean;
  readonly looped: boolean;
  readonly outside: boolean;
}

const LOOP = /(?:async[ \t]{1,20})?(?:for|while)\b/y;
const CONDITION = /(?:if|elif|else|except|match|case)\b/y;
const BLOCK = /(?:(?:async[ \t]{1,20})?with|try|finally|def|class)\b/y;

export function bodyOf(file: PythonFile, { from, to }: PythonFunction): readonly BodyLine[] {
  const { masked } = file.code;
  const blocks: Block[] = [{ indent: -1, nested: false, looped: false, outside: false }];
  return file.lines.slice(from, to).map(({ start, end, indent }) => {
    while (blocks.length > 1 && (blocks.at(-1)?.indent ?? -1) >= indent) blocks.pop();
    const around = blocks.at(-1) ?? { nested: false, looped: false, outside: false };
    const isLoop = matches(LOOP, masked, start);
    const isCondition = !isLoop && matches(CONDITION, masked, start);
    // `if done: op.execute(…)` on one line.
    const isWhole = masked[end - 1] !== ':';
    if (isLoop || isCondition || matches(BLOCK, masked, start)) {
      blocks.push({
        indent,
        nested: around.nested || isLoop || isCondition,
        looped: around.looped || isLoop,
        outside: around.outside || masked.slice(start, start + 200).includes('autocommit_block'),
      });
    }
    return {
      start,
      end,
      indent,
      nested: around.nested || (isWhole && (isLoop || isCondition)),
      looped: around.looped || (isWhole && isLoop),
      outside: around.outside,
    };
  });
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
