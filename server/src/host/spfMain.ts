/** The entry of a bundle of its own, which is read only where a domain has an SPF record. */
export { spf } from 'mailauth/lib/spf/index.js';
