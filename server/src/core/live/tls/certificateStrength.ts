import type { CertificateObservation } from '../../observations/tls.ts';

/** NIST SP 800-57 part 1 and the Baseline Requirements section 6.1.5. */
export function hasWeakKey({ key }: CertificateObservation): boolean {
  if (key.type === 'dsa') return true;
  return key.bits > 0 && ((key.type === 'rsa' && key.bits < 2048) || (key.type === 'ec' && key.bits < 224));
}

/** Nobody looks at the signature of a root: it is trusted by name. */
export function hasWeakSignature({ signature, isSelfSigned }: CertificateObservation): boolean {
  return !isSelfSigned && /md2|md4|md5|sha-?1(?!\d)/i.test(signature);
}
