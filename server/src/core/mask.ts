/**
 * A secret in the form in which it may be shown: enough to recognise it, never enough to use it. The first and last
 * four characters at most, and never more than a third of the value.
 */
export function maskSecret(secret: string): string {
  const value = secret.trim();
  if (value.startsWith('-----BEGIN')) return 'private key';
  const shown = Math.min(4, Math.floor(value.length / 6));
  if (shown < 2) return '••••';
  return `${value.slice(0, shown)}…${value.slice(-shown)}`;
}

/** `text` with every occurrence of `secret` masked. */
export function maskIn(text: string, secret: string): string {
  if (secret === '' || OUR_WORDS.test(secret)) return text;
  return text.replaceAll(secret, () => maskSecret(secret));
}

/** What our own sentences are made of: a mask in place of such a word would only tell that it is the value. */
const OUR_WORDS =
  /^(?:admin|database|default|environment|key|login|password|root|secret|session|token|user)$/;

/** Shorter secrets are masked in their own finding only: another's sentence may have them by chance. */
const SHORTEST = 6;

/**
 * Masks every one of `secrets` wherever it stands: for texts that quote the file, whichever rule wrote them. Single words
 * are left alone for the same reason as short secrets. A file may have thousands: they are found by how they begin.
 */
export function masker(secrets: Iterable<string>): (text: string) => string {
  const known = [...new Set(secrets)].filter(
    (secret) => secret.length >= SHORTEST && !/^[A-Za-z]{1,12}$/.test(secret),
  );
  const byStart = new Map<string, string[]>();
  for (const secret of known.sort((a, b) => b.length - a.length)) {
    const start = secret.slice(0, SHORTEST);
    const others = byStart.get(start);
    if (others) others.push(secret);
    else byStart.set(start, [secret]);
  }
  return (text) => {
    let masked = '';
    // What was written out, and the span of secrets found after it: they may overlap.
    let [from, start, end] = [0, 0, 0];
    const flush = (): void => {
      if (end > start) masked += text.slice(from, start) + maskSecret(text.slice(start, end));
      from = end;
    };
    for (let at = 0; at + SHORTEST <= text.length; at++) {
      const secret = byStart.get(text.slice(at, at + SHORTEST))?.find((each) => text.startsWith(each, at));
      if (secret === undefined) continue;
      if (at >= end) {
        flush();
        start = at;
      }
      end = Math.max(end, at + secret.length);
    }
    flush();
    return masked + text.slice(from);
  };
}
