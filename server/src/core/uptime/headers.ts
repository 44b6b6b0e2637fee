/** Headers of monitored endpoints, and the environment variables that stand in for their secrets. */

/** RFC 9110 section 5.6.2; without those that belong to the connection and the message. */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~\w-]{1,100}$/.test(name) && !OWN.test(name);
}

const OWN =
  /^(?:host|connection|content-length|transfer-encoding|upgrade|keep-alive|te|trailer|expect|accept-encoding|proxy-.*)$/i;

/** Printable ASCII and blanks: nothing that ends a line. */
export function isHeaderValue(value: string): boolean {
  return /^[\t -~]*$/.test(value);
}

/** Whether a header of this name lets somebody in. */
export function holdsLogin(name: string): boolean {
  return /^(?:authorization|cookie)$|(?:^|[-_])(?:token|secret|password|auth|api-?key|key)$/i.test(name);
}

export function hasReference(value: string): boolean {
  return value.search(REFERENCE) >= 0;
}

/**
 * The headers with the values of the variables. A variable that is not set, or whose value no header can have, is named
 * in `missing`: its value never is.
 */
export function resolvedHeaders(
  headers: Readonly<Record<string, string>>,
  valueOf: (name: string) => string | undefined,
): { readonly headers: Readonly<Record<string, string>>; readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const resolved = Object.entries(headers).map(([name, value]) => [
    name,
    value.replaceAll(REFERENCE, (_, plain: string | undefined, inBraces: string | undefined) => {
      const variable = plain ?? inBraces ?? '';
      const found = valueOf(variable)?.trim();
      if (found === undefined || found === '' || !isHeaderValue(found)) missing.add(variable);
      return found ?? '';
    }),
  ]);
  return { headers: Object.fromEntries(resolved) as Record<string, string>, missing: [...missing] };
}

const REFERENCE = /\$(?:([A-Za-z_]\w{0,99})|\{([A-Za-z_]\w{0,99})\})/g;
