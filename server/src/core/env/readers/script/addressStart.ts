import { HOLE_OPEN, TEMPLATE_CLOSE, TEMPLATE_TEXT } from '../../../parsers/script/codes.ts';
import { codeAt, parentOf, partnerOf, textOf } from '../../../parsers/script/walk.ts';
import type { Read, Reading } from './reading.ts';

/** Whether the server's name of an address stands for a variable: `${X}/path`, `https://${X}/path`, `https://user@${X}`. */
export function startsAddress({ script }: Reading, { evidence, name }: Read): boolean {
  const kind = evidence?.kind;
  if (!evidence || (kind !== 'bare' && kind !== 'asserted')) return false;
  const { first, last } = evidence;
  const hole = parentOf(script, first);
  if (codeAt(script, hole) !== HOLE_OPEN || hole !== first - 1 || partnerOf(script, hole) !== last + 1)
    return false;
  const before = codeAt(script, hole - 1) === TEMPLATE_TEXT ? textOf(script, hole - 1) : '';
  const after = codeAt(script, last + 2) === TEMPLATE_TEXT ? textOf(script, last + 2) : '';
  if (before === '' && hole - 1 === parentOf(script, hole)) {
    return (
      /(?:URL|URI|HOST|DOMAIN|ORIGIN|SITE|ENDPOINT|SERVER|ADDRESS|BASE|API|APP)/.test(name) &&
      (/^[/?]/.test(after) || isEnd(script, last + 2, after))
    );
  }
  return before.endsWith('://') && (/^[/:?]/.test(after) || after === '');
}

/** `${URL}${path}` */
function isEnd(script: Reading['script'], token: number, after: string): boolean {
  return after === '' && codeAt(script, token) !== TEMPLATE_CLOSE;
}
