import { strict as assert } from 'node:assert';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const CODE = expand("export const stripe = new Stripe('{{stripe-secret-key}}');\n");
const REMARK = / This code is sent to browsers, so every visitor can read it\.$/;

describe('a key in code that browsers are sent', () => {
  for (const [path, text] of [
    ['src/Checkout.tsx', `'use client';\n${CODE}`],
    ['src/Checkout.vue', `<script>\n${CODE}</script>\n`],
    ['public/checkout.js', CODE],
  ] as const)
    it(`is told as such (${path})`, () => assert.match(messageOf(path, text), REMARK));

  it('is not told of code that stays on the server', () =>
    assert.doesNotMatch(messageOf('src/pay.ts', CODE), REMARK));
});

function messageOf(path: string, text: string): string {
  return findingsIn(path, text)[0]?.message ?? '';
}
