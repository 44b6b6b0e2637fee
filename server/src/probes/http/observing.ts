import type { LiveArea, LiveTarget } from '../../core/observations/domain.ts';
import type { Budget } from '../budget.ts';
import type { Session } from './session.ts';

/** One observation of a domain over HTTP, under way. */
export interface Observing {
  readonly target: LiveTarget;
  readonly wants: (...any: LiveArea[]) => boolean;
  readonly session: Session;
  readonly budget: Budget;
}
