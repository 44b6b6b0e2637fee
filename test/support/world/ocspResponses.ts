import { createHash } from 'node:crypto';
import {
  algorithmOf,
  inDays,
  keyId,
  OCSP_SIGNING,
  publicKeyBytes,
  signatureOf,
  type Authority,
  type Issued,
} from './certificates.ts';
import { bitString, der, explicit, generalizedTime, integer, objectId, octets, sequence } from './der.ts';
import { pooledKey } from './keys.ts';

export interface OcspOptions {
  /** Good unless said. */
  readonly status?: 'good' | 'revoked' | 'unknown';
  readonly revokedAt?: Date;
  /** Yesterday unless said. */
  readonly thisUpdate?: Date;
  /** In six days unless said. */
  readonly nextUpdate?: Date;
  /** About another certificate than the one that it comes with. */
  readonly serial?: Buffer;
  /** Signed by somebody whom the authority certified for it, rather than by itself. */
  readonly isDelegated?: boolean;
  /** What the certificate of that somebody is for: signing such responses unless said. */
  readonly delegatePurposes?: readonly string[];
  /** Who signs, where that is not who issued. */
  readonly signer?: Authority;
}

/** What an authority says of a certificate (RFC 6960), as a server staples it. */
export function ocspResponse(issuer: Authority, issued: Issued, options: OcspOptions = {}): Buffer {
  const {
    thisUpdate = inDays(-1),
    nextUpdate = inDays(6),
    serial = issued.serial,
    isDelegated = false,
  } = options;
  const authority = options.signer ?? issuer;
  const responder = isDelegated
    ? authority.issue({
        commonName: `Responder of ${issuer.name}`,
        purposes: options.delegatePurposes ?? [OCSP_SIGNING],
      })
    : undefined;
  const key = responder ? pooledKey('p256', 'servers').privateKey : authority.keys.privateKey;
  const sha1 = sequence(objectId('1.3.14.3.2.26'), der(0x05));
  const about = sequence(
    sha1,
    octets(hash(issuer.subject)),
    octets(hash(publicKeyBytes(issuer.keys.publicKey))),
    integer(serial),
  );
  const single = sequence(
    about,
    stateOf(options),
    generalizedTime(thisUpdate),
    explicit(0, generalizedTime(nextUpdate)),
  );
  const body = sequence(
    explicit(2, octets(keyId(authority.keys.publicKey))),
    generalizedTime(thisUpdate),
    sequence(single),
  );
  const basic = sequence(
    body,
    algorithmOf(key, {}),
    bitString(signatureOf(body, key, {})),
    ...(responder ? [explicit(0, sequence(responder.der))] : []),
  );
  const bytes = sequence(objectId('1.3.6.1.5.5.7.48.1.1'), octets(basic));
  return sequence(der(0x0a, Buffer.from([0])), explicit(0, bytes));
}

/** An answer that is none: "try later". */
export function ocspTryLater(): Buffer {
  return sequence(der(0x0a, Buffer.from([3])));
}

function stateOf({ status = 'good', revokedAt = inDays(-2) }: OcspOptions): Buffer {
  if (status === 'revoked') return der(0xa1, generalizedTime(revokedAt));
  return der(status === 'good' ? 0x80 : 0x82);
}

function hash(bytes: Buffer): Buffer {
  return createHash('sha1').update(bytes).digest();
}
