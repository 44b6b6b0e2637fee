import { AI_CHECKS } from './ai.ts';
import { CODE_CHECKS } from './code.ts';
import { HOSTING_CHECKS } from './hosting.ts';
import { MAIL_CHECKS } from './mail.ts';
import { PAYMENT_CHECKS } from './payments.ts';
import { PRODUCTIVITY_CHECKS } from './productivity.ts';
import type { KeyCheckRow } from './row.ts';

/**
 * Every provider that can be asked. Left out: what needs a second value (AWS, Twilio, PayPal, Langfuse), the customer's own
 * host (Shopify, Auth0, Databricks, Grafana) or a call that writes (Slack's webhooks), and what has no documented call that
 * only reads (PyPI, Docker Hub).
 */
export const KEY_CHECKS: readonly KeyCheckRow[] = [
  ...PAYMENT_CHECKS,
  ...AI_CHECKS,
  ...HOSTING_CHECKS,
  ...CODE_CHECKS,
  ...MAIL_CHECKS,
  ...PRODUCTIVITY_CHECKS,
];
