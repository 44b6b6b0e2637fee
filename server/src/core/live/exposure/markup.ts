/** Parts of HTML, told by their tags: in one pass, however many elements are opened and never closed. */

/** Without comments and these elements: what follows one that is never closed is its content. */
export function withoutElements(html: string, names: readonly string[]): string {
  const opening = new RegExp(`<(${names.join('|')})\\b|<!--`, 'gi');
  let kept = '';
  let from = 0;
  for (let match = opening.exec(html); match; match = opening.exec(html)) {
    kept += html.slice(from, match.index);
    const closing = match[1] === undefined ? /-->/g : new RegExp(`</${match[1]}`, 'gi');
    closing.lastIndex = opening.lastIndex;
    if (!closing.test(html)) return kept;
    from = closing.lastIndex;
    opening.lastIndex = from;
  }
  return kept + html.slice(from);
}

/** What stands in the elements of that name, with the rest of their opening tags. */
export function contentsOf(html: string, name: string): readonly string[] {
  const opening = new RegExp(`<${name}\\b`, 'gi');
  const closing = new RegExp(`</${name}`, 'gi');
  const contents: string[] = [];
  for (let match = opening.exec(html); match; match = opening.exec(html)) {
    closing.lastIndex = opening.lastIndex;
    const end = closing.exec(html);
    contents.push(html.slice(opening.lastIndex, end?.index ?? html.length));
    if (!end) break;
    opening.lastIndex = closing.lastIndex;
  }
  return contents;
}
