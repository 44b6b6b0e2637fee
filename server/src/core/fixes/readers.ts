/** Which reader serves which file. */

import type { Language } from '../language.ts';
import type { Document } from '../source.ts';
import { isCompose } from './project.ts';
import { csharp } from './readers/csharp.ts';
import { go } from './readers/go.ts';
import { javascript } from './readers/javascript.ts';
import { java, kotlin } from './readers/jvm.ts';
import { php } from './readers/php.ts';
import { python } from './readers/python.ts';
import type { Reader } from './readers/reader.ts';
import { elixir, ruby } from './readers/ruby.ts';
import { rust } from './readers/rust.ts';
import { powershell, shell } from './readers/shell.ts';
import { compose, prisma, workflow } from './readers/yaml.ts';

export type { Reader };

/** The reader for a file; undefined where its format reads no variables. */
export function readerFor({ path, language }: Document): Reader | undefined {
  if (language === 'yaml') return isCompose(path) ? compose : isWorkflow(path) ? workflow : undefined;
  return path.endsWith('.prisma') ? prisma : READERS[language];
}

export function isWorkflow(path: string): boolean {
  return /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

const READERS: Readonly<Partial<Record<Language, Reader>>> = {
  javascript,
  javascriptreact: javascript,
  typescript: javascript,
  typescriptreact: javascript,
  astro: javascript,
  vue: javascript,
  svelte: javascript,
  python,
  ruby,
  php,
  go,
  java,
  kotlin,
  csharp,
  rust,
  elixir,
  shell,
  powershell,
};
