/** YAML, JSON and the like that is longer is data. */
export const LARGEST_MANIFEST = 300_000;

/** The name of a file, in lower case. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
