/** What the rules about CORS share: which policies matter, and what they come to. */
import type { Impact } from '../../finding.ts';
import { isOfAssistant, placeOf } from '../../place.ts';
import type { PlacedFinding, Texts, WorkspaceModel } from '../../workspaceRule.ts';
import type { Span } from '../../span.ts';
import { rulesOfVariable } from './environment.ts';
import { loosenessOf, looseWildcard, type Looseness } from './looseness.ts';
import type { CorsPolicy, OriginRule } from './policy.ts';

export interface JudgedRule {
  readonly policy: CorsPolicy;
  readonly rule: OriginRule;
  /** Conditions stand round it that nobody here understands. */
  readonly isDoubtful: boolean;
}

/** Policies that customers meet. */
export function livePolicies({ web }: WorkspaceModel): readonly CorsPolicy[] {
  const known = LIVE.get(web.corsPolicies) ?? web.corsPolicies.filter(({ file }) => isLive(file));
  LIVE.set(web.corsPolicies, known);
  return known;
}

/** Every rule asks, after every edit. */
const LIVE = new WeakMap<readonly CorsPolicy[], readonly CorsPolicy[]>();

export function isLive(file: string): boolean {
  let live = LIVE_FILES.get(file);
  if (live === undefined) {
    live = placeOf(file) === 'product' && !isOfAssistant(file) && !FOR_DEVELOPMENT.test(file);
    if (LIVE_FILES.size > 20_000) LIVE_FILES.clear();
    LIVE_FILES.set(file, live);
  }
  return live;
}

const LIVE_FILES = new Map<string, boolean>();

const FOR_DEVELOPMENT =
  /(?:^|[/._-])(?:dev|devel|development|local|localhost|sandbox|storybook|devcontainer)(?:[/._-]|$)|(?:^|\/)docker-compose\.override\.ya?ml$|[a-z]Dev(?:elopment)?\.\w+$/;

/** Each part of a policy that counts in production. */
export function* liveRules(workspace: WorkspaceModel, texts: Texts): Iterable<JudgedRule> {
  for (const policy of livePolicies(workspace))
    for (const rule of policy.origins) {
      if (rule.stage === 'development' || (rule.file !== policy.file && !isLive(rule.file))) continue;
      if (rule.isFromElsewhere && !isChosenFreely(rule, texts)) continue;
      const doubt = doubtOf(rule, texts);
      if (doubt === 'development') continue;
      const isDoubtful =
        doubt === 'doubtful' || (rule.isHandedOver === true && !isGivenAsItCame(rule, workspace));
      yield { policy, rule, isDoubtful };
      for (const value of rulesOfVariable(workspace, texts, policy, rule))
        yield { policy, rule: value, isDoubtful };
    }
}

/** Somebody calls the function with the header itself, and asks nothing before. */
function isGivenAsItCame({ file, givenTo }: OriginRule, { web }: WorkspaceModel): boolean {
  if (givenTo === undefined) return false;
  const own = /([^/]+?)(?:\/index)?\.\w+$/.exec(file)?.[1];
  for (const [caller, { handsOrigin = [] }] of web.files)
    for (const { name, from } of handsOrigin) {
      if (name !== givenTo) continue;
      const imported = from && /([^/]+?)(?:\/index)?(?:\.\w+)?$/.exec(from)?.[1];
      if (from === undefined ? caller === file : imported === own) return true;
    }
  return false;
}

/** A parameter is what somebody else writes; a host is the server's own. */
function isChosenFreely({ file, at }: OriginRule, texts: Texts): boolean {
  return PARAMETER.test(texts.read(file)?.slice(at.start, at.end) ?? '');
}

const PARAMETER =
  /query|params?\b|\bbody\b|\$_(?:GET|POST|REQUEST)|\bargs\b|FormValue|getParameter|referr?er/i;

/** What the conditions round it say to people, where nobody else could tell. */
function doubtOf({ doubts = [] }: OriginRule, texts: Texts): 'none' | 'doubtful' | 'development' {
  const asked = doubts.map(({ file, at }) => texts.read(file)?.slice(at.start, at.end) ?? '');
  if (asked.some((text) => SAYS_DEVELOPMENT.test(text))) return 'development';
  return asked.some((text) => MAY_JUDGE.test(text) && !SAYS_NOTHING.test(text)) ? 'doubtful' : 'none';
}

const SAYS_DEVELOPMENT =
  /(?<!!\s?)(?:[dD]ev(?:elopment|Mode)?\b|\bisDev|DEBUG\b|\bdebug\b|\b(?:is)?[lL]ocal\b|localhost)/;
/** It may well be the result of a check of the origin. */
const MAY_JUDGE =
  /allow|origin|valid|trust|whitelist|match|permit|check|safe|known|is[A-Z]\w{0,40}\(|\bok\b/i;
/** What is asked of each request, and says nothing about who it is for. */
const SAYS_NOTHING =
  /\b(?:method|OPTIONS|[pP]reflight|isOptions|enabled|CORS|cors)\b|REQUEST_METHOD|MethodOptions/;

/** How far a rule lets in who was not meant; undefined where it does not, or where that can't be told. */
export function holeIn(rule: OriginRule): Looseness | undefined {
  const known = HOLES.get(rule);
  if (known) return known.hole;
  const hole = foundHole(rule);
  HOLES.set(rule, { hole });
  return hole;
}

/** Several rules ask, and patterns take time. */
const HOLES = new WeakMap<OriginRule, { readonly hole: Looseness | undefined }>();

function foundHole(rule: OriginRule): Looseness | undefined {
  switch (rule.kind) {
    case 'wildcard':
      return looseWildcard(rule.text, rule.at);
    case 'tested': {
      const found = rule.tests.map((test) => loosenessOf(test));
      // All of them are asked: the tightest counts.
      if (found.some((hole) => hole === undefined)) return undefined;
      return found.find((hole) => hole?.kind !== 'everything') ?? found[0];
    }
    default:
      return undefined;
  }
}

/** Whether any site at all is let in. */
export function letsEverybodyIn(rule: OriginRule): boolean {
  return rule.kind === 'any' || rule.kind === 'reflected' || holeIn(rule)?.kind === 'everything';
}

/**
 * What letting everybody in comes to: `leaks`: other sites read what is shown to who is signed in. `may-leak`: the same
 * if cookies are let through, which can't be told. `open`: they read what strangers may see. The others never work.
 */
export type Outcome = 'leaks' | 'may-leak' | 'open' | 'never-works' | 'fails-at-start' | 'unknown';

export function outcomeOf({ policy, rule }: JudgedRule): Outcome {
  if (rule.credentials === 'off') return 'open';
  // A library that sends the origin back for `*` does what it does; a header that says `*` means it.
  const isStar = rule.kind === 'any' && !rule.asPattern;
  const withCredentials = isStar ? (policy.library?.anyWithCredentials ?? 'never-works') : 'leaks';
  if (rule.credentials === 'on') return withCredentials;
  return withCredentials === 'leaks' ? 'may-leak' : 'open';
}

/** Files for everybody, APIs that are asked with tokens, and servers that only developers run. */
export function isPublicByNature({ library, by, scope, file, handler }: CorsPolicy): boolean {
  if (library?.publicByNature || by === 'vite') return true;
  const pattern = handler?.path ?? scope.pattern ?? '';
  return handler?.machine === true || PUBLIC_PATH.test(pattern) || PUBLIC_FILE.test(file);
}

const PUBLIC_PATH =
  /\.well-known|\bfonts?\b|\bassets?\b|\bstatic\b|\bpublic\b|\bimages?\b|\bimg\b|\bmedia\b|\bicons?\b|_next\/static|\bwebhooks?\b|openapi|swagger|\bdocs?\b|\bwidgets?\b|\bembed\b|\bpixel\b|\brss\b|\bfeeds?\b|sitemap|manifest|\.(?:css|js|json|xml|svg|png|jpe?g|webp|avif|gif|ico|woff2?|ttf|otf|eot|mp4|webm|wasm|txt)\b|\\\.\(?(?:\?:)?(?:eot|ttf|woff|otf|svg|css|js|png|jpg|ico)/i;
const PUBLIC_FILE =
  /(?:^|\/)supabase\/functions\/|(?:^|\/)src-tauri\/|(?:^|[/._-])(?:well-known|openapi|swagger|webhooks?|og|opengraph|rss|sitemap|embed|widget|pixel|public-?_?api)(?:[/._-]|$)|(?:^|\/)public\/(?!_headers$|(?:.{1,200}\/)?(?:\.htaccess|web\.config)$|.{1,200}\.php$)/i;

/** What is fetched with cookies and holds nothing of who is signed in: files, widgets, counters. */
export function isHarmlessWithCookies({ library, by, scope, file, handler }: CorsPolicy): boolean {
  if (library?.publicByNature || by === 'vite' || handler?.machine === true) return true;
  return FILE_PATH.test(handler?.path ?? scope.pattern ?? '') || COUNTER_FILE.test(file);
}

const FILE_PATH =
  /\.well-known|\bfonts?\b|\bassets?\b|\bstatic\b|\bimages?\b|\bimg\b|\bicons?\b|_next\/static|\bwidgets?\b|\bembed\b|\bpixel\b|\.(?:css|js|svg|png|jpe?g|webp|avif|gif|ico|woff2?|ttf|otf|eot|mp4|webm|wasm)\b|\\\.\(?(?:\?:)?(?:eot|ttf|woff|otf|svg|css|js|png|jpg|ico)/i;
const COUNTER_FILE =
  /(?:^|\/)src-tauri\/|(?:^|[/._-])(?:well-known|og|opengraph|embed|widget|pixel)(?:[/._-]|$)/i;

const STEPS: readonly Impact[] = ['low', 'medium', 'high', 'blocker'];

export function lowered(impact: Impact, steps = 1): Impact {
  return STEPS[Math.max(0, STEPS.indexOf(impact) - steps)] ?? 'low';
}

/** One for each place: the same options may be given to several routes. */
export function* oncePerPlace(findings: Iterable<PlacedFinding>): Iterable<PlacedFinding> {
  const seen = new Set<string>();
  for (const finding of findings) {
    const key = `${finding.file}\0${finding.at.start}\0${finding.at.end}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield finding;
  }
}

/** What to call where it is set. */
export function nameOf({ library, by }: CorsPolicy): string {
  return library?.name ?? (by === 'headers' ? 'this header' : by);
}

/** Where a rule stands that nothing in the code says: where credentials are turned on, or the call. */
export function placeOfRule({ policy, rule }: JudgedRule): { readonly file: string; readonly at: Span } {
  const { credentials } = policy;
  if (rule.byDefault && credentials.at) return { file: credentials.file ?? policy.file, at: credentials.at };
  if (rule.byDefault) return { file: policy.file, at: policy.at };
  // The origin may be read far above: the header is what lets it in.
  const { headerAt } = rule;
  const isFarAway = rule.file !== policy.file || rule.at.line !== headerAt?.line;
  if (headerAt && rule.kind === 'reflected' && isFarAway) return { file: policy.file, at: headerAt };
  return { file: rule.file, at: placeOfHole(rule) ?? rule.at };
}

/**
 * The line that puts it into force, for a finding that is shown at its cause, where it is mended: the header, or the call
 * that is given a list, a pattern or a function from above or from another file. None where that is the same place.
 */
export function inForceAt(
  { policy, rule }: JudgedRule,
  shown: { readonly file: string; readonly at: Span },
): NonNullable<PlacedFinding['related']> {
  const { file, by } = policy;
  const at = rule.headerAt ?? policy.at;
  const isHere = by === 'headers' ? shown.at.line === at.line : shown.at.start >= at.start;
  if (shown.file === file && isHere) return [];
  const message = by === 'headers' ? 'This header lets it in' : `Given to ${nameOf(policy)} here`;
  return [{ file, at, message }];
}

/** What makes it serious, or what makes it fail, unless the finding is shown there. */
export function cookiesAt(
  { policy }: JudgedRule,
  shown: { readonly file: string; readonly at: Span },
): NonNullable<PlacedFinding['related']> {
  const { at, file = policy.file } = policy.credentials;
  if (!at || (file === shown.file && at.start === shown.at.start)) return [];
  return [{ file, at, message: 'Cookies are let through here' }];
}

/** A pattern is what is wrong, wherever it stands; of a text it is how it is compared. */
function placeOfHole(rule: OriginRule): Span | undefined {
  const at = holeIn(rule)?.at;
  const isPattern =
    rule.kind === 'wildcard' ||
    (rule.kind === 'tested' &&
      rule.tests.some((test) => (test.kind === 'host' ? test.test : test).kind === 'matches'));
  return isPattern || at?.line === rule.at.line ? at : undefined;
}

/** "as long as ALLOWED_ORIGINS is not set" */
export function unlessSet({ without }: OriginRule): string {
  return without === undefined ? '' : ` as long as ${without} is not set`;
}
