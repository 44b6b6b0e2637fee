/** What scripts say, in a line for each fact: what is underlined stands in «». */
import assert from 'node:assert/strict';
import type { Span } from '../../../server/src/core/span.ts';
import type { Scope, WebFacts } from '../../../server/src/core/web/types.ts';
import type { Condition } from '../../../server/src/core/web/values.ts';
import { printCondition, printValue } from '../../support/printValue.ts';
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
          `${setBy === 'code' ? '' : `${setBy} `}${mode} ${under(nameAt)} ${printValue(value)}${scopeText(scope)}${handler === undefined ? '' : ` h${String(handler)}`}${whenText(when)}`,
      ),
    cors: () =>
      (facts.cors ?? []).map(
        ({ library, at, options, scope, when, misplaced }) =>
          `${library} ${under(at)} ${printValue(options)}${scopeText(scope)}${whenText(when)}${misplaced ? ` ${misplaced.why} ${under(misplaced.at)}` : ''}`,
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
          `${how} ${under(at)} ${printValue(value)}${reads.length > 0 ? ` reads ${reads.map((read) => read.how).join(', ')}` : ''}`,
      ),
  };
}

function scopeText({ syntax, pattern, methods }: Scope): string {
  return syntax === 'all' && !methods
    ? ''
    : ` @${syntax} ${pattern ?? ''}${methods ? ` ${methods.join(',')}` : ''}`;
}

function whenText(when: readonly Condition[] | undefined): string {
  return when ? ` when ${when.map(printCondition).join(' & ')}` : '';
}
