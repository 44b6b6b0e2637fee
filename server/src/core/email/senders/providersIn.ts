import { escapeRegExp } from '../../escapeRegExp.ts';
import { lexed } from '../../fixes/literals.ts';
import { lowerNameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { DeclaredMailProvider, MailProviderKey } from '../declared.ts';
import { PROVIDER_TRACES } from './providerTable.ts';

export type FoundProvider = Omit<DeclaredMailProvider, 'file'>;

/** Who a file says sends the mail, each provider once in each way. Comments say nothing. */
export function providersIn(document: Document): readonly FoundProvider[] {
  const { text } = document;
  const found = new Map<string, FoundProvider>();
  const note = (provider: MailProviderKey, how: FoundProvider['how'], start: number, end: number): void => {
    const key = `${provider} ${how}`;
    // In comments there are blanks. Most files name nobody, and are not read so closely.
    if (found.has(key) || lexed(document).code.charAt(start) === ' ') return;
    found.set(key, { provider, how, at: spanOf(document, start, end) });
  };
  if (isManifest(document.path)) notePackages(document, note);
  else if (!LISTS_ALL.test(document.path)) {
    for (const { 0: whole, 1: name = '', index } of text.matchAll(IMPORT)) {
      const provider = BY_PACKAGE.get(name);
      const start = index + whole.lastIndexOf(name);
      if (provider) note(provider, 'package', start, start + name.length);
    }
    noteAll(text, HOSTS, 'host', note);
    noteAll(text, SETTINGS, 'setting', note);
    if (document.language === 'terraform')
      for (const { 0: name, index } of text.matchAll(/(?<=resource[ \t]+")aws_ses(?:v2)?_\w{1,60}/g))
        note('ses', 'setting', index, index + name.length);
  }
  return [...found.values()];
}

/** Laravel's own: they name every provider that it knows, used or not. */
const LISTS_ALL = /(?:^|\/)config\/(?:mail|services)\.php$/i;

type Note = (provider: MailProviderKey, how: FoundProvider['how'], start: number, end: number) => void;

const BY_PACKAGE: ReadonlyMap<string, MailProviderKey> = new Map(
  PROVIDER_TRACES.flatMap(({ provider, packages }) => packages.map((name) => [name, provider] as const)),
);
const PACKAGES = new RegExp(
  `(?<![\\w@/.-])(?:${[...BY_PACKAGE.keys()]
    .toSorted((a, b) => b.length - a.length)
    .map(escapeRegExp)
    .join('|')})(?![\\w/.-])`,
  'g',
);
/** Of JavaScript: `from 'resend'`, `import('resend')`, `require("resend")`. */
const IMPORT = /\b(?:from|import|require)\s{0,4}\(?\s{0,4}["']((?:@[\w.-]{1,60}\/)?[\w.-]{1,60})["']/g;
const HOSTS = traced('hosts', '(?<![\\w.-])', '(?![\\w-])');
const SETTINGS = traced('settings', '(?<![A-Za-z\\d])', '(?![A-Za-z\\d])');

/** One expression for all providers, with a group for each. */
function traced(
  what: 'hosts' | 'settings',
  before: string,
  behind: string,
): { readonly pattern: RegExp; readonly providers: readonly MailProviderKey[] } {
  const traces = PROVIDER_TRACES.flatMap((one) => {
    const pattern = one[what];
    return pattern === undefined ? [] : [{ provider: one.provider, pattern }];
  });
  return {
    pattern: new RegExp(
      `${before}(?:${traces.map(({ pattern }) => `(${pattern})`).join('|')})${behind}`,
      'g',
    ),
    providers: traces.map(({ provider }) => provider),
  };
}

function noteAll(
  text: string,
  { pattern, providers }: ReturnType<typeof traced>,
  how: 'host' | 'setting',
  note: Note,
): void {
  let most = 200;
  for (const match of text.matchAll(pattern)) {
    const provider = providers[match.slice(1).findIndex((group) => group !== undefined)];
    if (provider) note(provider, how, match.index, match.index + match[0].length);
    if (--most === 0) return;
  }
}

export function isManifest(path: string): boolean {
  return MANIFEST.test(lowerNameOf(path));
}

const MANIFEST =
  /^(?:package\.json|composer\.json|gemfile|go\.mod|cargo\.toml|mix\.exs|pyproject\.toml|pipfile|pom\.xml|build\.gradle(?:\.kts)?|[\w-]*requirements[\w.-]*\.(?:txt|in)|directory\.packages\.props)$|\.(?:gemspec|csproj|fsproj)$/;

/** What is used while developing alone (Mailtrap's catcher, previews) says nothing of the product. */
function notePackages({ path, text }: Document, note: Note): void {
  const name = lowerNameOf(path);
  const development = /^(?:package|composer)\.json$/.test(name)
    ? /"(?:devDependencies|require-dev|peerDependencies|optionalDependencies|resolutions|overrides|keywords|scripts)"\s{0,10}:\s{0,10}[{[][^}\]]{0,40000}[}\]]/g
    : undefined;
  const left = development ? text.replace(development, (part) => ' '.repeat(part.length)) : text;
  for (const { 0: found, index } of left.matchAll(PACKAGES)) {
    const provider = BY_PACKAGE.get(found);
    if (provider && isNamedThere(name, left, index, index + found.length))
      note(provider, 'package', index, index + found.length);
  }
}

/** "loops" and "plunk" are words too: a package's name stands in quotes, or at the beginning of a line. */
function isNamedThere(manifest: string, text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  const behind = text.charAt(end);
  if (manifest.endsWith('.json')) return before === '"' && /^"\s*:/.test(text.slice(end, end + 6));
  if (manifest === 'gemfile' || manifest.endsWith('.gemspec')) {
    const line = text.slice(Math.max(0, start - 60), start);
    return /(?:gem|dependency)\b[ \t(]{1,4}["']$/.test(line);
  }
  if (/"|'|:/.test(before) && /"|'|:|[<>=~!;[ ]/.test(behind)) return true;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^(?:[ \t]*(?:require[ \t]+)?|[ \t]*\{[ \t]*:|[ \t]*["'])$/.test(line);
}
