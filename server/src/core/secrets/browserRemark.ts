import { documentReason } from '../fixes/browserCode.ts';
import type { Document } from '../source.ts';

/**
 * A sentence for a secret in code that browsers are sent as it stands, "" elsewhere: "use client", pages, components of
 * Vue and Svelte, public folders. `at` is the offset of the secret. Judged by the file alone, without the project.
 */
export function browserRemark(document: Document, at: number): string {
  return documentReason(document, at) === undefined
    ? ''
    : 'This code is sent to browsers, so every visitor can read it.';
}
