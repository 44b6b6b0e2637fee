/** What pages show of themselves without a browser: whether they ask for a login, and whether anything stands on them. */

/** It asks who is there, or sends people to where that is asked. */
export function isLoginPage(html: string): boolean {
  const start = html.slice(0, LOOKED_AT);
  return LOGIN.some((sign) => sign.test(start));
}

/** "/login", "/users/sign_in", "/auth/": where redirects lead those whom nobody knows. */
export function isLoginPath(pathname: string): boolean {
  return /\/(?:log-?in|log_in|sign-?in|sign_in|auth|authorize|oauth2?|sso|sessions?\/new|wp-login\.php|password|unlock)(?=[/.]|$)/i.test(
    pathname,
  );
}

/** What people read: without tags, and without what stands in scripts, styles and the title. */
export function visibleText(html: string): string {
  const page = html.slice(0, LOOKED_AT);
  const lower = page.toLowerCase();
  let text = '';
  let at = 0;
  for (;;) {
    const open = page.indexOf('<', at);
    if (open === -1) return squeezed(text + page.slice(at));
    text += `${page.slice(at, open)} `;
    const silent = SILENT.exec(lower.slice(open, open + 10))?.[1];
    const from = silent === undefined ? open : lower.indexOf(`</${silent}`, open);
    const close = from === -1 ? -1 : page.indexOf('>', from);
    if (close === -1) return squeezed(text);
    at = close + 1;
  }
}

const LOOKED_AT = 200_000;
const SILENT = /^<(script|style|noscript|template|title|svg)\b/;

const LOGIN: readonly RegExp[] = [
  /<input\b[^>]{0,500}\btype\s*=\s*["']?password\b/i,
  /<title[^>]{0,100}>[^<]{0,100}\b(?:log|sign)[ -]?in\b/i,
  /<meta\b[^>]{0,200}\bhttp-equiv\s*=\s*["']?refresh\b[^>]{0,200}\b(?:log|sign)[-_]?in\b/i,
];

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
