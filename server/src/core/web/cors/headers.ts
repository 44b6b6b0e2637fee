/** Policies out of headers that code or configuration writes by hand. */
import type { Span } from '../../span.ts';
import type { HeaderSetting, WebFacts } from '../types.ts';
import type { Condition, Value } from '../values.ts';
import { grantedBy } from './granting.ts';
import { MOST_VALUES, rulesOf, withCredentials, type OpenRule, type OriginReading } from './origins.ts';
import type { CorsPolicy, OriginRule, PolicyContext, Switch } from './policy.ts';
import { isAsked, secondsOf, stageOf, switchOf, textsOf } from './settings.ts';

const ORIGIN = 'access-control-allow-origin';
const CREDENTIALS = 'access-control-allow-credentials';
const METHODS = 'access-control-allow-methods';
const HEADERS = 'access-control-allow-headers';
const MAX_AGE = 'access-control-max-age';

/** One for each answer that a file gives with an Access-Control-Allow-Origin of its own. */
export function policiesOfHeaders(
  file: string,
  facts: WebFacts,
  context: PolicyContext,
): readonly CorsPolicy[] {
  const settings = (facts.headers ?? []).filter(({ mode, lost }) => mode !== 'remove' && !lost);
  const byAnswer = new Map<string, HeaderSetting[]>();
  for (const setting of settings) {
    if (setting.header !== ORIGIN) continue;
    const key = answerOf(setting);
    const known = byAnswer.get(key);
    if (known) known.push(setting);
    else byAnswer.set(key, [setting]);
  }
  return [...byAnswer.values()].map((origins) => policyOf(origins, settings, file, facts, context));
}

/** Code that answers in one function, or one rule of a configuration. */
function answerOf({ handler, group, setBy, scope }: HeaderSetting): string {
  if (setBy === 'code' && handler !== undefined) return `handler ${handler}`;
  return setBy === 'code' ? `group ${group}` : `${setBy} ${group} ${scope.pattern ?? ''}`;
}

function policyOf(
  origins: readonly HeaderSetting[],
  all: readonly HeaderSetting[],
  file: string,
  facts: WebFacts,
  context: PolicyContext,
): CorsPolicy {
  const [main] = origins as readonly [HeaderSetting];
  const beside = companionsOf(main, origins, all);
  const switches = beside.filter(({ header }) => header === CREDENTIALS);
  const rules = origins.flatMap((setting) => originRules(setting, switches, file, context));
  const maxAge = beside.find(({ header }) => header === MAX_AGE);
  const seconds = maxAge && secondsOf(maxAge.value, 'seconds');
  const handler = main.handler === undefined ? undefined : facts.handlers?.[main.handler];
  const doubled = doubledIn(origins);
  const cached = beside.find(isShared);
  return {
    file,
    at: main.nameAt,
    by: 'headers',
    place: main.setBy,
    value: main.value.at,
    origins: rules,
    credentials: switchOfAll(switches, file),
    methods: beside.filter(({ header }) => header === METHODS).flatMap(({ value }) => textsOf(value, file)),
    allowedHeaders: beside
      .filter(({ header }) => header === HEADERS)
      .flatMap(({ value }) => textsOf(value, file)),
    ...(maxAge && seconds !== undefined && { maxAge: { seconds, at: maxAge.value.at, file } }),
    varies: variesBy(beside),
    ...(cached && { cached: { at: cached.value.at } }),
    scope: main.scope,
    ...(handler && { handler }),
    ...(doubled && { doubled }),
  };
}

/** Headers of the same answer: of its group or handler, and of rules for all that it is a part of. */
function companionsOf(
  main: HeaderSetting,
  origins: readonly HeaderSetting[],
  all: readonly HeaderSetting[],
): readonly HeaderSetting[] {
  const groups = new Set(origins.map(({ group }) => group));
  return all.filter(
    (setting) =>
      groups.has(setting.group) ||
      (main.handler !== undefined && setting.handler === main.handler) ||
      (main.setBy !== 'code' &&
        setting.setBy === main.setBy &&
        (setting.scope.syntax === 'all' || setting.scope.pattern === main.scope.pattern)),
  );
}

function originRules(
  setting: HeaderSetting,
  switches: readonly HeaderSetting[],
  file: string,
  context: PolicyContext,
): readonly OriginRule[] {
  const when = setting.when ?? [];
  if (!isAsked(when)) return [];
  const reading: OriginReading = {
    file,
    stage: stageOf(when),
    hasWildcards: false,
    arePatterns: false,
    isInList: false,
    when,
    context,
    depth: 0,
    budget: { left: MOST_VALUES },
  };
  return rulesOf(setting.value, reading).map((rule) =>
    Object.assign(
      { headerAt: setting.nameAt },
      withCredentials(rule, credentialsFor(rule, when, switches), when, file),
    ),
  );
}

/** Whether cookies go along with this very origin: each may stand under conditions of its own. */
function credentialsFor(
  rule: OpenRule,
  when: readonly Condition[],
  switches: readonly HeaderSetting[],
): Switch['state'] {
  const states = new Set(
    switches
      .filter(
        (setting) =>
          meets(when, setting.when ?? []) &&
          (areAmong(setting.when ?? [], when) || reaches(rule, setting.when ?? [])),
      )
      .map(({ value }) => switchOf(value)),
  );
  return states.has('on') ? 'on' : states.has('unknown') ? 'unknown' : 'off';
}

/** False where one holds only when the other does not. */
function meets(one: readonly Condition[], other: readonly Condition[]): boolean {
  return !one.some((condition) => other.some((against) => isOpposite(condition, against)));
}

function isOpposite(one: Condition, other: Condition): boolean {
  if (one.kind === 'stage' && other.kind === 'stage') return one.stage !== other.stage;
  return (
    one.kind === 'origin' &&
    other.kind === 'origin' &&
    one.at.start === other.at.start &&
    one.negated !== other.negated
  );
}

/** Whoever gets the one gets the other: it was asked once. */
function areAmong(inner: readonly Condition[], outer: readonly Condition[]): boolean {
  return inner.every(({ at }) =>
    outer.some((other) => other.at.start === at.start && other.at.end === at.end),
  );
}

/** Cookies that only listed origins get do not go to everybody. */
function reaches(rule: OpenRule, when: readonly Condition[]): boolean {
  if (rule.kind !== 'any' && rule.kind !== 'reflected') return true;
  const ways = grantedBy(when);
  return ways.length === 0 || ways.some(({ kind }) => kind === 'everybody');
}

function switchOfAll(switches: readonly HeaderSetting[], file: string): Switch {
  const states = switches.map(({ value, when }) => ({
    state: stageOf(when ?? []) === 'development' ? ('off' as const) : switchOf(value),
    at: value.at,
  }));
  const found = states.find(({ state }) => state === 'on') ?? states.find(({ state }) => state === 'unknown');
  return found ? { ...found, file } : { state: 'off' };
}

function variesBy(beside: readonly HeaderSetting[]): CorsPolicy['varies'] {
  const values = beside.filter(({ header }) => header === 'vary').map(({ value }) => value);
  if (values.length === 0) return 'no';
  if (values.some(namesOrigin)) return 'yes';
  return values.every(({ kind }) => kind === 'text') ? 'no' : 'unknown';
}

function namesOrigin(value: Value): boolean {
  if (value.kind === 'text') return /(?:^|[\s,])origin(?:$|[\s,])|^\*$/i.test(value.text);
  if (value.kind === 'list') return value.items.some(namesOrigin);
  if (value.kind === 'joined') return value.parts.some(namesOrigin);
  return value.kind === 'choice' && value.options.some(({ value: option }) => namesOrigin(option));
}

/** Kept by caches that many people share. */
function isShared({ header, value }: HeaderSetting): boolean {
  if (!/^(?:(?:[a-z]+-)*cdn-)?cache-control$|^surrogate-control$/.test(header)) return false;
  if (value.kind !== 'text' || /no-store|private/i.test(value.text)) return false;
  return (
    /\bpublic\b|s-maxage\s*=\s*[1-9]/i.test(value.text) ||
    (header !== 'cache-control' && /max-age\s*=\s*[1-9]/i.test(value.text))
  );
}

/** One that is added to another, whoever asks: `_headers`, which joins a second line to the first, and servers. */
function doubledIn(origins: readonly HeaderSetting[]): Span | undefined {
  const [first, second] = origins.filter(
    ({ mode, setBy, when }) =>
      (when ?? []).length === 0 && (mode === 'add' || (mode === 'set' && setBy !== 'code')),
  );
  return first && second?.mode === 'add' && first.group === second.group ? second.value.at : undefined;
}
