import type { Impact, RawFinding, TextRange } from '../../finding.ts';
import { lowerNameOf, nameOf } from '../../paths.ts';
import { parseDotenv } from '../../parsers/dotenv.ts';
import { entriesIn } from '../../parsers/dotenvReadings.ts';
import { placeOf } from '../../place.ts';
import { defineRule } from '../../rule.ts';
import { connectionUrls } from '../../secrets/connectionUrls.ts';
import { judgeNamedValue } from '../../secrets/judgeNamedValue.ts';
import { matchTokens } from '../../secrets/matchTokens.ts';
import { namedValues } from '../../secrets/namedValues.ts';
import { isLocalHost, isMadeUpLogin } from '../../secrets/passwords.ts';
import { isPlaceholder } from '../../secrets/placeholder.ts';
import { privateKeys } from '../../secrets/privateKeys.ts';
import { publicVariables } from '../../secrets/publicVariables.ts';
import { isSealed } from '../../secrets/sealed.ts';
import { serverSecretStrength } from '../../secrets/serverSecrets.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/committed-env-file',
  impact: 'blocker',
  stage: 'security',
  title: 'Environment file in git',
  why: 'Whoever gets a copy of the repository, now or later, has every key and password of the file. Taking it out again does not take it out of the history.',
  triggers: [],
  appliesTo: ['dotenv'],
  *check(document, context) {
    const tracked = context.facts.tracked[document.path];
    if (tracked === undefined || !isEnvFile(document)) return;
    const secrets = secretsIn(document);
    const [first] = secrets.toSorted((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight));
    const impact = first && impactOf(first.weight, tracked, document);
    if (first && impact) yield finding(first, secrets, { impact, tracked }, document.path);
  },
});

/** `real`: known by its shape, or reaches a host elsewhere. `generated`: looks random. `weak`: a default, as it seems. */
type Weight = 'real' | 'generated' | 'weak';
const WEIGHTS: readonly Weight[] = ['real', 'generated', 'weak'];

interface EnvSecret {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly weight: Weight;
}

function finding(
  { nameRange }: EnvSecret,
  secrets: readonly EnvSecret[],
  { impact, tracked }: { readonly impact: Impact; readonly tracked: boolean },
  path: string,
): RawFinding {
  const file = nameOf(path);
  const serious = secrets.filter(({ weight }) => weight !== 'weak');
  const shown = serious.length > 0 ? serious : secrets;
  const names = shown
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ');
  const more = shown.length > 3 ? ` and ${shown.length - 3} more` : '';
  const what = serious.length > 0 ? (shown.length === 1 ? 'a secret' : 'secrets') : 'what may be secrets';
  const advice = tracked
    ? adviceOnTracked(file, serious.length > 0)
    : `Add ${file} to .gitignore, or the next \`git add .\` commits it.`;
  const state = tracked ? 'is in git' : 'is not ignored by git yet';
  return {
    range: nameRange,
    impact,
    kind: tracked ? 'tracked' : 'untracked',
    message: `${file} ${state}, with ${what} in it: ${names}${more}. ${advice}`,
  };
}

function adviceOnTracked(file: string, serious: boolean): string {
  const remove = `\`git rm --cached ${file}\` and add ${file} to .gitignore.`;
  if (!serious) return `They look like defaults for development. Before real values come in, run ${remove}`;
  return file.startsWith('.')
    ? `Take it out with ${remove} Replace the values too: they stay in the history.`
    : 'Whoever has the repository has them. Keep only the names here, and replace the values that are in use: they stay in the history.';
}

/** Undefined where such a file is what the framework expects in git. */
function impactOf(weight: Weight, tracked: boolean, document: Document): Impact | undefined {
  const name = lowerNameOf(document.path);
  const forDevelopment =
    /\.(?:dev|development|docker|compose|local-example|ci|build)$/.test(name) ||
    /(?:^|\/)\.devcontainer\//.test(document.path);
  if (!tracked) return weight === 'weak' ? 'medium' : 'high';
  if (weight === 'real') return placeOf(document.path) === 'product' ? 'blocker' : 'high';
  if (weight === 'weak') return 'low';
  // symfony.com/doc/current/configuration.html: .env is committed, with an APP_SECRET for development.
  if (/^###> symfony\//m.test(document.text)) return 'low';
  // "variables.env" is what people hand out for others to fill in; ".env" is where their own values are.
  const isOwn = name.startsWith('.');
  return forDevelopment || !isOwn || placeOf(document.path) !== 'product' ? 'medium' : 'blocker';
}

function secretsIn(document: Document): EnvSecret[] {
  const isStrong = holder(strongRanges(document));
  const isTelling = holder(tellingValues(document));
  const isLocalUrl = holder(document.parsed(connectionUrls).filter(({ host }) => isLocalHost(host)));
  const secrets: EnvSecret[] = [];
  for (const { entry, value } of entriesIn(document.parsed(parseDotenv), 'dotenv')) {
    const { name, nameRange, value: range } = entry;
    if (publicVariables(name).length > 0) continue;
    const isSecretName = serverSecretStrength(name) !== undefined && !isLocalUrl(range);
    const guess = isSecretName ? weightOf(value) : undefined;
    const weight = isStrong(range) ? 'real' : isTelling(range) ? 'generated' : guess;
    if (weight) secrets.push({ name, nameRange, weight });
  }
  return secrets;
}

/** Whether one of `ranges` lies in a range. In one pass over both, for ranges that are asked about in order. */
function holder(ranges: readonly TextRange[]): (outer: TextRange) => boolean {
  const inOrder = ranges.toSorted((a, b) => a.start - b.start);
  let next = 0;
  return ({ start, end }) => {
    while ((inOrder[next]?.start ?? Infinity) < start) next++;
    for (let index = next; (inOrder[index]?.start ?? Infinity) < end; index++)
      if ((inOrder[index]?.end ?? Infinity) <= end) return true;
    return false;
  };
}

/** What nobody would take for a default, as `secrets/hard-coded-secret` reads it: Laravel's APP_KEY, random letters. */
function tellingValues(document: Document): TextRange[] {
  return document.parsed(namedValues).filter((value) => judgeNamedValue(value, document)?.impact === 'high');
}

/** What is a secret by its shape, whatever it is called. */
function strongRanges(document: Document): TextRange[] {
  const tokens = document
    .parsed(matchTokens)
    .filter(
      ({ format, confident, start, end }) =>
        format.mode !== 'test' &&
        format.id !== 'google-api-key' &&
        format.pairedWith === undefined &&
        confident &&
        !isPlaceholder(document.text.slice(start, end)),
    );
  const urls = document.parsed(connectionUrls).filter(({ host }) => host !== '' && !isLocalHost(host));
  return [...tokens, ...urls, ...document.parsed(privateKeys)];
}

/** Undefined for what opens nothing: empty, a reference to a store of secrets, a template. */
function weightOf(value: string): Weight | undefined {
  if (
    value === '' ||
    REFERENCE.test(value) ||
    isSealed(value) ||
    /^(?:true|false|null|none|\d{1,6})$/i.test(value)
  )
    return undefined;
  if (/^(?:sk|pk|rk)_test_/.test(value) || /:\/\//.test(value)) return 'weak';
  if (isPlaceholder(value) || FILL_IN.test(value)) return undefined;
  if (isMadeUpLogin('', value, '')) return 'weak';
  const varied = new Set(value).size >= 9 && /\d/.test(value) && /[A-Za-z]/.test(value);
  return value.length >= 16 && varied && !/\s/.test(value) ? 'generated' : 'weak';
}

/** To another variable or a store of secrets. */
const REFERENCE = /^(?:\$[\w{(]|op:\/\/|ref\+|arn:aws|projects\/|!|<|\{\{|%)|\$\{/;
const FILL_IN = /^[x*.?-]+$|changeme|change-me|change_me|replace|\btodo\b|your[-_ ]/i;

/** Not templates, and not what tests run with. */
function isEnvFile(document: Document): boolean {
  return (
    !/[._-](?:example|sample|template|dist|tpl|defaults?|schema|test|testing|tests|e2e|ci|travis|dusk|cypress|playwright|vault|keys)(?:[._-]|$)|^(?:example|sample|template|test)\./.test(
      lowerNameOf(document.path),
    ) &&
    placeOf(document.path) !== 'test' &&
    placeOf(document.path) !== 'example'
  );
}
