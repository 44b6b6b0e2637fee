import type { TokenFormat } from './tokenFormat.ts';
import { AI_FORMATS } from './tokenFormats/ai.ts';
import { CLOUD_FORMATS } from './tokenFormats/cloud.ts';
import { DATA_FORMATS } from './tokenFormats/data.ts';
import { HOSTING_FORMATS } from './tokenFormats/hosting.ts';
import { IDENTITY_FORMATS } from './tokenFormats/identity.ts';
import { MAIL_FORMATS } from './tokenFormats/mail.ts';
import { OBSERVABILITY_FORMATS } from './tokenFormats/observability.ts';
import { PAYMENT_FORMATS } from './tokenFormats/payments.ts';
import { PRODUCTIVITY_FORMATS } from './tokenFormats/productivity.ts';
import { SOURCE_CONTROL_FORMATS } from './tokenFormats/sourceControl.ts';

/**
 * Every provider credential that is known by its shape. A format without keywords is found by its `near` words alone.
 * Left to other rules: JSON Web Tokens, PEM private keys and URLs with passwords.
 */
export const TOKEN_FORMATS: readonly TokenFormat[] = [
  ...PAYMENT_FORMATS,
  ...AI_FORMATS,
  ...CLOUD_FORMATS,
  ...HOSTING_FORMATS,
  ...SOURCE_CONTROL_FORMATS,
  ...MAIL_FORMATS,
  ...DATA_FORMATS,
  ...OBSERVABILITY_FORMATS,
  ...IDENTITY_FORMATS,
  ...PRODUCTIVITY_FORMATS,
];
