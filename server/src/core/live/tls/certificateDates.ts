/** Days of certificates. Times are ISO 8601. */
import type { CertificateObservation } from '../../observations/tls.ts';

const DAY = 86_400_000;

/** "2027-01-22" */
export function dayOf(time: string): string {
  return time.slice(0, 10);
}

/** "2027-01-22 03:21 UTC" */
export function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

export function isExpired({ notAfter }: CertificateObservation, now: string): boolean {
  return Date.parse(notAfter) < Date.parse(now);
}

export function isNotYetValid({ notBefore }: CertificateObservation, now: string): boolean {
  return Date.parse(notBefore) > Date.parse(now);
}

export function daysLeft({ notAfter }: CertificateObservation, now: string): number {
  return (Date.parse(notAfter) - Date.parse(now)) / DAY;
}

export function lifetimeInDays({ notBefore, notAfter }: CertificateObservation): number {
  return (Date.parse(notAfter) - Date.parse(notBefore)) / DAY;
}

/** "14 hours", "1 day", "19 days" */
export function span(days: number): string {
  if (days < 1) return `${Math.max(1, Math.floor(days * 24))} hours`;
  const whole = Math.floor(days);
  return whole === 1 ? '1 day' : `${whole} days`;
}

/**
 * The longest lifetime that the CA/Browser Forum allowed on the day of issue, in days (Baseline Requirements section
 * 6.3.2; ballots SC31 and SC-081v3). Certificates from before are judged by nobody any more.
 */
export function longestLifetime(notBefore: string): number {
  const day = dayOf(notBefore);
  if (day >= '2029-03-15') return 47;
  if (day >= '2027-03-15') return 100;
  return day >= '2026-03-15' ? 200 : 398;
}
