/** `"X" in process.env` */
import { BANG, OPEN_PAREN, STRING, WORD } from '../../../parsers/script/codes.ts';
import { codeAt, endOf, parentOf, startOf, stringAt } from '../../../parsers/script/walk.ts';
import { spanOf } from '../../../span.ts';
import { failsWithout } from './conditions.ts';
import type { Environment } from './environments.ts';
import { isVariableName, type Reading } from './reading.ts';

export function readComputedIn(
  { document, script, reads, dynamics }: Reading,
  environment: Environment,
): void {
  const key = environment.first - 2;
  const name = stringAt(script, key);
  if (name !== undefined && isVariableName(name)) {
    const open = parentOf(script, key);
    const negated = codeAt(script, open) === OPEN_PAREN && codeAt(script, open - 1) === BANG;
    const fails = negated && failsWithout(script, key, { negated: false });
    reads.push({
      name,
      start: startOf(script, key) + 1,
      end: endOf(script, key) - 1,
      through: environment.through,
      evidence: { kind: fails ? 'fails' : 'guard', first: key, last: environment.last },
    });
  } else if (codeAt(script, key) === WORD || codeAt(script, key) === STRING) {
    dynamics.push({
      at: spanOf(document, startOf(script, key), endOf(script, environment.last)),
      prefix: '',
      suffix: '',
    });
  }
}
