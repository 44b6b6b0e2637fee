/** Where JSX and the types of TypeScript look alike. */

const ELEMENT_START = /<(?:([A-Za-z_$][\w$.:-]{0,200})\s{0,200}(.?)|>)/y;

/** Tells `<div>` from type parameters, which may stand in the same place in TSX: `<T,>(`, `<T extends`, `<T>(`. */
export function startsElement(text: string, at: number): boolean {
  ELEMENT_START.lastIndex = at;
  const match = ELEMENT_START.exec(text);
  if (!match) return false;
  const next = text.slice(at + match[0].length, at + match[0].length + 7);
  if (match[2] === ',' || (match[2] === 'e' && next.startsWith('xtends '))) return false;
  return !(match[2] === '>' && next.startsWith('(') && /^T?[A-Z]$|^T[A-Z]\w*$/.test(match[1] ?? ''));
}

/** After the `<string>` of `<Select<string> value={x}>`; after the `<` alone where it is no such thing. */
export function endOfTypeArguments(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < from + 200 && at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 60) depth++;
    else if (character === 62 && --depth === 0) return at + 1;
  }
  return from + 1;
}
