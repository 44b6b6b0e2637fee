/** What the variable of a loop stands for: any of the list that the loop goes through. */
import { expressionAt } from '../../parsers/expression.ts';
import type { Language } from '../../language.ts';
import type { Value } from '../values.ts';
import { evaluate, type EvaluateContext } from './context.ts';

/** The list; undefined where no loop that a place stands in names the variable. */
export function loopedList(name: string, offset: number, context: EvaluateContext): Value | undefined {
  const { code, language } = context.scope;
  const heads = HEADS.get(language);
  if (!heads || context.depth > 16 || !/^\$?\w{1,60}$/.test(name)) return undefined;
  const from = Math.max(0, offset - FURTHEST);
  const before = code.masked.slice(from, offset);
  if (!before.includes(name) || !/\bfor|each|any\?|\.(?:map|some|every|find|filter)\(/.test(before))
    return undefined;
  for (const head of heads) {
    const found = [
      ...before.matchAll(new RegExp(head.replace('NAME', name.replace('$', String.raw`\$`)), 'g')),
    ].at(-1);
    const list = found?.groups?.['list'];
    if (!found || list === undefined) continue;
    const start = from + found.index + found[0].indexOf(list);
    const value = evaluate(expressionAt(code, language, start, start + list.length), {
      ...context,
      depth: context.depth + 1,
    });
    if (value.kind === 'list' || value.kind === 'imported' || value.kind === 'variable') return value;
  }
  return undefined;
}

const FURTHEST = 2_000;

/** Something short without brackets of its own but for those of a list that is written out. */
const LIST = String.raw`(?<![\w$.])(?<list>(?:%w|array|new\s?\[\]\s?)?(?:\[[^[\]]{0,400}\]|\([^()]{0,400}\)|\{[^{}]{0,400}\})|[\w$](?:[\w$.]|::|->){0,79}(?:\(\))?)`;
const SCRIPT = [
  String.raw`\bfor\s{0,4}(?:await\s{0,4})?\(\s{0,4}(?:const|let|var)\s{1,4}NAME\s{1,4}of\s{1,4}${LIST}\s{0,4}\)`,
  String.raw`${LIST}\??\.(?:forEach|map|some|every|find|filter)\(\s{0,8}(?:async\s{0,4})?(?:function\s{0,4})?\(?\s{0,4}NAME\b[^()=]{0,60}\)?\s{0,4}(?:=>|\{)`,
];

const HEADS: ReadonlyMap<Language, readonly string[]> = new Map<Language, readonly string[]>([
  ['javascript', SCRIPT],
  ['typescript', SCRIPT],
  ['javascriptreact', SCRIPT],
  ['typescriptreact', SCRIPT],
  ['python', [String.raw`\bfor\s{1,4}NAME\s{1,4}in\s{1,4}${LIST}\s{0,4}:`]],
  [
    'go',
    [
      String.raw`\bfor\s{1,4}\w{1,40},\s{0,4}NAME\s{0,4}:=\s{0,4}range\s{1,4}(?<list>[\w.]{1,80}|\[\]string\{[^{}]{0,400}\})\s{0,4}\{`,
    ],
  ],
  [
    'java',
    [
      String.raw`\bfor\s{0,4}\(\s{0,4}(?:final\s{1,4})?[\w<>.]{1,60}\s{1,4}NAME\s{0,4}:\s{0,4}(?<list>[\w.]{1,80}|[\w.]{1,40}\([^()]{0,400}\))\s{0,4}\)`,
    ],
  ],
  [
    'kotlin',
    [
      String.raw`\bfor\s{0,4}\(\s{0,4}NAME\s{1,4}in\s{1,4}(?<list>[\w.]{1,80}|[\w.]{1,40}\([^()]{0,400}\))\s{0,4}\)`,
    ],
  ],
  ['csharp', [String.raw`\bforeach\s{0,4}\(\s{0,4}[\w<>.]{1,60}\s{1,4}NAME\s{1,4}in\s{1,4}${LIST}\s{0,4}\)`]],
  [
    'php',
    [
      String.raw`\bforeach\s{0,4}\(\s{0,4}${LIST}\s{1,4}as\s{1,4}(?:\$\w{1,40}\s{0,4}=>\s{0,4})?NAME\s{0,4}\)`,
    ],
  ],
  [
    'ruby',
    [String.raw`${LIST}\.(?:each|any\?|map|find|detect|select)\s{0,4}(?:do|\{)\s{0,4}\|\s{0,4}NAME\s{0,4}\|`],
  ],
]);
