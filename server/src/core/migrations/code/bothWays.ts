/** What going through a migration of Rails and Ecto has in common: `up`, `down`, and `change`, which runs both ways. */
import type { TextRange } from '../../finding.ts';
import type { Span } from '../../span.ts';
import type { Dialect } from '../operation.ts';
import type { Statement } from '../types.ts';
import { firstLine } from './build.ts';
import type { Tokens } from './tokens.ts';
import { newWalk, type Method, type Place, type Walk } from './walking.ts';

export interface WalkedBothWays {
  readonly up: readonly Statement[];
  readonly down: readonly Statement[];
  readonly irreversible?: Span;
  /** What embedded SQL shows. */
  readonly dialect?: Dialect;
}

export interface WalkBothWays extends Walk {
  readonly up: Statement[];
  readonly down: Statement[];
  irreversible: Span | undefined;
}

export interface PlaceBothWays extends Place {
  /** `change` runs both ways: what it doesn't take back by itself is noted. */
  readonly direction: Direction;
}

type Direction = (typeof DIRECTIONS)[number];
export const DIRECTIONS = ['change', 'up', 'down'] as const;

export function newWalkBothWays(tokens: Tokens, methods: ReadonlyMap<string, Method>): WalkBothWays {
  return { ...newWalk(tokens, methods), up: [], down: [], irreversible: undefined };
}

export function walkedOf({ up, down, irreversible, dialect }: WalkBothWays): WalkedBothWays {
  return { up, down, ...(irreversible && { irreversible }), ...(dialect && { dialect }) };
}

export function push(
  { up, down }: WalkBothWays,
  statements: readonly Statement[],
  { direction }: PlaceBothWays,
): void {
  const found = direction === 'down' ? down : up;
  for (const statement of statements) found.push(statement);
}

/** The first place that can't be taken back counts. */
export function noteIrreversible(walk: WalkBothWays, at: TextRange): void {
  walk.irreversible ??= firstLine(walk.tokens.document, at);
}
