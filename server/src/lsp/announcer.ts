import type { Services } from './services.ts';

/** Milliseconds between a change and the word of it: somebody who types needs no new tree with every key. */
const PAUSE = 300;

export interface Announcer {
  /** Remembers what an answer was made of. */
  readonly answered: () => void;
  /** Tells the client, soon, if what it shows may have changed. */
  readonly announce: () => void;
}

/** Tells that an answer would be another one now: `grounds` are all that it is made of, compared one by one. */
export function createAnnouncer(
  { guarded }: Pick<Services, 'guarded'>,
  grounds: () => readonly unknown[],
  tell: () => void,
): Announcer {
  let told: readonly unknown[] = [];
  let waiting: NodeJS.Timeout | undefined;
  return {
    answered() {
      told = grounds();
    },
    announce() {
      waiting ??= setTimeout(
        guarded(() => {
          waiting = undefined;
          const now = grounds();
          if (told.length === now.length && now.every((ground, index) => ground === told[index])) return;
          told = now;
          tell();
        }),
        PAUSE,
      );
    },
  };
}
