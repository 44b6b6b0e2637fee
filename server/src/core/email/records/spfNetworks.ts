import { ip6Groups, isIp4, isIp6, isPrivateAddress } from './address.ts';
import { fatal, flaw, quoted } from './build.ts';
import type { RecordProblem, TextSpan } from './problem.ts';
import type { SpfTerm } from './spfTerm.ts';
import { PERMERROR } from './spfDomain.ts';
import type { ReadTerm, Word } from './spfTerms.ts';
import type { SpfToken } from './spfTokens.ts';

/** `ip4:192.0.2.0/24`, `ip6:2001:db8::/32` (RFC 7208 section 5.6). */
export function networkOf(word: Word, termOf: (word: Word, kind: SpfTerm['kind']) => SpfTerm): ReadTerm {
  const { token, sign, name, separator, rest } = word;
  const from = sign.length + name.length + 1;
  const slash = separator === ':' ? rest.indexOf('/') : -1;
  const address = separator === ':' ? rest.slice(0, slash === -1 ? rest.length : slash) : '';
  const length = slash === -1 ? '' : rest.slice(slash + 1);
  const valueAt = {
    start: Math.min(token.offset(from), token.at.end),
    end: Math.min(token.offset(from + address.length), token.at.end),
  };
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : undefined;
  const term: SpfTerm = {
    ...termOf(word, 'mechanism'),
    value: address,
    valueAt,
    ...(prefix === undefined ? {} : name === 'ip4' ? { prefix4: prefix } : { prefix6: prefix }),
  };
  const network = { word, address, length, hasLength: slash !== -1, valueAt };
  const found = addressProblem(network) ?? prefixProblem(network) ?? widthProblem(network, prefix);
  return { term, problems: found ? [found] : [] };
}

interface Network {
  readonly word: Word;
  readonly address: string;
  readonly length: string;
  readonly hasLength: boolean;
  readonly valueAt: TextSpan;
}

function addressProblem({ word, address, valueAt }: Network): RecordProblem | undefined {
  const { name, token, sign } = word;
  if (address === '') {
    const text = `"${name}" names no address. ${PERMERROR}`;
    return fatal('missing-address', 'high', token.at, text);
  }
  const isRight = name === 'ip4' ? isIp4(address) : isIp6(address);
  if (isRight) return undefined;
  const other = name === 'ip4' ? isIp6(address) : isIp4(address);
  if (other) {
    const right = name === 'ip4' ? 'ip6' : 'ip4';
    const at = { start: token.offset(sign.length), end: token.offset(sign.length + 3) };
    const text = `${quoted(address)} is an address of IPv${right.slice(2)}, and needs "${right}:". ${PERMERROR}`;
    return fatal('wrong-address-family', 'high', at, text, right);
  }
  const bare = /^\[([^\]]{1,45})\]$/.exec(address)?.[1];
  const fix = bare !== undefined && (name === 'ip4' ? isIp4(bare) : isIp6(bare)) ? bare : undefined;
  const text = `${quoted(address)} is no IPv${name.slice(2)} address. ${PERMERROR}`;
  return fatal('invalid-address', 'high', valueAt, text, fix);
}

function prefixProblem({ word, length, hasLength, valueAt }: Network): RecordProblem | undefined {
  if (!hasLength) return undefined;
  const most = word.name === 'ip4' ? 32 : 128;
  if (/^(?:0|[1-9]\d{0,2})$/.test(length) && Number(length) <= most) return undefined;
  const at = { start: valueAt.end, end: word.token.at.end };
  const text = `${quoted(`/${length}`)} is no length of a prefix: "/0" to "/${most}". ${PERMERROR}`;
  const fix = word.name === 'ip4' && isIp4(length) ? maskLength(length) : undefined;
  return fatal('invalid-prefix', 'high', at, text, fix === undefined ? undefined : `/${fix}`);
}

/** 24 of "255.255.255.0"; undefined: it is no mask. */
function maskLength(mask: string): number | undefined {
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.indexOf('0') + (bits.includes('0') ? 0 : 33) : undefined;
}

/** What a record that is valid should not allow. */
function widthProblem(
  { word, address, valueAt }: Network,
  prefix: number | undefined,
): RecordProblem | undefined {
  const { name, token, sign } = word;
  if (sign !== '' && sign !== '+') return undefined;
  const bits = prefix ?? (name === 'ip4' ? 32 : 128);
  const wide = wideProblem(token, bits, name);
  if (wide) return wide;
  const isMapped = name === 'ip6' && (ip6Groups(address)?.slice(0, 6).join() ?? '') === '0,0,0,0,0,65535';
  if (isMapped && bits >= 96) {
    const text = `${quoted(address)} is an IPv4 address written as IPv6. Receivers compare it with "ip4:" only, so it never matches.`;
    return flaw('mapped-address', 'medium', valueAt, text);
  }
  if (!isPrivateAddress(address)) return undefined;
  const text = `${quoted(address)} is an address of private networks: no mail reaches the internet from there.`;
  return flaw('private-address', 'low', valueAt, text);
}

/** Of a term that lets pass what is in a network: none that anybody has is as wide. `family`: of the length, in bits. */
export function wideProblem(token: SpfToken, bits: number, family: string): RecordProblem | undefined {
  const isVersion4 = family === 'ip4';
  if (bits === 0) {
    const text = `${quoted(token.text)} lets every server of the internet send as this domain.`;
    return flaw('any-sender', 'high', token.at, text);
  }
  if (bits >= (isVersion4 ? WIDE_4 : WIDE_6)) return undefined;
  const share = isVersion4 ? `${2 ** (32 - bits)} addresses` : 'more than any one provider has';
  const text = `${quoted(token.text)} is absurdly wide: ${share} may send as this domain.`;
  return flaw('wide-network', 'high', token.at, text);
}

// The largest networks that one company has are /8; registries hand out /12 of IPv6 to whole regions.
const WIDE_4 = 8;
const WIDE_6 = 16;
