import { parseHcl } from '../../parsers/hcl.ts';
import { parseJson } from '../../parsers/json.ts';
import { parseToml } from '../../parsers/toml.ts';
import type { Tree } from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import type { Language } from '../../language.ts';
import type { Document, Parser } from '../../source.ts';
import type { WebReader } from '../reader.ts';
import { createWebCollector, LARGEST_CONFIGURATION, type WebCollector } from './collector.ts';

/** A file of configuration; its ending says how it is written. */
export interface Configuration {
  /** Of the path in lower case, relative to the root. Absent: any. */
  readonly file?: RegExp;
  readonly languages: readonly Language[];
  /** Absent where the name says it all. */
  readonly triggers?: readonly string[];
  /** Paths that are read without a trigger. */
  readonly always?: RegExp;
  /** A closer look at the text, before it is parsed: it may have the triggers of other readers. */
  readonly confirms?: RegExp;
  read(collector: WebCollector, tree: Tree): void;
}

export function configurationReader(configuration: Configuration): WebReader {
  const { file, languages, triggers, always, confirms } = configuration;
  const reads = (path: string): boolean => file?.test(path.toLowerCase()) ?? true;
  return {
    triggers: triggers ?? [],
    languages,
    reads,
    ...(!triggers && { always: reads }),
    ...(always && { always: (path: string) => always.test(path.toLowerCase()) }),
    read(document, wants) {
      if (document.text.length > LARGEST_CONFIGURATION) return undefined;
      if (confirms && !confirms.test(document.text)) return undefined;
      const collector = createWebCollector(document, wants);
      configuration.read(collector, document.parsed(parserFor(document)));
      return collector.facts();
    },
  };
}

function parserFor({ path, text, language }: Document): Parser<Tree> {
  if (/\.toml$/i.test(path)) return parseToml;
  if (language === 'terraform') return parseHcl;
  return language === 'json' || language === 'jsonc' || /^\s*[{[]/.test(text) ? parseJson : parseYaml;
}
