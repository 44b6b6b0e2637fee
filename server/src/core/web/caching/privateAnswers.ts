/** Answers about one person that a shared cache may keep: what their handler does, what stands before it, or what configuration says of its path. */
import type { EditFix, Impact } from '../../finding.ts';
import type { PlacedFinding, Texts } from '../../workspaceRule.ts';
import { HEADER_PLACES, type HeaderPlaceId } from '../headerPlaces.ts';
import type { Route, WebModel } from '../model.ts';
import { isOfApplication } from '../routes/applications.ts';
import { covers } from '../routes/paths.ts';
import type { Handler, HeaderSetting } from '../types.ts';
import { ASKS_WHO, partsOfCondition, type Condition } from '../values.ts';
import { keptPrivate } from './keptPrivate.ts';
import { isAskedElsewhere } from './otherBranch.ts';
import type { CachingText } from './policy.ts';
import {
  handlerWord,
  has,
  isAboutFiles,
  placeIn,
  placeInHandler,
  placeWord,
  replaceValue,
  routeOf,
  sentAt,
  sharingOf,
  userReads,
  type Said,
  type Sharing,
} from './judging.ts';

/** What is known about whoever asks, and kept for others; undefined where nothing is. */
export function sharedPrivateAnswer(one: Said, web: WebModel, texts: Texts): PlacedFinding | undefined {
  const sharing = sharingOf(one);
  if (!sharing || keepsApart(one)) return undefined;
  if (one.policy.handler) {
    const found =
      ofHandler(one, sharing, texts) ??
      ofGuarded(one, sharing, web.routes, texts) ??
      ofMiddleware(one, sharing, web);
    // Asked last, because it reads the file.
    if (!found || isAboutFiles(one, texts) || isAskedElsewhere(one, texts)) return undefined;
    return isSigned(one, texts)
      ? { ...found, impact: 'low', message: `${found.message} ${SIGNED_REMARK}` }
      : found;
  }
  return sharing.isTold ? ofConfiguration(one, sharing, web.routes) : undefined;
}

/** What the address names is found by a signature in it: whoever has the address was given it. */
function isSigned({ policy }: Said, texts: Texts): boolean {
  return SIGNATURE.test(texts.read(policy.file) ?? '');
}

const SIGNATURE =
  /\bfind_signed\b|MessageVerifier::InvalidSignature|\bfrom_\w{1,40}_token\(\s{0,4}params\b|\bhasValidSignature\(/;
const SIGNED_REMARK = 'The address is signed, so it reaches only those who were given it.';

/** A copy for each visitor is no leak. */
function keepsApart({ policy }: Said): boolean {
  return (
    policy.vary?.names.some((name) => name === '*' || name === 'authorization' || name === 'cookie') === true
  );
}

function ofHandler(one: Said, sharing: Sharing, texts: Texts): PlacedFinding | undefined {
  const { handler, file } = one.policy;
  const [read] = userReads(handler);
  if (!handler || !read || handler.machine || isCountedOnly(handler, file, texts)) return undefined;
  const visitors = visitorsOf(one, texts);
  if (visitors === 'strangers') return undefined;
  const fix = fixIn(one, texts);
  const at = placeInHandler(one, sharing.isTold ? sharing.directive : undefined);
  return {
    file,
    at,
    kind: `${handler.path ?? ''} ${one.header.header}`,
    message: sharing.isTold
      ? `“${sharing.words}”${whereWritten(one)} has shared caches keep this answer, but ${handlerWord(handler)} asks who is there (${read.how}). A CDN gives the first visitor’s answer to everybody else. Write “private, no-store”.`
      : `Nothing here says “private”, so a shared cache may keep this answer for others, and ${handlerWord(handler)} asks who is there (${read.how}). Add private, or write “private, no-store”.`,
    impact: visitors === 'some' ? 'low' : impactOf(read.what, sharing.isTold),
    related: [{ file, at: read.at, message: `Asks who is there: ${read.how}` }, ...sentAt(one, at)],
    ...(fix ? { fix } : {}),
  };
}

/** A key that requests are counted by, of a handler that turns nobody away: the answer is the same without it. */
function isCountedOnly({ reads, guarded }: Handler, file: string, { read }: Texts): boolean {
  if (guarded || !reads.every(({ how }) => /x-api-key/i.test(how))) return false;
  const text = read(file) ?? '';
  return COUNTS.test(text) && !REFUSES.test(text);
}

const COUNTS = /rate[ _-]?limit|\bthrottl|\bquota|\b429\b/i;
const REFUSES =
  /\b40[13]\b|unauthori[sz]ed|forbidden|\bapi_?keys?\b[^\n]{0,40}(?:find|where|lookup|verify|valid)/i;

function fixIn(one: Said, texts: Texts): EditFix | undefined {
  return replaceValue(one, 'Write “private, no-store”', 'private, no-store') ?? keptPrivate(one, texts);
}

/** What is underlined is a name then, and not these words. */
function whereWritten({ header: { setting } }: Said): string {
  const { writtenAt } = setting;
  return writtenAt ? ` (in ${writtenAt.file.slice(writtenAt.file.lastIndexOf('/') + 1)})` : '';
}

/** A handler that asks nobody itself, behind something that lets in only who has signed in. */
function ofGuarded(
  one: Said,
  sharing: Sharing,
  routes: readonly Route[],
  texts: Texts,
): PlacedFinding | undefined {
  const { handler, file } = one.policy;
  if (!handler || handler.machine || handler.reads.length > 0 || !sharing.isTold) return undefined;
  // What stands before everything says nothing of a function that may answer nobody.
  if (handler.path === undefined && !handler.guarded) return undefined;
  const access = routeOf(routes, one.policy)?.access;
  // Hosts of Next.js ask its middleware before they look into their cache.
  if (access?.level !== 'authenticated' || !access.at || isMiddlewareOfNext(access.file ?? ''))
    return undefined;
  const fix = fixIn(one, texts);
  const at = placeInHandler(one, sharing.directive);
  return {
    file,
    at,
    kind: `${handler.path ?? ''} ${one.header.header}`,
    message: `“${sharing.words}” has shared caches keep this answer, but only who has signed in may see it (${access.reason}). A CDN asks nobody, and gives it to everybody. Write “private, no-store”.`,
    impact: 'high',
    related: [{ file: access.file ?? file, at: access.at, message: access.reason }, ...sentAt(one, at)],
    ...(fix ? { fix } : {}),
  };
}

/** What says it for every answer of its file says it for those about one person, too. */
function ofMiddleware(one: Said, sharing: Sharing, web: WebModel): PlacedFinding | undefined {
  const { policy, header } = one;
  const { handler, file } = policy;
  if (handler?.kind !== 'middleware' || handler.reads.length > 0 || !sharing.isTold || header.setting.when)
    return undefined;
  // Which one speaks last, the order of several of them would say.
  if (web.cachePolicies.some((other) => other !== policy && other.file === file && isOfMiddleware(other)))
    return undefined;
  const { path: prefix } = handler;
  const meant = web.routes.find(
    ({ file: own, path, handler: route, access, caching }) =>
      own === file &&
      path !== undefined &&
      isRead(route.methods) &&
      (prefix === undefined || covers({ pattern: prefix, syntax: 'prefix' }, path)) &&
      !caching.some((other) => other.handler !== undefined) &&
      (route.reads.length > 0 || access.level === 'authenticated'),
  );
  if (!meant) return undefined;
  const { path = '', access, handler: route } = meant;
  const [read] = route.reads;
  return {
    file,
    at: placeInHandler(one, sharing.directive),
    kind: `middleware ${header.header}`,
    message: `“${sharing.words}” stands before every route here, so shared caches keep what ${path} answers, too, which is about whoever is signed in. A CDN gives the first visitor’s answer to everybody else. Say it only on routes that are the same for everybody.`,
    impact: 'high',
    related: [
      {
        file: meant.file,
        at: read?.at ?? route.at,
        message: `${path}: ${read ? `asks who is there (${read.how})` : access.reason}`,
      },
    ],
  };
}

function isOfMiddleware({ handler }: Said['policy']): boolean {
  return handler?.kind === 'middleware';
}

function isMiddlewareOfNext(file: string): boolean {
  return /(?:^|\/)(?:middleware|proxy)\.[cm]?[jt]s$/.test(file);
}

/** Whom it is said to: where the code tells visitors apart, it may be right to have answers for strangers kept. */
function visitorsOf({ policy, header }: Said, { read }: Texts): 'all' | 'some' | 'strangers' {
  const { file, handler } = policy;
  const asked = header.setting.when?.flatMap(partsOfCondition) ?? [];
  const isAboutVisitor = ({ at }: Condition): boolean =>
    handler?.reads.some(({ at: place }) => place.start < at.end && at.start < place.end) === true ||
    ASKS_WHO.test(read(file)?.slice(at.start, at.end) ?? '');
  const isRefusal = ({ at }: Condition): boolean => FAILED.test(read(file)?.slice(at.start, at.end) ?? '');
  if (
    asked.some(
      (one) => one.kind === 'other' && one.negated === true && isAboutVisitor(one) && !isRefusal(one),
    )
  )
    return 'strangers';
  const isOtherBranch = ({ when = [] }: HeaderSetting): boolean =>
    when
      .flatMap(partsOfCondition)
      .some((one) => asked.some(({ at }) => at.start === one.at.start) || isAboutVisitor(one));
  const isPrivateElse = policy.headers.some(
    (other) =>
      other.header === header.header &&
      (other === header || isOtherBranch(other.setting)) &&
      other.texts.some(isPrivate),
  );
  if (!isPrivateElse) return 'all';
  // Strangers don't come as far: whatever the code tells apart, it isn't them and those who signed in.
  const isAboutAnswer = asked.some(({ at }) => OPEN.test(read(file)?.slice(at.start, at.end) ?? ''));
  const isOneValue = header.texts.some(isPrivate);
  return handler?.guarded && asked.length > 0 && !isAboutAnswer && !isOneValue ? 'all' : 'some';
}

/** `if (authError) return authError`, `if ('response' in auth)`: behind it is who was let in. */
const FAILED =
  /err(?:or)?\b|errors\b|fail|\bresponse\b|\bresult\b|invalid|denied|reject|unauth|forbid|missing|expired|\bnull\b|\bundefined\b|\binstanceof\b|\.ok\b/i;

function isPrivate({ says, development }: CachingText): boolean {
  return !development && (has(says, 'private') || has(says, 'no-store'));
}

/** What some answers are, and others not: they are for everybody. */
const OPEN = /publi|private|visib|share|anonym|guest|open|cach/i;

/** A cookie may hold no more than a language; and what nothing tells them to keep, few caches do. */
function impactOf(what: string, isTold: boolean): Impact {
  if (!isTold) return 'medium';
  return what === 'cookie' ? 'high' : 'blocker';
}

/** A rule of configuration that means routes which know their visitor. */
function ofConfiguration(one: Said, sharing: Sharing, routes: readonly Route[]): PlacedFinding | undefined {
  const { policy } = one;
  const { scope, file } = policy;
  if (scope.pattern === undefined || scope.conditional || !OF_THE_APPLICATION.has(policy.setBy))
    return undefined;
  const stepsBack = HEADER_PLACES[policy.setBy].overApplication === 'steps-back';
  const meant = routes.filter((route) => {
    const { path, handler, file: own } = route;
    if (path === undefined || handler.kind === 'action' || !isRead(handler.methods)) return false;
    if (handler.ownHost === true && file !== own) return false;
    if (!isOfApplication(file, own) || !covers(scope, path)) return false;
    if (stepsBack && (handler.kind === 'page' || route.caching.some((other) => other.handler !== undefined)))
      return false;
    return handler.reads.length > 0 || route.access.level === 'authenticated';
  });
  const [first] = meant;
  if (!first) return undefined;
  const others =
    meant.length === 1 ? '' : ` and ${meant.length - 1} other ${meant.length === 2 ? 'route' : 'routes'}`;
  const fix = replaceValue(one, 'Write “private, no-store”', 'private, no-store');
  return {
    file,
    at: placeIn(one, sharing.directive),
    kind: scope.pattern,
    message: `“${sharing.words}” (${placeWord(policy)}) has shared caches keep what ${scope.pattern} answers, and ${first.path ?? ''}${others} ${meant.length === 1 ? 'is' : 'are'} about whoever is signed in. A CDN gives the first visitor’s answer to everybody else. Write “private, no-store” for them.`,
    related: meant.slice(0, 10).map(({ file: own, handler, path, access }) => ({
      file: own,
      at: handler.reads[0]?.at ?? handler.at,
      message: `${path ?? ''}: ${handler.reads[0] ? `asks who is there (${handler.reads[0].how})` : access.reason}`,
    })),
    ...(fix ? { fix: { ...fix, needsDecision: true } } : {}),
  };
}

/** Configuration that lies beside the application it is for. Which one stands behind a server of its own nobody can tell. */
const OF_THE_APPLICATION: ReadonlySet<HeaderPlaceId> = new Set<HeaderPlaceId>([
  'next-config',
  'nuxt-config',
  'vercel',
  'netlify-toml',
  'netlify-headers',
  'cloudflare-headers',
  'firebase',
  'static-web-apps',
]);

function isRead(methods: readonly string[] | undefined): boolean {
  return !methods || methods.length === 0 || methods.includes('GET');
}
