/** Wrong use of the command line; its message is all that a person needs to see. */
export class UsageError extends Error {
  override name = 'UsageError';
}
