/** Makes facts of what was read: decides, by everything that the file says of a name, what each place needs. */
import { SEMICOLON } from '../../../parsers/script/codes.ts';
import { codeAt, stringAt } from '../../../parsers/script/walk.ts';
import { spanOf } from '../../../span.ts';
import type { EnvFacts, EnvUse, Need, Side } from '../../types.ts';
import { startsAddress } from './addressStart.ts';
import type { EvidenceKind } from './evidence.ts';
import { evidenceOfLocals } from './locals.ts';
import { openChecksIn } from './openChecks.ts';
import { evidenceOfRecords } from './records.ts';
import { isRequired, type Read, type Reading } from './reading.ts';

export function factsOf(reading: Reading): EnvFacts | undefined {
  const { declarations, dynamics, helpers, loads, validations, publicPrefixes } = reading;
  const facts: EnvFacts = {
    ...list('uses', usesOf(reading)),
    ...list('declarations', declarations),
    ...list('dynamics', dynamics),
    ...list(
      'helpers',
      helpers.map(({ name, parameter, need }) => ({ name, parameter, need })),
    ),
    ...list(
      'calls',
      reading.calls.map(({ helper, parameter, name, at, hasFallback }) => ({
        helper,
        parameter,
        name,
        at,
        hasFallback,
      })),
    ),
    ...list('loads', loads),
    ...list('validations', validations),
    ...list('openChecks', openChecksIn(reading)),
    ...list('publicPrefixes', publicPrefixes),
  };
  if (Object.keys(facts).length === 0) return undefined;
  const side = sideOf(reading);
  return { ...facts, ...(side && { side }), ...(reading.script.broken && { broken: true as const }) };
}

function list(key: keyof EnvFacts, values: readonly unknown[]): Partial<EnvFacts> {
  return values.length > 0 ? { [key]: values } : {};
}

function usesOf(reading: Reading): EnvUse[] {
  const verdicts = verdictsOf(reading);
  const uses = reading.reads
    .map((read) => ({
      name: read.name,
      at: spanOf(reading.document, read.start, read.end),
      through: read.through,
      need: needOf(read, verdicts),
      ...(read.fallback && { fallback: read.fallback }),
      ...(read.side && { side: read.side }),
      ...(read.schema && { schema: read.schema }),
      ...(read.phase && { phase: read.phase }),
      ...(startsAddress(reading, read) && { startsAddress: true as const }),
    }))
    .sort((a, b) => a.at.start - b.at.start);
  return uses.filter((use, index) => !isRepeated(uses, index) && use.name !== '');
}

/** A list that is walked over twice names each variable once; the stricter reading counts. */
function isRepeated(uses: readonly EnvUse[], index: number): boolean {
  const use = uses[index];
  const others = [uses[index - 1], uses[index + 1]].filter((other) => other?.at.start === use?.at.start);
  return others.some(
    (other) =>
      other !== undefined &&
      ((other.need === 'required' && use?.need === 'optional') ||
        (other === uses[index - 1] && other.need === use?.need)),
  );
}

/** What the file as a whole says of a name. */
interface Verdict {
  /** Somewhere the program fails when it is missing. */
  fails: boolean;
  /** Somewhere it is asked whether it is there. */
  guarded: boolean;
  /** Somewhere something stands in for it. */
  replaced: boolean;
  /** A schema of this file asks for it. */
  inSchema: boolean;
}

export function verdictsOf(reading: Reading): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  const note = (name: string, kind: EvidenceKind): void => {
    const verdict = verdictFor(verdicts, name);
    if (kind === 'fails') verdict.fails = true;
    else if (kind === 'guard') verdict.guarded = true;
    else if (kind === 'default' || kind === 'matched') verdict.replaced = true;
  };
  for (const { name, evidence, schema } of reading.reads) {
    if (evidence) note(name, evidence.kind);
    if (schema) verdictFor(verdicts, name).inSchema = true;
  }
  for (const { name, kind } of evidenceOfLocals(reading)) note(name, kind);
  for (const { name, kind } of evidenceOfRecords(reading)) note(name, kind);
  // Set by the code itself.
  for (const { name, by } of reading.declarations) if (by === 'code') note(name, 'default');
  return verdicts;
}

function verdictFor(verdicts: Map<string, Verdict>, name: string): Verdict {
  const known = verdicts.get(name);
  if (known) return known;
  const verdict = { fails: false, guarded: false, replaced: false, inSchema: false };
  verdicts.set(name, verdict);
  return verdict;
}

/** Whether a place needs its variable, given what the whole file says of the name. */
export function needOf(read: Read, verdicts: ReadonlyMap<string, Verdict>): Need {
  if (read.need) return read.need;
  const kind = read.evidence?.kind ?? 'bare';
  const verdict = verdicts.get(read.name);
  if (verdict?.fails && (kind !== 'default' || read.fallback?.state === 'empty')) return 'required';
  if (!isRequired(kind) || verdict?.guarded) return 'optional';
  // The schema says it.
  if (verdict?.inSchema) return 'optional';
  return verdict?.replaced && kind !== 'asserted' ? 'optional' : 'required';
}

/** What the first lines say. */
function sideOf({ script, document, names }: Reading): Side | undefined {
  for (let token = 0; stringAt(script, token) !== undefined && token < 6; token++) {
    const text = stringAt(script, token);
    if (text === 'use client') return 'client';
    if (text === 'use server') return 'server';
    if (codeAt(script, token + 1) === SEMICOLON) token++;
  }
  if (names.importsInOrder.some(({ module }) => module === 'server-only')) return 'server';
  if (names.importsInOrder.some(({ module }) => module === 'client-only')) return 'client';
  if (document.language === 'svelte' || document.language === 'vue')
    return /(?:^|\/)server\/|\.server\.\w+$/.test(document.path) ? undefined : 'client';
  return undefined;
}
