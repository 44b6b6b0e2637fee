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

/** `text` with every occurrence of `secret` masked, also where line breaks in it were folded. */
export function maskIn(text: string, secret: string): string {
  if (secret === '') return text;
  return text.replaceAll(secret, () => maskSecret(secret));
}
