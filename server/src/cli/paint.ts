import { styleText } from 'node:util';
import { PLAIN, type Paint } from '../core/report/text.ts';

/** Colours on a terminal; NO_COLOR and FORCE_COLOR decide first (https://no-color.org). */
export function paint(): Paint {
  const { NO_COLOR: no, FORCE_COLOR: force } = process.env;
  const coloured =
    no !== undefined && no !== ''
      ? false
      : force !== undefined
        ? force !== '0'
        : process.stdout.isTTY && process.env['TERM'] !== 'dumb';
  return coloured ? (style, text) => styleText(style, text, { validateStream: false }) : PLAIN;
}
