/** What the names of environments in the configuration say. */

export function isProduction(name: string): boolean {
  return /^(?:prod|production|live)$/i.test(name);
}

/** Where what is not ready is tried out: "staging", "preview-eu", "dev2". */
export function isTryout(name: string): boolean {
  return /^(?:staging|stage|stg|preview|dev|develop|development)(?:[-_]?\d+|[-_].*)?$/i.test(name);
}
