/** `WHERE true`, `WHERE 1 = 1`: people write it where a client refuses statements without a condition. */
export function isAlwaysTrue(condition: string): boolean {
  return /^\(?\s{0,9}(?:true|1\s{0,9}=\s{0,9}1)\s{0,9}\)?$/i.test(condition);
}
