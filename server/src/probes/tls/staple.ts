import type { StapleObservation } from '../../core/observations/tls.ts';
import { readCertificate, serialText, type Certificate } from './certificate.ts';
import { bits, children, objectId, part, readDer, TAG, time, type Der } from './der.ts';
import { OID } from './objectIds.ts';
import { isSignedBy, type Signed } from './signatures.ts';

/** Reads an OCSP response (RFC 6960) about a certificate, whose issuer is known or not. Never throws. */
export function readStaple(
  response: Buffer,
  serial: string | undefined,
  issuer: Certificate | undefined,
): StapleObservation {
  try {
    return read(response, serial, issuer) ?? UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

const UNREADABLE: StapleObservation = { status: 'unreadable', isSigned: false };

function read(
  response: Buffer,
  serial: string | undefined,
  issuer: Certificate | undefined,
): StapleObservation | undefined {
  const [status, bytes] = children(readDer(response));
  // 0 is successful: all else comes without an answer.
  if (status?.tag !== TAG.enumerated || status.content[0] !== 0 || !bytes) return undefined;
  const [kind, value] = children(part(children(bytes), 0, TAG.sequence));
  if (!kind || !value || objectId(kind) !== OID.basicOcspResponse) return undefined;
  const basic = children(readDer(value.content));
  const body = part(basic, 0, TAG.sequence);
  const answers = singleAnswers(body);
  const about = answers.find((each) => each.serial === serial) ?? answers[0];
  if (!about) return undefined;
  const signed: Signed = {
    body: body.raw,
    algorithm: part(basic, 1, TAG.sequence),
    signature: bits(part(basic, 2, TAG.bitString)),
  };
  const certificates = basic.find(({ tag }) => tag === 0xa0);
  return { ...about, isSigned: issuer !== undefined && isSignedFor(issuer, signed, certificates) };
}

type Answer = Omit<StapleObservation, 'isSigned'>;

/** ResponseData: version, responder and time of signing come before the list. */
function singleAnswers(body: Der): readonly Answer[] {
  const list = children(body).find(({ tag }) => tag === TAG.sequence);
  return (list ? children(list) : []).map(singleAnswer);
}

function singleAnswer(single: Der): Answer {
  const parts = children(single);
  const serial = serialText(part(children(part(parts, 0, TAG.sequence)), 3, TAG.integer));
  const state = part(parts, 1);
  const thisUpdate = time(part(parts, 2));
  const next = parts.find(({ tag }, index) => index > 2 && tag === 0xa0);
  const nextUpdate = next && time(part(children(next), 0));
  const revokedAt = state.tag === REVOKED ? time(part(children(state), 0)) : undefined;
  return {
    status: STATES.get(state.tag) ?? 'unknown',
    serial,
    ...(thisUpdate !== undefined && { thisUpdate }),
    ...(nextUpdate !== undefined && { nextUpdate }),
    ...(revokedAt !== undefined && { revokedAt }),
  };
}

const REVOKED = 0xa1;
const STATES: ReadonlyMap<number, Answer['status']> = new Map([
  [0x80, 'good'],
  [REVOKED, 'revoked'],
  [0x82, 'unknown'],
]);

/** By the issuer itself, or by somebody whom it certified for just this (RFC 6960 section 4.2.2.2). */
function isSignedFor(issuer: Certificate, signed: Signed, certificates: Der | undefined): boolean {
  if (isSignedBy(signed, issuer.publicKey) === 'yes') return true;
  const [list] = certificates ? children(certificates) : [];
  return (list ? children(list) : [])
    .slice(0, 4)
    .flatMap(({ raw }) => readCertificate(raw) ?? [])
    .some(
      (responder) =>
        responder.extensions.forOcsp &&
        isSignedBy(responder.signed, issuer.publicKey) === 'yes' &&
        isSignedBy(signed, responder.publicKey) === 'yes',
    );
}
