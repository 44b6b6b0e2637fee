/** What is in the environment already when a file is loaded. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable in an environment: no name of an object's own parts. */
export function valueOf(environment: Environment, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

/** Values that refer to themselves twice each grow without end. */
export const LONGEST_VALUE = 200_000;
