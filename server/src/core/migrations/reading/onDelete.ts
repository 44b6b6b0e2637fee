import type { Reference } from '../operation.ts';

/** What happens to rows whose target is deleted, as SQL says it; undefined for what SQL doesn't know. */
export function onDeleteNamed(written: string | undefined): Reference['onDelete'] {
  const lower = written?.toLowerCase();
  return ACTIONS.find((action) => action === lower);
}

const ACTIONS = ['cascade', 'restrict', 'set null', 'set default', 'no action'] as const;
