/**
 * JavaScript and TypeScript as tokens whose brackets know their partners: enough to find what an expression is part of, at a
 * fraction of the cost of a syntax tree, and of use on code that is half written. Vue, Svelte and Astro give their scripts;
 * what stands in their markup is found by `markupOf`.
 */
import type { Language } from '../language.ts';
import type { TextRange } from '../finding.ts';
import type { Document, Parser } from '../source.ts';
import { lexCode } from './script/lexer.ts';
import { regionsOf } from './script/regions.ts';
import { createSink, finishedScript, type Script } from './script/tokens.ts';

/** The tokens of a document in one of `SCRIPT_LANGUAGES`; those of other languages have none. */
export function scriptOf(document: Document): Script {
  const parser = PARSERS[document.language];
  return parser ? document.parsed(parser) : EMPTY;
}

/** What surrounds the scripts of a component. */
export function markupOf(document: Document): readonly TextRange[] {
  return regionsOf(document.text, document.language).filter(({ kind }) => kind === 'markup');
}

export type { Script };

function parserFor(language: Language): Parser<Script> {
  return (text) => {
    const sink = createSink(text.length);
    for (const { kind, start, end } of regionsOf(text, language))
      if (kind !== 'markup') lexCode(text, sink, { jsx: kind === 'jsx', from: start, to: end });
    return finishedScript(text, sink);
  };
}

const EMPTY: Script = finishedScript('', createSink(0));

const PARSERS: Readonly<Partial<Record<Language, Parser<Script>>>> = {
  javascript: parserFor('javascript'),
  javascriptreact: parserFor('javascriptreact'),
  typescript: parserFor('typescript'),
  typescriptreact: parserFor('typescriptreact'),
  vue: parserFor('vue'),
  svelte: parserFor('svelte'),
  astro: parserFor('astro'),
};
