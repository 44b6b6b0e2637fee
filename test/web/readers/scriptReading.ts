/** What scripts say, in a line for each fact: what is underlined stands in «». */
import assert from 'node:assert/strict';
import type { Span } from '../../../server/src/core/span.ts';
import type { Scope, WebFacts } from '../../../server/src/core/web/types.ts';
import type { Condition, OriginTest, Value } from '../../../server/src/core/web/values.ts';
import { factsOf } from '../reading.ts';

export interface Reading {
  readonly facts: WebFacts;
  headers(): string[];
  cors(): string[];
  handlers(): string[];
  guards(): string[];
  caches(): string[];
}

export function readScript(text: string, path = 'server/app.ts'): Reading {
  const facts = factsOf(path, text);
  const under = (at: Span): string => {
    const shown = text.slice(at.start, at.end);
    assert.doesNotMatch(shown, /\n/, 'what is underlined stands on one line');
    const before = text.slice(0, at.start).split('\n');
    assert.deepEqual([at.line, at.column], [before.length, (before.at(-1)?.length ?? 0) + 1]);
    return `«${shown}»`;
  };
  return {
    facts,
    headers: () =>
      (facts.headers ?? []).map(
        ({ nameAt, mode, value, scope, handler, when, setBy }) =>
          `${setBy === 'code' ? '' : `${setBy} `}${mode} ${under(nameAt)} ${valueText(value)}${scopeText(scope)}${handler === undefined ? '' : ` h${String(handler)}`}${whenText(when)}`,
      ),
    cors: () =>
      (facts.cors ?? []).map(
        ({ library, at, options, scope, when, misplaced }) =>
          `${library} ${under(at)} ${valueText(options)}${scopeText(scope)}${whenText(when)}${misplaced ? ` ${misplaced.why} ${under(misplaced.at)}` : ''}`,
      ),
    handlers: () =>
      (facts.handlers ?? []).map(
        ({
          framework,
          kind,
          methods,
          path: route,
          reads,
          guarded,
          open,
          machine,
          setsCookie,
          name,
          target,
          at,
        }) =>
          [
            framework,
            kind,
            methods?.join(',') ?? '*',
            route ?? '-',
            under(at),
            name === undefined ? '' : `name=${name}`,
            target === undefined ? '' : `target=${target}`,
            guarded ? `guard=${guarded.by.startsWith('the check') ? 'own' : guarded.by}` : '',
            open ? `open=${open.by}` : '',
            machine ? 'machine' : '',
            setsCookie ? 'cookie' : '',
            reads.length > 0 ? `reads ${reads.map(({ how }) => how).join(', ')}` : '',
          ]
            .filter((part) => part !== '')
            .join(' '),
      ),
    guards: () => (facts.guards ?? []).map(({ by, at, scope }) => `${by} ${under(at)}${scopeText(scope)}`),
    caches: () =>
      (facts.dataCaches ?? []).map(
        ({ how, value, at, reads }) =>
          `${how} ${under(at)} ${valueText(value)}${reads.length > 0 ? ` reads ${reads.map((read) => read.how).join(', ')}` : ''}`,
      ),
  };
}

function scopeText({ syntax, pattern, methods }: Scope): string {
  return syntax === 'all' && !methods
    ? ''
    : ` @${syntax} ${pattern ?? ''}${methods ? ` ${methods.join(',')}` : ''}`;
}

function whenText(when: readonly Condition[] | undefined): string {
  return when ? ` when ${when.map(conditionText).join(' & ')}` : '';
}

function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'stage':
      return condition.stage;
    case 'origin':
      return `${condition.negated ? 'not ' : ''}${testText(condition.test)}`;
    case 'all':
    case 'any':
      return `${condition.kind}(${condition.of.map(conditionText).join(', ')})`;
    case 'other':
      return 'other';
  }
}

function testText(test: OriginTest): string {
  if (test.kind === 'listed') return `listed ${valueText(test.list)}`;
  if (test.kind === 'matches') return `matches ${valueText(test.pattern)}`;
  if (test.kind === 'host') return `host ${testText(test.test)}`;
  return 'value' in test ? `${test.kind} ${valueText(test.value)}` : test.kind;
}

export function valueText(value: Value): string {
  switch (value.kind) {
    case 'text':
      return JSON.stringify(value.text);
    case 'number':
    case 'flag':
      return String(value.value);
    case 'pattern':
      return `/${value.source}/${value.flags}`;
    case 'list':
      return `[${value.items.map(valueText).join(', ')}${value.open ? ' …' : ''}]`;
    case 'map':
      return `{${value.entries.map((entry) => `${entry.key}: ${valueText(entry.value)}`).join(', ')}${value.open ? ' …' : ''}}`;
    case 'joined':
      return value.parts.map(valueText).join('+');
    case 'variable':
      return `$${value.name}${value.split === undefined ? '' : '[]'}${value.fallback ? `??${valueText(value.fallback)}` : ''}`;
    case 'imported':
      return `${value.from}#${[value.name, ...value.path].join('.')}`;
    case 'choice':
      return `(${value.options.map(({ when, value: inner }) => `${when}: ${valueText(inner)}`).join(' | ')})`;
    case 'request':
      return `<${value.what}>`;
    case 'function':
      return `fn{${value.exits.map(({ when, gives }) => `${when.map(conditionText).join(' & ')}=>${isCondition(gives) ? conditionText(gives) : valueText(gives)}`).join('; ')}}`;
    case 'call':
      return `${value.callee}()`;
    case 'nothing':
    case 'unknown':
      return value.kind;
  }
}

function isCondition(value: Value | Condition): value is Condition {
  return ['stage', 'origin', 'all', 'any', 'other'].includes(value.kind);
}
