/** Part of a file's name: letters, digits and underscores, not too long. */
export function slugOf(...words: readonly string[]): string {
  return words
    .join('_')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, LONGEST)
    .replace(/_+$/, '');
}

const LONGEST = 60;
