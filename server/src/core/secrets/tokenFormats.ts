import type { TokenFormat } from './tokenFormat.ts';
import { AGENTS_FORMATS } from './tokenFormats/agents.ts';
import { AI_FORMATS } from './tokenFormats/ai.ts';
import { AI_TOOLS_FORMATS } from './tokenFormats/aiTools.ts';
import { ANALYTICS_FORMATS } from './tokenFormats/analytics.ts';
import { AUTHENTICATION_FORMATS } from './tokenFormats/authentication.ts';
import { BUSINESS_FORMATS } from './tokenFormats/business.ts';
import { CHAT_FORMATS } from './tokenFormats/chat.ts';
import { CLOUD_FORMATS } from './tokenFormats/cloud.ts';
import { CLOUD_SERVICES_FORMATS } from './tokenFormats/cloudServices.ts';
import { CODE_QUALITY_FORMATS } from './tokenFormats/codeQuality.ts';
import { CONTENT_FORMATS } from './tokenFormats/content.ts';
import { CRYPTO_FORMATS } from './tokenFormats/crypto.ts';
import { DATA_FORMATS } from './tokenFormats/data.ts';
import { DATABASES_FORMATS } from './tokenFormats/databases.ts';
import { DATA_SERVICES_FORMATS } from './tokenFormats/dataServices.ts';
import { HOSTING_FORMATS } from './tokenFormats/hosting.ts';
import { IDENTITY_FORMATS } from './tokenFormats/identity.ts';
import { INFRASTRUCTURE_FORMATS } from './tokenFormats/infrastructure.ts';
import { MAIL_FORMATS } from './tokenFormats/mail.ts';
import { MARKETING_FORMATS } from './tokenFormats/marketing.ts';
import { OTHER_PAYMENTS_FORMATS } from './tokenFormats/otherPayments.ts';
import { OBSERVABILITY_FORMATS } from './tokenFormats/observability.ts';
import { OTHER_CLOUDS_FORMATS } from './tokenFormats/otherClouds.ts';
import { PAYMENT_FORMATS } from './tokenFormats/payments.ts';
import { PAYMENTS_WORLDWIDE_FORMATS } from './tokenFormats/paymentsWorldwide.ts';
import { PRODUCT_ANALYTICS_FORMATS } from './tokenFormats/productAnalytics.ts';
import { PRODUCTIVITY_FORMATS } from './tokenFormats/productivity.ts';
import { REGISTRIES_FORMATS } from './tokenFormats/registries.ts';
import { SHOPS_FORMATS } from './tokenFormats/shops.ts';
import { SOCIAL_FORMATS } from './tokenFormats/social.ts';
import { SOURCE_CONTROL_FORMATS } from './tokenFormats/sourceControl.ts';
import { TESTING_FORMATS } from './tokenFormats/testing.ts';
import { TEXT_MESSAGES_FORMATS } from './tokenFormats/textMessages.ts';
import { WEBHOOKS_FORMATS } from './tokenFormats/webhooks.ts';
import { WORKSPACES_FORMATS } from './tokenFormats/workspaces.ts';

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
  ...TESTING_FORMATS,
  ...WEBHOOKS_FORMATS,
  ...CRYPTO_FORMATS,
  ...DATA_SERVICES_FORMATS,
  ...CONTENT_FORMATS,
  ...WORKSPACES_FORMATS,
  ...BUSINESS_FORMATS,
  ...CHAT_FORMATS,
  ...TEXT_MESSAGES_FORMATS,
  ...MARKETING_FORMATS,
  ...SHOPS_FORMATS,
  ...PAYMENTS_WORLDWIDE_FORMATS,
  ...OTHER_PAYMENTS_FORMATS,
  ...SOCIAL_FORMATS,
  ...AUTHENTICATION_FORMATS,
  ...PRODUCT_ANALYTICS_FORMATS,
  ...ANALYTICS_FORMATS,
  ...CODE_QUALITY_FORMATS,
  ...REGISTRIES_FORMATS,
  ...DATABASES_FORMATS,
  ...INFRASTRUCTURE_FORMATS,
  ...OTHER_CLOUDS_FORMATS,
  ...CLOUD_SERVICES_FORMATS,
  ...AGENTS_FORMATS,
  ...AI_TOOLS_FORMATS,
];
