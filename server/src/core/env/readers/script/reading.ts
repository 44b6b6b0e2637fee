/** What is gathered while a script is read. */
import type {
  EnvCall,
  EnvDeclaration,
  EnvDynamic,
  EnvHelper,
  EnvLoad,
  EnvSchema,
  EnvValue,
  Need,
  Side,
  Span,
} from '../../types.ts';
import type { Document } from '../../../source.ts';
import type { Script } from '../../../parsers/script.ts';
import { spanOf } from '../../../span.ts';
import type { BindingTypes } from './bindings.ts';
import type { Evidence, EvidenceKind } from './evidence.ts';
import type { Names } from './names.ts';

export interface Reading {
  readonly document: Document;
  readonly script: Script;
  readonly names: Names;
  readonly reads: Read[];
  readonly declarations: EnvDeclaration[];
  readonly dynamics: EnvDynamic[];
  readonly helpers: FoundHelper[];
  readonly calls: FoundCall[];
  readonly loads: EnvLoad[];
  readonly publicPrefixes: string[];
  readonly validations: { readonly library: string; readonly at: Span }[];
  readonly bindingTypes: BindingTypes;
  /** Braces of schemas that have been read. */
  readonly schemas: Set<number>;
  /** Lists that have been read, with how they were asked for. */
  readonly lists: Set<string>;
  /** Tokens of names that stand under a key, by that key. */
  readonly registered: Map<string, readonly number[]>;
}

/** One place that reads a variable. */
export interface Read {
  readonly name: string;
  /** Offsets of the name. */
  readonly start: number;
  readonly end: number;
  readonly through: string;
  /** Absent where a schema or the form itself says what is needed. */
  readonly evidence?: Evidence;
  readonly need?: Need;
  readonly fallback?: EnvValue;
  readonly side?: Side;
  readonly schema?: EnvSchema;
  /** By a pattern, another name for the environment, a list or a function: not written out as `process.env.X`. */
  readonly indirect?: true;
  /** The token of the local name that holds the value alone. */
  readonly local?: number;
  /** Its own place says nothing about others of its name: a list, a mapping. */
  readonly phase?: 'build';
}

export interface FoundHelper extends EnvHelper {
  /** The token of the parameter. */
  readonly token: number;
  /** Something stands in for a variable that is missing. */
  readonly replaces: boolean;
}

export interface FoundCall extends EnvCall {
  readonly evidence: Evidence;
  readonly local?: number;
}

export function isRequired(kind: EvidenceKind): boolean {
  return kind === 'bare' || kind === 'asserted' || kind === 'compared' || kind === 'fails';
}

export function spanOfToken({ document, script }: Reading, token: number): Span {
  return spanOf(document, script.starts[token] ?? 0, script.ends[token] ?? 0);
}

/** Names that shells and programs can set. */
export function isVariableName(name: string): boolean {
  return name.length <= 200 && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
