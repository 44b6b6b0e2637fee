import type { NameObservation } from '../../observations/dns.ts';
import { isAtOrBelow } from '../dns/names.ts';
import { isInPrefix } from '../providers.ts';
import { EDGES, HOSTS } from '../providers/table.ts';

/** Who serves websites there and takes no mail: "Vercel". */
export function webProviderOf({ host, aliases, ipv4 }: NameObservation): string | undefined {
  const names = [host, ...aliases];
  const rows = Object.entries({ ...HOSTS, ...EDGES }).filter(([key]) => !RUNS_ANYTHING.has(key));
  return rows.find(
    ([, row]) =>
      row.aliases?.some((end) => names.some((name) => isAtOrBelow(name, end))) ||
      row.addresses?.some((prefix) => ipv4.some((address) => isInPrefix(address, prefix))),
  )?.[1].label;
}

/** Customers can run a mail server there. */
const RUNS_ANYTHING = new Set(['aws', 'azure', 'fly', 'railway']);
