import type { Language } from '../../language.ts';
import { parseDotenv } from '../../parsers/dotenv.ts';
import { parseHcl } from '../../parsers/hcl.ts';
import { parseJson } from '../../parsers/json.ts';
import { parseToml } from '../../parsers/toml.ts';
import { mapsIn, type Tree, type TreeMap, type TreeNode, type TreeScalar } from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import type { Document, Parser } from '../../source.ts';
import { addressIn, MAY_BE_ADDRESS, type FoundAddress } from './address.ts';
import { meaningOf } from './names.ts';

/** The addresses in env files and configuration that mail is sent from. */
export function sendersInSettings(document: Document): readonly FoundAddress[] {
  if (!MAY_BE_ADDRESS.test(document.text)) return [];
  const { text, language } = document;
  if (language === 'dotenv')
    return document
      .parsed(parseDotenv)
      .entries.flatMap(({ name, value }) =>
        isSenderSetting(name) ? addressAt(text, value.start, value.end) : [],
      );
  const parser = TREES.get(language);
  if (parser) return inTree(document, parser);
  return language === 'ini' || language === 'properties' ? inLines(text) : [];
}

const TREES: ReadonlyMap<Language, Parser<Tree>> = new Map([
  ['yaml', parseYaml],
  ['json', parseJson],
  ['jsonc', parseJson],
  ['toml', parseToml],
  ['terraform', parseHcl],
]);
const MOST = 40;

function isSenderSetting(name: string): boolean {
  return (
    meaningOf(name.replace(/^.*\./, '')) === 'sender' || meaningOf(name.replaceAll('.', '_')) === 'sender'
  );
}

function addressAt(text: string, start: number, end: number): readonly FoundAddress[] {
  const found = end - start <= 400 ? addressIn(text.slice(start, end), start) : undefined;
  return found ? [found] : [];
}

/** `mail.from=…`, `GF_SMTP_FROM_ADDRESS = …` */
function inLines(text: string): readonly FoundAddress[] {
  const found: FoundAddress[] = [];
  let section = '';
  for (const match of text.matchAll(
    /^[ \t]*(?:\[([^\]\n]{1,80})\]|([\w.-]{1,80})[ \t]*[=:][ \t]*([^\n]{1,400}))/gm,
  )) {
    const [whole, head, key = '', value = ''] = match;
    if (head !== undefined) section = head;
    else if (isSender(key.replace(/^.*\./, ''), [...section.split('.'), ...key.split('.').slice(0, -1)])) {
      const written = value.trimEnd().replace(/^["']|["']$/g, '');
      const start = match.index + whole.lastIndexOf(written);
      found.push(...addressAt(text, start, start + written.length));
    }
    if (found.length >= MOST) break;
  }
  return found;
}

function inTree(document: Document, parser: Parser<Tree>): readonly FoundAddress[] {
  const found = new Map<number, FoundAddress>();
  for (const { map, path } of mapsIn(document.parsed(parser).roots)) {
    for (const scalar of sendersOf(map, path))
      for (const one of addressAt(document.text, scalar.start, scalar.end)) found.set(one.start, one);
    if (found.size >= MOST) break;
  }
  return [...found.values()];
}

function* sendersOf(map: TreeMap, path: readonly string[]): Generator<TreeScalar> {
  const [resource = ''] = map.labels ?? [];
  const name = map.entries.find(({ key }) => key.text === 'name')?.value;
  for (const { key, value } of map.entries) {
    if (!value) continue;
    if (value.kind === 'list') yield* listed(value.items);
    if (value.kind !== 'scalar') continue;
    // `- name: MAIL_FROM` with its `value:` beside it, as in Kubernetes and render.yaml.
    const isValue =
      /^(?:value|default)$/.test(key.text) && name?.kind === 'scalar' && isSenderSetting(name.text);
    const isVariable = key.text === 'default' && isSenderSetting(map.labels?.[0] ?? '');
    const isIdentity = /^aws_ses(?:v2)?_email_identity$/.test(resource) && key.text.startsWith('email');
    if (isValue || isVariable || isIdentity || isSender(key.text, path)) yield value;
  }
}

/** `- MAIL_FROM=hello@shop.com` of compose files. */
function* listed(items: readonly TreeNode[]): Generator<TreeScalar> {
  for (const item of items.slice(0, 400)) {
    if (item.kind !== 'scalar') continue;
    const [, name] = /^([A-Z][A-Z\d_]{1,60})=/.exec(item.text) ?? [];
    if (name === undefined || !isSenderSetting(name)) continue;
    yield { ...item, start: item.start + name.length + 1 };
  }
}

/** Supabase: https://supabase.com/docs/guides/local-development/cli/config#auth.email.smtp */
function isSender(key: string, path: readonly string[]): boolean {
  const meaning = meaningOf(key);
  if (meaning === 'sender') return true;
  const isMail = path.some((part) => MAIL.test(part));
  if (key === 'admin_email') return path.some((part) => /(?:^|\.)smtp$/.test(part));
  if (meaning === 'sender-of-mail') return isMail && key !== 'source';
  const last = path.at(-1) ?? '';
  return (
    meaning === 'neutral' &&
    (meaningOf(last) === 'sender' || (isMail && meaningOf(last) === 'sender-of-mail'))
  );
}

const MAIL = /mail|smtp|(?:^|[_.-])ses(?:$|[_.-])|sendgrid|postmark|resend/i;
