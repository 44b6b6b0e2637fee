/** How many requests one domain may cost. */
export interface Budget {
  /** One request, if there is one left beside those that are set aside. */
  take(): boolean;
  /** Keeps requests for something that must not go short; it may take more of those that nobody else keeps. */
  setAside(count: number): Share;
  readonly used: number;
}

export interface Share {
  take(): boolean;
  /** One of those that were set aside, and no other. */
  takeOwn(): boolean;
  /** What was not taken is everybody's again. */
  release(): void;
}

export function createBudget(most: number): Budget {
  let used = 0;
  let kept = 0;
  const take = (): boolean => {
    if (used + kept >= most) return false;
    used += 1;
    return true;
  };
  return {
    take,
    setAside(count) {
      let own = Math.max(0, Math.min(count, most - used - kept));
      kept += own;
      const takeOwn = (): boolean => {
        if (own === 0) return false;
        own -= 1;
        kept -= 1;
        used += 1;
        return true;
      };
      return {
        take: () => takeOwn() || take(),
        takeOwn,
        release() {
          kept -= own;
          own = 0;
        },
      };
    },
    get used() {
      return used;
    },
  };
}
