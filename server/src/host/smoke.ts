import type { DomainConfig } from '../core/live/domainConfig.ts';
import type { NetworkSettings } from '../core/observations/domain.ts';
import { isFailure } from '../core/observations/failure.ts';
import type { UrlParts } from '../core/observations/http.ts';
import { printable } from '../core/printable.ts';
import { createCookieJar, type CookieJar } from '../core/smoke/cookies.ts';
import { assetFlow, HOME } from '../core/smoke/defaultFlows.ts';
import { isHostProduction, isOwnHost, type Environment } from '../core/smoke/environment.ts';
import { judgeAnswer, savedValue, type Miss, type StepAnswer } from '../core/smoke/judgeAnswer.ts';
import { fill, fillJson, type Saved, type Values } from '../core/smoke/references.ts';
import { isRead, type RequestPlan } from '../core/smoke/requestSchema.ts';
import type { FlowResult, SmokeRun, StepResult } from '../core/smoke/result.ts';
import type { SmokeFlow, SmokeStep } from '../core/smoke/smokeConfig.ts';
import { createAsker, type Answer, type Asker } from '../probes/load/asker.ts';
import { readPage } from '../probes/http/page.ts';
import { urlParts } from '../probes/http/url.ts';
import { holdsPattern } from '../probes/uptime/holdsPattern.ts';
import { createMasking, wellFormed, type Masking } from './smokeMasking.ts';

export interface SmokeRequest {
  readonly environment: Environment;
  readonly domains: readonly DomainConfig[];
  readonly flows: readonly SmokeFlow[];
  /** A file of the home page is asked for too. */
  readonly asksForAsset: boolean;
  readonly network: NetworkSettings;
  /** Values of the variables that the flows use. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface SmokeHooks {
  readonly signal: AbortSignal;
  readonly onFlow?: (flow: FlowResult) => void;
}

/** Runs one flow after the other, in this thread. What a cancellation left out is missing. Never rejects. */
export async function runSmoke(request: SmokeRequest, { signal, onFlow }: SmokeHooks): Promise<SmokeRun> {
  const from = performance.now();
  const at = new Date().toISOString();
  const asker = createAsker(request.network);
  const masking = createMasking();
  for (const [name, value] of Object.entries(request.variables)) masking.add(value, `$${name}`);
  const flows: FlowResult[] = [];
  const run = async (flow: SmokeFlow): Promise<Walked> => {
    const walked = await walk(
      flow,
      { request, asker, masking, jar: createCookieJar(), saved: new Map() },
      signal,
    );
    if (!signal.aborted) flows.push(walked.result);
    if (!signal.aborted) onFlow?.(walked.result);
    return walked;
  };
  try {
    for (const flow of request.flows) {
      if (signal.aborted) break;
      const { last } = await run(flow);
      const asset = request.asksForAsset && flow.name === HOME && last ? assetOf(last) : undefined;
      if (asset !== undefined && !signal.aborted) await run(assetFlow(asset));
    }
  } finally {
    asker.close();
  }
  const { name, base, isProduction } = request.environment;
  return { at, environment: { name, base, isProduction }, flows, milliseconds: performance.now() - from };
}

/** What is not sent without another word of the user: requests that change something, to what customers use. */
export function writesToProduction({
  flows,
  domains,
  environment,
}: Pick<SmokeRequest, 'flows' | 'domains' | 'environment'>): readonly string[] {
  return flows.flatMap(({ steps }) =>
    steps
      .filter(({ request }) => !isRead(request.method) && isProductionAt(request.url, domains, environment))
      .map(({ name }) => name),
  );
}

/** Hosts that nobody said are the product's. */
export function strangersIn({
  flows,
  domains,
  environment,
}: Pick<SmokeRequest, 'flows' | 'domains' | 'environment'>): readonly string[] {
  const hosts = flows.flatMap(({ steps }) =>
    steps.flatMap(({ request: { url } }) => (url.startsWith('/') ? [] : (urlParts(url)?.hostname ?? url))),
  );
  return [...new Set(hosts)].filter((host) => !isOwnHost(domains, environment, host));
}

function isProductionAt(url: string, domains: readonly DomainConfig[], environment: Environment): boolean {
  const host = url.startsWith('/') ? environment.host : urlParts(url)?.hostname;
  if (host === undefined || host === environment.host) return environment.isProduction;
  return isHostProduction(domains, host);
}

interface Walk {
  readonly request: SmokeRequest;
  readonly asker: Asker;
  readonly masking: Masking;
  readonly jar: CookieJar;
  readonly saved: Map<string, Saved>;
}

interface Walked {
  readonly result: FlowResult;
  /** Of the last step that was answered as it should be. */
  readonly last?: Arrived;
}

interface Arrived {
  readonly url: UrlParts;
  readonly answer: Answer;
}

async function walk({ name, impact, steps }: SmokeFlow, around: Walk, signal: AbortSignal): Promise<Walked> {
  const results: StepResult[] = [];
  let last: Arrived | undefined;
  let isBroken = false;
  for (const step of steps) {
    const told = { name: step.name, request: `${step.request.method} ${step.request.url}` };
    if (isBroken || signal.aborted) {
      results.push({ ...told, state: 'skipped', misses: [] });
      continue;
    }
    const outcome = await take(step, around, signal);
    isBroken = outcome.misses.length > 0;
    if (!isBroken) last = outcome.arrived ?? last;
    results.push({
      ...told,
      state: isBroken ? 'failed' : 'ok',
      ...(outcome.arrived ? { status: outcome.arrived.answer.status } : {}),
      milliseconds: Math.round(outcome.milliseconds * 10) / 10,
      misses: outcome.misses,
    });
  }
  return {
    result: { name, impact, state: isBroken ? 'failed' : 'ok', steps: results },
    ...(last ? { last } : {}),
  };
}

interface Taken {
  readonly misses: readonly Miss[];
  readonly arrived?: Arrived;
  readonly milliseconds: number;
}

async function take(step: SmokeStep, around: Walk, signal: AbortSignal): Promise<Taken> {
  const { request, masking, saved, jar } = around;
  const values: Values = {
    variable: (name) => request.variables[name],
    saved: (name) => saved.get(name),
  };
  const from = performance.now();
  const arrived = await send(step, values, around, signal);
  const milliseconds = performance.now() - from;
  if (typeof arrived === 'string')
    return {
      misses: [{ what: 'request', expected: 'an answer', came: shownWith(masking, arrived) }],
      milliseconds,
    };
  const answer = stepAnswer(arrived, milliseconds);
  const judging = {
    values,
    matches: holdsPattern,
    shown: (text: string) => shownWith(masking, text),
    masked: (text: string) => masking.mask(text),
  };
  // What is saved is private before anything of the answer is shown.
  const missing: Miss[] = [];
  for (const saving of step.save) {
    const value = savedValue(saving, answer, (name) => jar.valueOf(arrived.url.hostname, name));
    if (value === undefined) {
      const expected = `${saving.from} ${saving.at}, to be saved`;
      missing.push({ what: 'save', expected: shownWith(masking, expected), came: 'it is not there' });
    } else {
      saved.set(saving.name, value);
      if (String(value).length >= PRIVATE_LENGTH) masking.add(String(value), `{{${saving.name}}}`);
    }
  }
  const misses = judgeAnswer(answer, step.expect, judging);
  return { misses: misses.length > 0 ? misses : missing, arrived, milliseconds };
}

/** Shorter ones are numbers of orders. */
const PRIVATE_LENGTH = 6;
/** Characters of what a server sent that are shown. */
const MOST_SHOWN = 120;
const MOST_REDIRECTS = 5;

function shownWith(masking: Masking, text: string): string {
  const masked = masking.mask(text);
  return printable(masked.length > MOST_SHOWN ? `${masked.slice(0, MOST_SHOWN)}…` : masked);
}

function stepAnswer({ url, answer }: Arrived, milliseconds: number): StepAnswer {
  const { location, ...rest } = answer;
  return { ...rest, ...(location ? { location: location.href } : {}), origin: url.origin, milliseconds };
}

/** The answer, past the redirects that are to be followed; or why there is none. */
async function send(
  { request: plan, follow }: SmokeStep,
  values: Values,
  { request: { environment }, asker, jar, masking }: Walk,
  signal: AbortSignal,
): Promise<Arrived | string> {
  const first = addressOf(plan, values, environment);
  if (!first) return 'its address is none that can be asked once the values stand in it';
  let url = first;
  let { method } = plan;
  let body = bodyOf(plan, values);
  for (let redirects = 0; ; redirects++) {
    const place = { host: url.hostname, path: url.pathname, isSecure: url.protocol === 'https:' };
    const cookie = jar.headerFor(place, Date.now());
    const headers = {
      ...headersOf(plan, values),
      ...(body?.type === undefined ? {} : typeOf(plan, body.type)),
    };
    const broken = Object.entries(headers).find(([, value]) => !/^[\t -~\u0080-\u00ff]*$/.test(value));
    if (broken) return `the header ${broken[0]} can’t have that value`;
    const own = headers['cookie'];
    const joined = [own, cookie].filter((each) => each !== undefined).join('; ');
    const answer = await asker.ask(
      {
        method,
        url,
        headers: { ...headers, ...(joined === '' ? {} : { cookie: joined }) },
        ...(body ? { body: body.text } : {}),
      },
      signal,
    );
    if (isFailure(answer)) return answer.detail;
    const set = answer.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value);
    jar.store(place, set, Date.now());
    for (const text of set) hideCookie(text, masking);
    const { location, status } = answer;
    if (!follow || !location) return { url, answer };
    if (location.hostname !== url.hostname)
      return `a redirect to another host (${location.hostname}), which is not followed`;
    if (url.protocol === 'https:' && location.protocol === 'http:')
      return 'a redirect to http://, which is not followed';
    if (redirects >= MOST_REDIRECTS) return `more than ${MOST_REDIRECTS} redirects`;
    // RFC 9110 sections 15.4.2 to 15.4.4: browsers go on with GET.
    if (status === 303 || ((status === 301 || status === 302) && method === 'POST')) {
      if (method !== 'HEAD') method = 'GET';
      body = undefined;
    }
    url = location;
  }
}

function hideCookie(text: string, masking: Masking): void {
  const value = /^[^=;]*=\s*"?([^;"]*)/.exec(text)?.[1]?.trim() ?? '';
  if (value.length >= PRIVATE_LENGTH) masking.add(value, '(cookie)');
}

function addressOf({ url }: RequestPlan, values: Values, { base }: Environment): UrlParts | undefined {
  const parts = urlParts(fillUrl(url.startsWith('/') ? `${base}${url}` : url, values));
  // A value may not lead anywhere else than the address without it.
  const host = urlParts(url.startsWith('/') ? base : url)?.hostname;
  return parts && parts.hostname === host ? parts : undefined;
}

/** Values go into an address as one part of it. */
function fillUrl(url: string, values: Values): string {
  const encoded = (value: Saved | undefined): string | undefined =>
    value === undefined ? undefined : encodeURIComponent(wellFormed(String(value)));
  return fill(url, {
    variable: (name) => encoded(values.variable(name)),
    saved: (name) => encoded(values.saved(name)),
  });
}

function headersOf({ headers }: RequestPlan, values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value, values)]));
}

function typeOf({ headers }: RequestPlan, type: string): Record<string, string> {
  return headers['content-type'] === undefined ? { 'content-type': type } : {};
}

/** The body of a request with all values in it, and its media type. */
export function bodyOf(
  { body }: RequestPlan,
  values: Values,
): { readonly text: string; readonly type: string } | undefined {
  if (!body) return undefined;
  if (body.kind === 'json')
    return { text: JSON.stringify(fillJson(body.value, values)), type: 'application/json' };
  if (body.kind === 'text') {
    const text = fill(body.text, values);
    return { text, type: /^\s*[[{]/.test(text) ? 'application/json' : 'text/plain; charset=utf-8' };
  }
  const fields = Object.entries(body.fields).map(([name, value]): [string, string] => [
    name,
    fill(value, values),
  ]);
  return { text: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' };
}

/** The path of the first script or style sheet that the page loads from its own host. */
function assetOf({ url, answer }: Arrived): string | undefined {
  const { resources } = readPage(url, answer.body);
  const own = resources.find(
    (resource) =>
      (resource.kind === 'script' || resource.kind === 'stylesheet') && resource.url.origin === url.origin,
  );
  return own && own.url.pathname + own.url.search;
}
