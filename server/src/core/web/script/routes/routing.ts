/** What a script says about its routes, before it is known who answers. */
import type { Part } from '../module.ts';
import type { Address } from './addresses.ts';
import type { Framework } from './frameworks.ts';
import type { FoundGuard } from '../access/guards.ts';
import type { Call } from '../scriptFile.ts';

/** `app.get('/x', …)`: where requests are answered. */
export interface Route {
  readonly call: Call;
  readonly framework: Framework;
  /** What it is registered at: "app". */
  readonly receiver: string;
  readonly methods?: readonly string[];
  readonly address: Address | undefined;
  readonly middleware: readonly Part[];
  readonly handler: Part | undefined;
}

/** `app.use(x)`: what stands before everything that follows. */
export interface Use {
  readonly call: Call;
  readonly framework: Framework;
  readonly receiver: string;
  readonly address: Address | undefined;
  readonly parts: readonly Part[];
  readonly guard: FoundGuard | undefined;
  /** The router that is mounted here. */
  readonly mounts?: Part;
}

export interface Routing {
  readonly routes: readonly Route[];
  readonly uses: readonly Use[];
}

/** What a route is registered at: `app` of `app.get(…)`. */
export function receiverOf({ path }: Call): string {
  const end = path.findIndex((name) => name.endsWith('()'));
  return (end < 0 ? path : path.slice(0, end)).join('.');
}
