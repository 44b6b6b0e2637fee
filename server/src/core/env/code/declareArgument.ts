import type { TextRange } from '../../finding.ts';
import type { EnvDeclaration, EnvValue } from '../types.ts';
import type { Found } from './codeFacts.ts';
import { contentOf, stringIn } from './lookups.ts';
import { isName } from './names.ts';

/** `setenv("X", value)`: adds what is set, where the argument that says its name is one string. */
export function declareArgument(
  found: Found,
  argument: TextRange | undefined,
  value: EnvValue | undefined,
  more?: Partial<EnvDeclaration>,
): void {
  const at = stringIn(found.code, argument);
  const name = contentOf(found.code, at);
  if (at && name !== undefined && isName(name)) found.declare(name, at, value ?? { state: 'unknown' }, more);
}
