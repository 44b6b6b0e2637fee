import { tellSampleDefects } from '../support/sampleDefects.ts';

/** A policy that is worded otherwise, and a habit. */
const BESIDE = new Set(['migrations/missing-lock-timeout', 'migrations/foreign-key-without-index']);

describe('the migrations of the sample product', () => {
  tellSampleDefects(/^(?:M|Q1)/, ['migrations'], BESIDE);
});
