/** `if`, `foreach`, `try` and other blocks of PHP, with what stands in them. */
import type { Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';

export interface Control {
  readonly keyword: string;
  /** Between the brackets behind the keyword. */
  readonly header?: Part;
  readonly bodies: readonly Part[];
  /** It may not run, or more than once. */
  readonly conditional: boolean;
}

const KEYWORDS = /^(?:if|else|elseif|foreach|for|while|switch|try|catch|finally|do)$/;

/** Undefined for a statement that starts with none of them. */
export function controlIn({ list }: Tokens, part: Part): Control | undefined {
  const first = list[part.from];
  // `else:` and `default:` are keys to the lexer.
  if ((first?.kind !== 'word' && first?.kind !== 'key') || !KEYWORDS.test(first.text)) return undefined;
  const keyword = first.text;
  let at = part.from + 1;
  if (keyword === 'else' && list[at]?.text === 'if') at++;
  let header: Part | undefined;
  const open = list[at];
  if (open?.text === '(' && open.partner > at && open.partner < part.to) {
    header = { from: at + 1, to: open.partner };
    at = open.partner + 1;
  }
  const brace = list[at];
  const body =
    brace?.text === '{'
      ? { from: at + 1, to: brace.partner > at ? Math.min(brace.partner, part.to) : part.to }
      : { from: at, to: part.to };
  return {
    keyword,
    ...(header && { header }),
    bodies: [body],
    conditional: !/^(?:try|do|finally)$/.test(keyword),
  };
}
