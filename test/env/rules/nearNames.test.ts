import { strict as assert } from 'node:assert';
import { nearestName, slipBetween } from '../../../server/src/core/env/judging/nearNames.ts';

describe('names that look alike', () => {
  it('takes a slip for one', () => {
    for (const [a, b] of [
      ['SENDGIRD_API_KEY', 'SENDGRID_API_KEY'],
      ['STRIPE_SECRET', 'STRIPE_SECRET_KEY'],
      ['DATABASEURL', 'DATABASE_URL'],
      ['SECRET_STRIPE_KEY', 'STRIPE_SECRET_KEY'],
      ['REDIS_HOSTS', 'REDIS_HOST'],
      ['DATABSE_URL', 'DATABASE_URL'],
    ] as const) {
      assert.notEqual(slipBetween(a, b), undefined, `${a} ${b}`);
      assert.equal(slipBetween(a, b), slipBetween(b, a));
    }
  });

  it('tells names apart that mean other things', () => {
    for (const [a, b] of [
      ['REDIS_HOST', 'REDIS_PORT'],
      ['AWS_SES_KEY', 'AWS_SNS_KEY'],
      ['BUCKET_1', 'BUCKET_2'],
      ['S3_KEY', 'S4_KEY'],
      ['SMTP_USER', 'SMTP_PASS'],
      ['A_INPUT_URL', 'A_OUTPUT_URL'],
      ['STRIPE_KEY', 'STRIPE_KEY'],
      ['A_URL', 'B_URL'],
    ] as const)
      assert.equal(slipBetween(a, b), undefined, `${a} ${b}`);
  });

  it('chooses the nearest', () => {
    assert.equal(
      nearestName('DATABSE_URL', ['DATABASE_URL_POOL', 'DATABASE_URL', 'MAIL_KEY']),
      'DATABASE_URL',
    );
    assert.equal(nearestName('DATABSE_URL', []), undefined);
  });

  it('stays quick with long names and many of them', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `NAME_${'A'.repeat(90)}_${index}_X`);
    assert.equal(nearestName(`NAME_${'B'.repeat(90)}_X`, names), undefined);
    assert.equal(nearestName('A_'.repeat(500_000), ['A_'.repeat(500_001)]), undefined);
  });
});
