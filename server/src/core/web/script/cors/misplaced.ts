/** CORS that comes too late: what stands above it answers without it. */
import type { Part } from '../module.ts';
import { wordAt } from '../../../parsers/script/walk.ts';
import type { CorsSetting } from '../../types.ts';
import { corsModule } from './corsLibraryNames.ts';
import { moduleOfPart } from '../routes/handlers.ts';
import { routingOf } from '../routes/routes.ts';
import type { Use } from '../routes/routing.ts';
import type { ScriptFile } from '../scriptFile.ts';

/** What stands before a CORS middleware that counts for the whole application. */
export function misplacedAt(file: ScriptFile, cors: Use): CorsSetting['misplaced'] {
  if (!cors.framework.inOrder || (cors.address && cors.address.syntax !== 'all')) return undefined;
  const { routes, uses } = routingOf(file);
  const owner = file.functionAt(cors.call.token);
  const isBefore = ({ call, receiver }: Pick<Use, 'call' | 'receiver'>): boolean =>
    receiver === cors.receiver && call.token < cors.call.token && file.functionAt(call.token) === owner;
  const earlier = uses.filter(isBefore);
  // Another one above it is the one that counts.
  if (earlier.some(({ parts }) => parts.some((part) => isCors(file, part)))) return undefined;
  const guard = earlier.find((use) => use.guard !== undefined);
  if (guard?.guard) return { why: 'behind-auth', at: guard.guard.at };
  const route = routes.find(
    (each) => isBefore(each) && each.address !== undefined && !HARMLESS.test(each.address.path),
  );
  if (route?.address) return { why: 'behind-routes', at: file.inner(route.address.token) };
  const mount = earlier.find(
    ({ address, parts }) =>
      address !== undefined &&
      address.syntax !== 'all' &&
      !HARMLESS.test(address.path) &&
      isRouter(file, parts.at(-1)),
  );
  return mount?.address && { why: 'behind-routes', at: file.inner(mount.address.token) };
}

/** Nobody asks for these from a page of another site. */
const HARMLESS =
  /(?:^|\/)(?:health\w{0,8}|healthz|livez|readyz|ready|live|ping|status|metrics|version|robots\.txt|favicon\.ico|\.well-known|webhooks?|hooks?|static|assets|public|images|docs|api-docs|swagger|stripe|uploads?)(?:\/|$)|^\/?$|\*/i;

/** By its name, or by the folder or file that it comes from: `./routes/users`, `./users.router`. */
function isRouter(file: ScriptFile, part: Part | undefined): boolean {
  if (part === undefined || part.last - part.first >= 6) return false;
  const from = moduleOfPart(file, part) ?? '';
  return (
    /rout(?:er|es?)$|api$/i.test(wordAt(file.script, part.first)) ||
    (from.startsWith('.') && /(?:^|[/.-])(?:routes?|routers?|controllers?)(?:[/.]|$)/i.test(from))
  );
}

function isCors(file: ScriptFile, { first, last }: Part): boolean {
  for (let at = first; at <= last && at < first + 6; at++) {
    const word = wordAt(file.script, at);
    const imported = word === '' ? undefined : file.imported(word);
    if (
      (imported && corsModule(imported.from, imported.name)) ||
      /^(?:enable)?cors(?:Middleware|Options|Handler)?$/i.test(word)
    )
      return true;
  }
  return false;
}
