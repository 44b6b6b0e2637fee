import { strict as assert } from 'node:assert';
import type { EnvReader } from '../../../server/src/core/env/reader.ts';
import type { EnvFacts } from '../../../server/src/core/env/types.ts';
import { createDocument } from '../../../server/src/core/source.ts';

/** What a reader finds, in one line each; every range is checked against the text. */
export function found(reader: EnvReader, path: string, text: string): readonly string[] {
  const facts = factsOf(reader, path, text);
  return facts === undefined ? [] : linesOf(facts, text);
}

export function factsOf(reader: EnvReader, path: string, text: string): EnvFacts | undefined {
  const document = createDocument({ path, text });
  const isRead = reader.reads(path, document.language) || reader.always?.(path, document.language) === true;
  assert.ok(isRead, `${path} is not read`);
  const lower = text.toLowerCase();
  const isTriggered =
    reader.always?.(path, document.language) === true ||
    reader.triggers.some((trigger) => lower.includes(trigger));
  return isTriggered ? reader.read(document) : undefined;
}

function linesOf(facts: EnvFacts, text: string): readonly string[] {
  const exact = (at: { start: number; end: number }, name: string): void =>
    assert.equal(text.slice(at.start, at.end), name);
  const lines: string[] = [];
  for (const use of facts.uses ?? []) {
    exact(use.at, use.name);
    lines.push(
      words(
        'use',
        use.name,
        use.through,
        use.need,
        use.fallback && `default=${use.fallback.state}`,
        use.store,
        use.phase,
      ),
    );
  }
  for (const one of facts.declarations ?? []) {
    exact(one.at, one.name);
    const value = one.valueAt && JSON.stringify(text.slice(one.valueAt.start, one.valueAt.end));
    const references = one.references?.map((reference) => {
      exact(reference.at, reference.name);
      return `${reference.name}:${reference.need}`;
    });
    lines.push(
      words(
        'set',
        one.name,
        one.by,
        one.scope && `for=${one.scope}`,
        one.environment && `in=${one.environment}`,
        one.phase,
        one.value.state,
        value,
        references && `refers=${references.join(',')}`,
      ),
    );
  }
  for (const load of facts.loads ?? []) {
    lines.push(
      words(
        'load',
        load.file,
        load.dialect,
        load.scope && `for=${load.scope}`,
        load.from === '' && 'from root',
      ),
    );
  }
  for (const { prefix, suffix, at } of facts.dynamics ?? [])
    lines.push(words('any', `${prefix}*${suffix}`, text.slice(at.start, at.end)));
  if (facts.broken) lines.push('broken');
  return lines;
}

function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join(' ');
}
