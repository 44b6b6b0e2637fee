/** Reads of which only one has to work: `import.meta.env.VITE_API_URL || import.meta.env.NEXT_PUBLIC_API_URL`. */
import type { WorkspaceContext } from '../../workspaceRule.ts';
import type { EnvPackage, PlacedUse } from '../model.ts';

/** Whether the expression goes on with, or comes from, a name that browsers are handed. */
export function hasPublicAlternative(
  { file, use }: PlacedUse,
  { publicPrefixes }: EnvPackage,
  context: WorkspaceContext,
): boolean {
  const text = context.read(file);
  if (text === undefined) return false;
  const before = BEFORE.exec(text.slice(Math.max(0, use.at.start - LOOKED_AT), use.at.start))?.[0] ?? '';
  const after = AFTER.exec(text.slice(use.at.end, use.at.end + LOOKED_AT))?.[0] ?? '';
  return [...`${before} ${after}`.matchAll(NAME)].some(([, name = '']) =>
    publicPrefixes.some((prefix) => name.startsWith(prefix)),
  );
}

const LOOKED_AT = 400;
const READ = String.raw`(?:import\.meta|process)\??\.env(?:\??\.|\[["'])`;
const OR = String.raw`(?:["']\])?\s{0,40}(?:\|\||\?\?)\s{0,40}`;
const BEFORE = new RegExp(String.raw`(?:${READ}\w{1,100}${OR}){1,6}${READ}$`);
const AFTER = new RegExp(String.raw`^(?:${OR}${READ}\w{1,100}){1,6}`);
const NAME = new RegExp(String.raw`${READ}(\w{1,100})`, 'g');
