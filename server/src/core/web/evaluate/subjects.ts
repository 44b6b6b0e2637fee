/** Expressions that are the origin of a request, or its host. */
import { argumentOf, lastName, type Expr } from '../../parsers/expression.ts';
import type { OriginTest } from '../values.ts';
import { evaluate, type EvaluateContext } from './context.ts';

const SAME =
  /^(?:toLowerCase|lower|downcase|trim|strip|replace|ToLower|toString|ToString|sub|gsub|delete_suffix|presence|to_s|lstrip|rstrip|as_bytes|to_str|unwrap|unwrap_or_default|FirstOrDefault|SingleOrDefault|First)$/;
const HOST = /^(?:hostname|host|Host|getHost|netloc|authority|Hostname|DnsSafeHost)$/;

/** The origin itself, also without its slash, in lower case, or its host. */
export function isOrigin(expression: Expr, context: EvaluateContext): boolean {
  return subjectOf(expression, context) !== undefined;
}

function subjectOf(expression: Expr, context: EvaluateContext): 'origin' | 'host' | undefined {
  let here: Expr = expression;
  let found: 'origin' | 'host' = 'origin';
  for (let steps = 0; steps < 8; steps++) {
    if (here.kind === 'name' && context.origins.has(here.name)) return found;
    if (here.kind === 'member' && HOST.test(here.name)) {
      found = 'host';
      here = here.object;
    } else if (here.kind === 'call' && here.callee.kind === 'member' && HOST.test(here.callee.name)) {
      found = 'host';
      here = here.callee.object;
    } else if (
      here.kind === 'call' &&
      /^(?:URL|Uri|URI|urlparse|urlsplit|parse|Parse|String|str|create|parse_url)$/.test(
        lastName(here.callee),
      )
    ) {
      const first = argumentOf(here, 0);
      if (!first) return undefined;
      if (lastName(here.callee) === 'parse_url' && here.args.length > 1) found = 'host';
      here = first;
    } else if (here.kind === 'call' && here.callee.kind === 'member' && SAME.test(here.callee.name))
      here = here.callee.object;
    else if (here.kind === 'binary' && (here.operator === '||' || here.operator === '??')) here = here.left;
    else break;
  }
  if (here.kind !== 'name' && here.kind !== 'member' && here.kind !== 'call') return undefined;
  if (here.kind === 'name') {
    const binding = context.scope.lookup(here.name, here.start);
    // `const { hostname } = new URL(origin)`
    const [part] = binding?.kind === 'part' && binding.path.length === 1 ? binding.path : [];
    if (binding?.kind === 'part' && part !== undefined && HOST.test(part) && context.depth <= 16)
      return subjectOf(binding.of, { ...context, depth: context.depth + 2 }) && 'host';
    if (
      binding?.kind === 'value' &&
      binding.value.kind !== 'function' &&
      binding.value.kind !== 'list' &&
      binding.value.kind !== 'map'
    ) {
      const inner =
        context.depth > 16 ? undefined : subjectOf(binding.value, { ...context, depth: context.depth + 2 });
      if (inner) return inner === 'host' ? 'host' : found;
    }
  }
  const value = evaluate(here, context);
  return value.kind === 'request' && value.what === 'origin' ? found : undefined;
}

/** A part of the origin that says whose it is: `hostname.split('.').slice(-2).join('.')` */
export function isPartOfOrigin(expression: Expr, context: EvaluateContext): boolean {
  let here: Expr = expression;
  for (let steps = 0; steps < 12; steps++) {
    if (isOrigin(here, context)) return here !== expression;
    if (here.kind === 'member') {
      if (/^(?:length|protocol|scheme|port|Scheme|Port)$/.test(here.name)) return false;
      here = here.object;
    } else if (here.kind === 'index') here = here.object;
    else if (here.kind === 'call') here = here.callee;
    else if (here.kind === 'name') {
      const binding = context.scope.lookup(here.name, here.start);
      if (binding?.kind !== 'value' || binding.value.start >= here.start) return false;
      here = binding.value;
    } else return false;
  }
  return false;
}

export function inHost(subject: Expr, test: OriginTest): OriginTest {
  return isHost(subject) ? { kind: 'host', test } : test;
}

function isHost(expression: Expr): boolean {
  let here: Expr | undefined = expression;
  for (let steps = 0; here && steps < 8; steps++) {
    if (here.kind === 'member') {
      if (HOST.test(here.name)) return true;
      here = here.object;
    } else if (here.kind === 'call') here = here.callee;
    else return here.kind === 'name' && /^(?:host|hostname|domain)$/i.test(here.name);
  }
  return false;
}
