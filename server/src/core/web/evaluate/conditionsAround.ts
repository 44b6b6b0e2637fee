import type { Document } from '../../source.ts';
import { contextOf } from '../evaluate.ts';
import type { Condition } from '../values.ts';
import { conditionsBetween } from './surroundings.ts';

/** The conditions round a place, outermost first, as far as the function that it stands in. */
export function conditionsAround(document: Document, offset: number): readonly Condition[] {
  return conditionsBetween(contextOf(document), 0, offset, true);
}
