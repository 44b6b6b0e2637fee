/** Rule names as people write them, in comments and in the configuration. */

/** True for a rule's id, and for `area/*` where there is such an area. */
export function isKnownRule(name: string, ids: ReadonlySet<string>): boolean {
  return ids.has(name) || (name.endsWith('/*') && [...ids].some((id) => id.startsWith(name.slice(0, -1))));
}

/** A key may have been pasted where a name belongs: only what could be a name is quoted. */
export function noSuchRule(name: string): string {
  return looksLikeRuleName(name) ? `There is no rule “${name}”` : 'There is no rule of that name';
}

export function looksLikeRuleName(name: string): boolean {
  return name.length <= 60 && /^[a-z]+(-[a-z]+)*\/([a-z]+(-[a-z]+)*|\*)$/.test(name);
}
