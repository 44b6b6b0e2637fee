/** PHP. Laravel reads variables in its config folder only; Symfony and phpdotenv fill `$_ENV`, not `getenv`. */

import { join } from '../../paths.ts';
import { manifestText } from '../project.ts';
import { before, replaceWord, statementBefore, type Site } from '../site.ts';
import { concatenate, IN_RAW_TEXT, NEEDS_CONSTANT, type Reader } from './reader.ts';

export const php: Reader = {
  refuses(site) {
    const { literal, project, document } = site;
    if (literal?.kind === 'markup')
      return 'The value stands in HTML that everyone receives: take it out of the page altogether.';
    const constant = constantAround(site);
    if (constant !== undefined) return NEEDS_CONSTANT(constant);
    if (isLaravel(site) && !isLaravelConfig(document.path, project.folder)) {
      return `Laravel reads variables in its config folder only, and gets null elsewhere once the configuration is cached: put env('…') into a file under ${join(project.folder, 'config')} and read it here with config('…').`;
    }
    const cannotCut = literal?.here || literal?.open === '`';
    return cannotCut && !(literal?.here && literal.interpolates && variableOf(site, '').startsWith('$'))
      ? IN_RAW_TEXT
      : undefined;
  },
  existing: [
    { before: /(?<read>\benv\(\s*["'](?<name>\w+)["'])\s*,\s*$/, after: /^(?<keep>\s*\))/ },
    { before: /(?<read>\bgetenv\(\s*["'](?<name>\w+)["']\s*\))\s*(?:\?:|\?\?|\|\|)\s*$/ },
    { before: /(?<read>\$_(?:ENV|SERVER)\[\s*["'](?<name>\w+)["']\s*\])\s*(?:\?:|\?\?)\s*$/ },
  ],
  replace(site, name) {
    const { literal, range, whole, isWhole } = site;
    const read = variableOf(site, name);
    if (literal?.here) return [{ range, newText: `{${read}}` }];
    return [replaceWord(site, whole, isWhole ? read : concatenate(site, read, '.'))];
  },
};

function variableOf(site: Site, name: string): string {
  if (isLaravel(site)) return `env('${name}')`;
  const fillsSuperglobal = /"(symfony\/(framework-bundle|dotenv)|vlucas\/phpdotenv)"/.test(composerOf(site));
  return fillsSuperglobal ? `$_ENV['${name}']` : `getenv('${name}')`;
}

function isLaravel(site: Site): boolean {
  return composerOf(site).includes('"laravel/framework"');
}

function isLaravelConfig(path: string, folder: string): boolean {
  return path.startsWith(`${join(folder, 'config')}/`);
}

function composerOf({ project }: Site): string {
  return manifestText(project, ['composer.json']);
}

/** What the literal is the value of, where PHP takes no function call: properties, constants, defaults, attributes. */
function constantAround(site: Site): string | undefined {
  const statement = statementBefore(site.code, site.whole.start).replace(/^[^]*<\?(?:php|=)/i, '');
  if (/\b(?:function|fn)\b[^()]*\((?:[^()]|\([^()]*\))*=\s*$/.test(statement))
    return 'The default of a parameter';
  if (/^\s*(?:(?:final|public|protected|private)\s+)*const\b/.test(statement)) return 'A constant';
  if (/^\s*(?:public|protected|private|var|readonly)\b(?![^=]*\bfunction\b)/.test(statement))
    return 'The default of a property';
  if (/^\s*case\b[^=:]*(?:=\s*)?$/.test(statement) && /=\s*$/.test(before(site))) return 'A case of an enum';
  return /#\[[^\]]*$/.test(statement) ? 'An argument of an attribute' : undefined;
}
