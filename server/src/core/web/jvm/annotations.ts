/** Annotations of Java and Kotlin, and what they stand on. */
import type { TextRange } from '../../finding.ts';
import type { FunctionAt } from '../../env/code/functions.ts';
import { argumentsAt, endOfBrackets, isInString, skipBlank } from '../../parsers/code.ts';
import type { Found } from '../backend/found.ts';

export interface Annotation {
  readonly name: string;
  /** Without the at sign. */
  readonly nameAt: TextRange;
  readonly args: readonly { readonly name?: string; readonly value: TextRange }[];
  /** The class that it stands on, or the method. */
  readonly owner:
    | { readonly kind: 'class'; readonly body: TextRange }
    | { readonly kind: 'function'; readonly at: FunctionAt }
    | undefined;
}

const MOST_ANNOTATIONS = 3_000;

/** Annotations of these names, in the order of the text. */
export function annotationsIn(found: Found, names: string): Annotation[] {
  const { code } = found;
  const annotations: Annotation[] = [];
  for (const match of code.masked.matchAll(
    new RegExp(`@(?:\\w{1,20}:)?(?:\\w{1,40}\\.){0,8}(${names})(?!\\w)\\s{0,4}(\\()?`, 'g'),
  )) {
    if (annotations.length > MOST_ANNOTATIONS) break;
    if (isInString(code, match.index)) continue;
    const name = match[1] ?? '';
    const start = match.index + match[0].lastIndexOf(name);
    const open = match[2] ? match.index + match[0].length - 1 : -1;
    const end = open === -1 ? start + name.length : endOfBrackets(code, open) + 1;
    const args = open === -1 ? [] : argumentsAt(code, open).map((part) => argumentIn(found, part));
    annotations.push({ name, nameAt: { start, end: start + name.length }, args, owner: ownerOf(found, end) });
  }
  return annotations;
}

function argumentIn(found: Found, part: TextRange): Annotation['args'][number] {
  const name = /^(\w{1,40})\s{0,8}=(?!=)\s{0,40}/.exec(
    found.code.masked.slice(part.start, Math.min(part.end, part.start + 100)),
  );
  if (!name) return { value: part };
  return { name: name[1] ?? '', value: { start: part.start + name[0].length, end: part.end } };
}

/** Other annotations, modifiers and types stand between. */
function ownerOf(found: Found, from: number): Annotation['owner'] {
  const { code } = found;
  let at = from;
  for (let steps = 0; steps < 40; steps++) {
    at = skipBlank(code.masked, at);
    const annotation = /^@(?:\w{1,20}:)?[\w.]{1,100}\s{0,4}/.exec(code.masked.slice(at, at + 130));
    if (annotation && !/^@interface\b/.test(annotation[0])) {
      at += annotation[0].length;
      if (code.masked[at] === '(') at = endOfBrackets(code, at) + 1;
      continue;
    }
    const head = code.masked.slice(at, at + 400);
    const onClass =
      /^(?:(?:public|abstract|final|open|internal|static|data|sealed)\s{1,8}){0,5}(?:class|interface|record|object)\s/.exec(
        head,
      );
    if (onClass) {
      const open = code.masked.indexOf('{', at);
      return open === -1
        ? undefined
        : { kind: 'class', body: { start: open, end: endOfBrackets(code, open) } };
    }
    const method = found.functions.find(
      ({ start, open }) => start >= at - 200 && open >= at && open - at < 1_000,
    );
    return method && !/[;{}]/.test(code.masked.slice(at, method.open))
      ? { kind: 'function', at: method }
      : undefined;
  }
  return undefined;
}

export function argumentNamed(annotation: Annotation, ...names: readonly string[]): TextRange | undefined {
  return (
    annotation.args.find(({ name }) => name !== undefined && names.includes(name))?.value ??
    (names.includes('value') ? annotation.args.find(({ name }) => name === undefined)?.value : undefined)
  );
}
