/** What people are told of an event, before it takes the form of a receiver. */
import { printable } from '../../printable.ts';
import { durationText } from '../duration.ts';
import type { UptimeEvent } from '../state.ts';

export interface AlertMessage {
  readonly kind: UptimeEvent['kind'];
  /** One line: what, and of whom. */
  readonly title: string;
  /** Sentences. */
  readonly text: string;
  /** Without its query, which may hold what nobody else should read. */
  readonly url: string;
}

/** Names come from files, and reasons may: both are cut, and nothing in them steers anything. */
export function alertMessage(event: UptimeEvent): AlertMessage {
  const name = short(event.name, 100);
  const url = short(plainUrl(event.url), 300);
  return { kind: event.kind, title: titleOf(event, name), text: textOf(event), url };
}

/** "https://shop.example/api" of "https://shop.example/api?key=…" */
export function plainUrl(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function titleOf({ kind, url, reason }: UptimeEvent, name: string): string {
  if (kind === 'down') return `Down: ${name}`;
  if (kind === 'up') return `Up again: ${name}`;
  const host = short(/^https?:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '', 100);
  return `The certificate of ${host} expires in ${reason ?? 'a few days'}`;
}

function textOf({ kind, at, since = at, reason = '', failures = 1, notAfter }: UptimeEvent): string {
  if (kind === 'certificate')
    return `It is valid until ${minuteOf(notAfter ?? at)}. Renew it before that: browsers warn everybody away afterwards.`;
  if (kind === 'up')
    return `It was down for ${durationText(Date.parse(at) - Date.parse(since))}, since ${minuteOf(since)}.`;
  const runs = failures === 1 ? 'One run failed' : `${failures} runs in a row failed`;
  return `${sentence(short(reason, 300))} ${runs}, since ${minuteOf(since)}.`;
}

/** A name of a host at the start stays as it is: "shop.example did not answer". */
function sentence(text: string): string {
  const start = /^\S+\.\S/.test(text) ? text.slice(0, 1) : text.slice(0, 1).toUpperCase();
  return `${start}${text.slice(1)}.`;
}

/** "2027-03-01 02:10 UTC" */
function minuteOf(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}

function short(text: string, most: number): string {
  const safe = printable(text);
  return safe.length > most ? `${safe.slice(0, most - 1)}…` : safe;
}
