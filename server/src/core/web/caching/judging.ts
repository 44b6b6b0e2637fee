/** What the rules about caching share. */
import type { EditFix } from '../../finding.ts';
import type { Span } from '../../span.ts';
import type { PlacedFinding, Texts } from '../../workspaceRule.ts';
import { HEADER_PLACES } from '../headerPlaces.ts';
import type { Route } from '../model.ts';
import type { Handler, Scope, UserRead } from '../types.ts';
import { directiveOf, type CacheControl, type Directive } from './cacheControl.ts';
import type { CachePolicy, CachingHeader, CachingText } from './policy.ts';

export const DAY = 86_400;

/** One text of one header that production may send. */
export interface Said {
  readonly policy: CachePolicy;
  readonly header: CachingHeader;
  readonly text: CachingText;
  readonly says: CacheControl;
}

/** Everything that is said about caching in production. Many rules ask. */
export function said(policies: readonly CachePolicy[]): readonly Said[] {
  const known = SAID.get(policies);
  if (known) return known;
  const found = policies.flatMap((policy) =>
    policy.headers
      .filter((header) => !isInDevelopment(header))
      .flatMap((header) =>
        header.texts
          .filter(({ development }) => !development)
          .map((text): Said => ({ policy, header, text, says: text.says })),
      ),
  );
  SAID.set(policies, found);
  return found;
}

const SAID = new WeakMap<readonly CachePolicy[], readonly Said[]>();

function isInDevelopment({ setting }: CachingHeader): boolean {
  return (
    setting.when?.some((condition) => condition.kind === 'stage' && condition.stage === 'development') ===
    true
  );
}

export function has(says: CacheControl, name: string): boolean {
  return directiveOf(says, name) !== undefined;
}

export function secondsOf(says: CacheControl, name: string): number | undefined {
  return directiveOf(says, name)?.seconds;
}

/** What lets a cache that all visitors share keep an answer. */
export interface Sharing {
  readonly directive: Directive | undefined;
  /** In words, as it is written: `public`, `s-maxage=60`. */
  readonly words: string;
  /** Caches of everybody are told to keep it, and not only left free to do so. */
  readonly isTold: boolean;
}

/** Why a shared cache may keep it (RFC 9111 section 3); undefined where it may not. */
export function sharingOf({ policy, header, says, text }: Said): Sharing | undefined {
  // Caches keep answers to reads only.
  const { methods = [] } = policy.handler ?? {};
  if (methods.length > 0 && !methods.includes('GET') && !methods.includes('HEAD')) return undefined;
  const never = ['private', 'no-store'].some((name) => {
    const directive = directiveOf(says, name);
    return directive !== undefined && directive.value === undefined;
  });
  if (never) return undefined;
  const words = (directive: Directive): string =>
    text.text.slice(directive.start, directive.end).replaceAll('\0', '…');
  const isForCdn = header.header !== 'cache-control';
  const shared = directiveOf(says, 's-maxage');
  const own = directiveOf(says, 'max-age');
  const life = shared ?? own;
  if (life?.seconds === 0) return undefined;
  const revalidates = has(says, 'no-cache');
  if (isForCdn)
    return life && !revalidates
      ? { directive: life, words: `${header.header}: ${words(life)}`, isTold: true }
      : undefined;
  if (revalidates) return undefined;
  if (shared) return { directive: shared, words: words(shared), isTold: true };
  const isPublic = directiveOf(says, 'public');
  if (isPublic) return { directive: isPublic, words: words(isPublic), isTold: true };
  // What the code puts in may be the word that matters: `${visibility}, max-age=60`.
  if (/(?:^|,)\s*\0\s*(?:,|$)/.test(text.text)) return undefined;
  return own ? { directive: own, words: words(own), isTold: false } : undefined;
}

/** Said behind a question about the path that only files answer: `/\.(png|css)$/.test(pathname)`, `path.startsWith('/assets/')`. */
export function isAboutFiles({ policy, header }: Said, { read }: Texts): boolean {
  return (header.setting.when ?? []).some((condition) => {
    if (condition.kind !== 'other' || condition.negated) return false;
    const { start, end } = condition.at;
    const text = read(policy.file)?.slice(start, Math.min(end, start + 300)) ?? '';
    return /path|url|file/i.test(text) && (EXTENSIONS.test(text) || FOLDER_OF_FILES.test(text));
  });
}

const EXTENSIONS =
  /\\\.\(?(?:\?:)?(?:js|css|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|map|mp4)\b|["'`]\.(?:js|css|png|jpe?g|svg|webp|ico|woff2?)["'`]/i;
const FOLDER_OF_FILES = /["'`/](?:assets|static|_next\/static|images?|fonts?|img|media|dist|build)\//i;

/** For how long browsers keep it without asking; undefined where they ask, or nothing says. */
export function browserSeconds(says: CacheControl): number | undefined {
  if (has(says, 'no-store') || has(says, 'no-cache')) return undefined;
  return secondsOf(says, 'max-age');
}

/** "5 minutes", "a year" */
export function duration(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [365 * DAY, 'year'],
    [DAY, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [size, name] = units.find(([unit]) => seconds >= unit) ?? [1, 'second'];
  const count = Math.round(seconds / size);
  return count === 1 ? `${name === 'hour' ? 'an' : 'a'} ${name}` : `${count} ${name}s`;
}

/** The finding's place: one directive where the text stands as it is written, else all of the value. */
export function placeIn(
  { header, text }: Said,
  directive?: { readonly start: number; readonly end: number },
): Span {
  const { at } = text;
  if (!directive || !isWrittenOut(text) || directive.end > text.text.length)
    return at.end > at.start ? at : header.setting.nameAt;
  return {
    start: at.start + directive.start,
    end: at.start + directive.end,
    line: at.line,
    column: at.column + directive.start,
  };
}

/** The same, but where a handler takes a text that stands outside of it: others may use it, too. */
export function placeInHandler(one: Said, directive?: Directive): Span {
  const { handler } = one.policy;
  const { nameAt } = one.header.setting;
  const isIn = ({ start, end }: Span): boolean =>
    handler !== undefined && handler.start <= start && end <= handler.end;
  return !isIn(one.text.at) && isIn(nameAt) ? nameAt : placeIn(one, directive);
}

/** The header that sends a text from further away, for a finding that is shown at the text, where it is mended. */
export function sentAt({ policy: { file }, header }: Said, shown: Span): RelatedPlaces {
  const { nameAt: at, writtenAt } = header.setting;
  if (writtenAt) return [{ ...writtenAt, message: 'Sent with this header' }];
  // A name and its value stand on neighbouring lines in many formats.
  return Math.abs(at.line - shown.line) > 2 ? [{ file, at, message: 'Sent with this header' }] : [];
}

type RelatedPlaces = NonNullable<PlacedFinding['related']>;

/** Its place in the file holds exactly this text. */
export function isWrittenOut({ at, text, incomplete, isElsewhere }: CachingText): boolean {
  return !incomplete && !isElsewhere && at.end - at.start === text.length;
}

/** The whole value as something else; undefined where it isn't one text in this file. A text that other handlers may use, too, is left to people. */
export function replaceValue(
  { text, header, policy }: Said,
  title: string,
  newText: string,
): EditFix | undefined {
  if (!isWrittenOut(text) || header.setting.value.kind === 'list') return undefined;
  const { start, end } = text.at;
  const { handler } = policy;
  const isShared = handler !== undefined && (start < handler.start || end > handler.end);
  return {
    kind: 'edit',
    title,
    edits: [{ range: { start, end }, newText }],
    ...(isShared ? { needsDecision: true } : {}),
  };
}

/** The user data that a handler reads, without what says nothing of who asks. */
export function userReads(handler: Handler | undefined): readonly UserRead[] {
  return handler?.reads ?? [];
}

/** "the handler of /api/me", "this handler" */
export function handlerWord({ path, kind }: Handler): string {
  const what = kind === 'page' ? 'page' : 'handler';
  return path === undefined ? `this ${what}` : `the ${what} of ${path}`;
}

export function placeWord({ setBy }: CachePolicy): string {
  return HEADER_PLACES[setBy].name;
}

/** Whether a scope means every path, or all that has no other rule. */
export function isEverything({ pattern, syntax, conditional }: Scope): boolean {
  if (conditional) return false;
  if (syntax === 'all' || pattern === undefined) return true;
  return (
    /^(?:\/|\/?\*{1,2}|\/\*{1,2}(?:\/\*)?|\/?\(\.\*\)|\/:\w+\*|\/:\w+\(\.\*\)|\^?\/?\.\*\$?|\/\(\.\*\)\*?)$/.test(
      pattern,
    ) && !(syntax === 'exact')
  );
}

/** Pages, alone or among files: `/index.html`, `*.html`, `\.(css|js|html)$`, `*.{htm,html}`. */
export function isPages({ pattern, syntax }: Scope): boolean {
  if (pattern === undefined) return false;
  if (syntax === 'exact') return pattern === '/' || /\.html?$/.test(pattern);
  const plain = pattern.replace(/\\/g, '');
  if (/(?:\.|\/|\*)html?\)?\$?$/.test(plain) && !/js|css|png/.test(plain)) return true;
  const extensions = /\.[({](?:\?:)?([\w|,?]{1,300})[)}]\$?$/.exec(plain)?.[1] ?? '';
  return extensions.split(/[|,]/).some((extension) => /^x?html?\??$/i.test(extension));
}

/** Where bundlers put files whose names change with what they hold. */
export function isHashedAssets({ pattern }: Scope): boolean {
  if (pattern === undefined) return false;
  return /(?:^|\/)(?:_next\/static|_nuxt|_astro|_app\/immutable|build\/assets|packs|static\/(?:js|css|chunks|media)|vite\/assets|_expo\/static)(?:\/|$|\()/.test(
    pattern.replace(/\\/g, ''),
  );
}

/** A folder that bundlers use, and people too. */
export function mayBeHashed({ pattern, conditional }: Scope): boolean {
  return (
    pattern !== undefined &&
    !conditional &&
    /(?:^|\/)assets(?:\/|\/?\(|\/?\*|$)/.test(pattern.replace(/\\/g, ''))
  );
}

/** The route that a handler answers, for policies of code. */
export function routeOf(routes: readonly Route[], { file, handler }: CachePolicy): Route | undefined {
  if (!handler) return undefined;
  let known = ROUTES.get(routes);
  if (!known) {
    known = new Map(routes.map((route) => [`${route.file}\0${route.handler.at.start}`, route]));
    ROUTES.set(routes, known);
  }
  return known.get(`${file}\0${handler.at.start}`);
}

const ROUTES = new WeakMap<readonly Route[], ReadonlyMap<string, Route>>();
