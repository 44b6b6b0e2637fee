import type { MoveToEnvironmentFix, TextRange } from '../finding.ts';
import type { Document } from '../source.ts';
import { readerFor } from './readers.ts';

/** The fix that moves a value to the environment, as a rule yields it: `range` is the value, `variable` its usual name. */
export function offerMove(document: Document, range: TextRange, variable: string): MoveToEnvironmentFix {
  return {
    kind: 'move-to-environment',
    title: `Move to .env as ${variable}`,
    variable,
    range,
    supported: readerFor(document) !== undefined,
  };
}
