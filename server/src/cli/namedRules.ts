import { printable } from '../core/printable.ts';
import { RULE_INFOS } from '../core/rules/registry.ts';
import { areaOf } from '../core/rule.ts';
import { closestTo } from './closest.ts';
import { UsageError } from './usageError.ts';

/** The areas and rules that are wanted; undefined for all. */
export function namedRules(only: string | undefined): readonly string[] | undefined {
  if (only === undefined) return undefined;
  const names = only
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const known = new Set(RULE_INFOS.flatMap(({ id }) => [id, areaOf(id)]));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined || names.length === 0) {
    const areas = [...new Set(RULE_INFOS.map(({ id }) => areaOf(id)))].join(', ');
    const [meant] = closestTo(unknown ?? '', [...known]);
    const proposal = meant === undefined ? `The areas are: ${areas}.` : `Did you mean ${meant}?`;
    throw new UsageError(`--only: there is no area or rule “${printable(unknown ?? '')}”. ${proposal}`);
  }
  return names;
}
