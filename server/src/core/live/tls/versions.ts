import { TLS_VERSIONS, type TlsObservation, type TlsVersion } from '../../observations/tls.ts';

/** As people write them. */
export const VERSION_NAMES: Readonly<Record<TlsVersion, string>> = {
  SSLv3: 'SSL 3.0',
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
};

/** Oldest first. */
export function acceptedVersions(versions: TlsObservation['versions']): TlsVersion[] {
  return TLS_VERSIONS.filter((version) => versions[version] === 'yes');
}

export function isModern(version: TlsVersion): boolean {
  return version === 'TLSv1.2' || version === 'TLSv1.3';
}
