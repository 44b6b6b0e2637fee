/** Lower case, without the dot at the end; the root is "". */
export function plainName(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}
