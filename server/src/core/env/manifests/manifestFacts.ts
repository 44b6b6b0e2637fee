import type { TextRange } from '../../finding.ts';
import type { TreeScalar } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { EnvDeclaration, EnvDynamic, EnvFacts, EnvLoad, EnvUse, PackageFacts } from '../types.ts';

/** Gathers what a file says. What is no name of a variable is left out. */
export interface Collector {
  readonly document: Document;
  use(name: Name | undefined, use: Omit<EnvUse, 'name' | 'at'>): void;
  declare(name: Name | undefined, declaration: Omit<EnvDeclaration, 'name' | 'at'>): void;
  dynamic(at: TextRange, prefix: string, suffix: string): void;
  load(file: Name | undefined, load: Omit<EnvLoad, 'file' | 'at'>): void;
  setPackage(facts: PackageFacts): void;
  setBroken(): void;
  /** Undefined where nothing was found. */
  facts(): EnvFacts | undefined;
}

/** A text and where it stands. */
export interface Name extends TextRange {
  readonly text: string;
}

/** YAML, JSON and the like that is longer is data. */
export const LARGEST_MANIFEST = 300_000;

export function createCollector(document: Document): Collector {
  const uses: EnvUse[] = [];
  const declarations: EnvDeclaration[] = [];
  const dynamics: EnvDynamic[] = [];
  const loads: EnvLoad[] = [];
  let packageFacts: PackageFacts | undefined;
  let broken = false;

  return {
    document,
    use(name, use) {
      if (name && isVariableName(document, name))
        uses.push({ name: name.text, at: spanOf(document, name.start, name.end), ...use });
    },
    declare(name, declaration) {
      if (name && isVariableName(document, name))
        declarations.push({ name: name.text, at: spanOf(document, name.start, name.end), ...declaration });
    },
    dynamic({ start, end }, prefix, suffix) {
      dynamics.push({ at: spanOf(document, start, end), prefix, suffix });
    },
    load(file, load) {
      if (file && isFileName(file.text))
        loads.push({ file: file.text, at: spanOf(document, file.start, file.end), ...load });
    },
    setPackage(facts) {
      packageFacts = facts;
    },
    setBroken() {
      broken = true;
    },
    facts() {
      const facts: EnvFacts = {
        ...(uses.length > 0 && { uses }),
        ...(declarations.length > 0 && { declarations }),
        ...(dynamics.length > 0 && { dynamics }),
        ...(loads.length > 0 && { loads }),
        ...(packageFacts && { package: packageFacts }),
      };
      if (Object.keys(facts).length === 0) return undefined;
      return broken ? { ...facts, broken: true } : facts;
    },
  };
}

/** A part of a name's text, and where it stands in the file. */
export function partOf(whole: TreeScalar | Name, from: number, to: number): Name {
  return { text: whole.text.slice(from, to), start: whole.start + from, end: whole.start + to };
}

/** Longer ones are no names; dots and dashes are allowed where a host allows them. */
const VARIABLE_NAME = /^[A-Za-z_][\w.-]{0,199}$/;

function isVariableName(document: Document, { text, start, end }: Name): boolean {
  return VARIABLE_NAME.test(text) && end - start === text.length && document.text.startsWith(text, start);
}

/** Names that are put together when something runs are not known. */
function isFileName(text: string): boolean {
  return text !== '' && text.length < 300 && !/[$`\n*]|\{\{|<%/.test(text);
}
