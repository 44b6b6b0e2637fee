/** What stands round a function that is given away. */
import { DOT, OPEN_PAREN, WORD } from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script.ts';
import { codeAt, isWord, partnerOf, skipTypeArguments, textOf } from '../../../parsers/script/walk.ts';
import { isFunctionAt, type Part } from '../module.ts';

/** `withAuth(withTeam(async (req) => …))`: the names round the function, outermost first. */
export function wrappersOf(
  script: Script,
  { first, last }: Part,
): { name: string; at: number; open: number }[] {
  const found: { name: string; at: number; open: number }[] = [];
  let at = first;
  for (let steps = 0; steps < 8 && at <= last; steps++) {
    while (isWord(script, at, 'await')) at++;
    if (codeAt(script, at) !== WORD || isFunctionAt(script, at)) break;
    let name = at;
    while (codeAt(script, name + 1) === DOT && codeAt(script, name + 2) === WORD) name += 2;
    const open = skipTypeArguments(script, name + 1);
    if (codeAt(script, open) !== OPEN_PAREN) break;
    found.push({ name: textOf(script, name), at: name, open });
    at = open + 1;
    const curried = partnerOf(script, open) + 1;
    if (partnerOf(script, open) > 0 && codeAt(script, curried) === OPEN_PAREN && curried < last)
      at = curried + 1;
  }
  return found;
}
