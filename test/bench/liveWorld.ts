/** The servers that live checks are measured against, in a process of their own: what they cost is not ours. */
import { startWorld } from '../support/world/world.ts';

/** To whoever started this process. */
export type FromLiveWorld =
  | { readonly settings: Awaited<ReturnType<typeof startWorld>>['settings'] }
  | { readonly questions: number; readonly requests: number };

const domains = process.argv.slice(2);
const world = await startWorld(Object.fromEntries(domains.map((domain) => [domain, {}])));
const tell = (message: FromLiveWorld): void => void process.send?.(message);
tell({ settings: world.settings });
/** Whoever names a domain is told what arrived because of it so far. */
process.on('message', (domain: string) => {
  const questions = world.questions.filter((question) =>
    question.split(' ').some((word) => isOf(word, domain)),
  );
  tell({ questions: questions.length, requests: world.requestsOf(domain).length });
});
process.on('disconnect', () => process.exit());

function isOf(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}
