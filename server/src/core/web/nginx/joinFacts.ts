/** Facts of several pieces of one file as those of the file: groups, servers and places in lists are counted on. */
import type { HeaderSetting, ServerLocation, WebFacts } from '../types.ts';

export function joinedFacts(pieces: readonly (WebFacts | undefined)[]): WebFacts | undefined {
  let joined: WebFacts | undefined;
  for (const piece of pieces) if (piece) joined = joined ? both(joined, piece) : piece;
  return joined;
}

function both(left: WebFacts, right: WebFacts): WebFacts {
  const groups =
    1 + most([...(left.headers ?? []), ...(left.locations ?? [])].map(({ group }) => group ?? -1));
  const servers = 1 + most((left.locations ?? []).map(({ server }) => server));
  const places = left.locations?.length ?? 0;
  const headers: HeaderSetting[] = [];
  for (const setting of right.headers ?? []) headers.push({ ...setting, group: setting.group + groups });
  const locations: ServerLocation[] = [];
  for (const location of right.locations ?? [])
    locations.push({
      ...location,
      server: location.server + servers,
      ...(location.group !== undefined && { group: location.group + groups }),
      ...(location.inside !== undefined && { inside: location.inside + places }),
    });
  const facts: Record<string, readonly unknown[]> = { ...left };
  for (const [key, list] of Object.entries({ ...right, headers, locations }))
    if (list.length > 0) facts[key] = [...(facts[key] ?? []), ...list];
  return facts;
}

function most(numbers: readonly number[]): number {
  let highest = -1;
  for (const number of numbers) if (number > highest) highest = number;
  return highest;
}
