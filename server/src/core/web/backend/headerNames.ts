/** Names of headers that say who may keep or read a response. */

/** The header's name in lower case where it matters here: written out, or as one of the constants that frameworks have. */
export function headerNamed(text: string): string | undefined {
  const name = text.trim().toLowerCase();
  return OF_INTEREST.test(name) ? name : undefined;
}

/** `HttpHeaders.CACHE_CONTROL`, `HeaderNames.AccessControlAllowOrigin`, `echo.HeaderVary`, `header::SET_COOKIE` */
export function headerOfConstant(constant: string): string | undefined {
  const last = /\w+$/.exec(constant)?.[0] ?? '';
  const words = /[a-z]/.test(last)
    ? last.replace(/^[Hh]eader(?:Name)?(?=[A-Z])/, '').replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    : last.replace(/^HEADER_/, '').replaceAll('_', '-');
  return headerNamed(words);
}

/** Whether only responses have it: nobody sends it with a request. */
export function isOfResponses(header: string): boolean {
  return header !== 'cache-control' && header !== 'pragma';
}

const OF_INTEREST =
  /^(?:cache-control|(?:[a-z]{1,20}-){1,2}cache-control|surrogate-control|expires|pragma|vary|set-cookie|access-control-(?:allow|expose)-[a-z-]{1,20}|access-control-max-age|timing-allow-origin|netlify-vary|clear-site-data)$/;
