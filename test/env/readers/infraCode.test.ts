import { strict as assert } from 'node:assert';
import infraCode from '../../../server/src/core/env/readers/infraCode.ts';
import { createDocument } from '../../../server/src/core/source.ts';

function read(text: string) {
  return infraCode.read(createDocument({ path: 'infra/stack.ts', text }))?.declarations ?? [];
}

const IMPORT = "import { Function } from 'aws-cdk-lib/aws-lambda';\n";

describe('what code of infrastructure gives to functions', () => {
  it('declares the names, at their places', () => {
    const text = `${IMPORT}new Function(this, 'a', { environment: { BUCKET_NAME: bucket.name, TABLE_NAME, 'MODE': 'eu', lower: 1 } });\n`;
    const found = read(text);
    assert.deepEqual(
      found.map(({ at }) => text.slice(at.start, at.end)),
      ['BUCKET_NAME', 'TABLE_NAME', 'MODE'],
    );
    assert.deepEqual(
      found.map(({ by, value }) => [by, value.state]),
      [
        ['code', 'unknown'],
        ['code', 'unknown'],
        ['code', 'set'],
      ],
    );
  });

  it('leaves out what is handed on under its own name: it has to come from elsewhere', () => {
    assert.deepEqual(read(`${IMPORT}go({ environment: { API_KEY: process.env.API_KEY } });\n`), []);
  });

  it('finds the variables of Lambda functions in Pulumi and SST', () => {
    const pulumi =
      "import * as aws from '@pulumi/aws';\nnew aws.lambda.Function('a', { environment: { variables: { TABLE_NAME: table.name } } });\n";
    assert.deepEqual(
      read(pulumi).map(({ name }) => name),
      ['TABLE_NAME'],
    );
    assert.deepEqual(
      read("new sst.aws.Function('a', { handler: 'a.b', environment: { TABLE_NAME: table.name } });\n").map(
        ({ name }) => name,
      ),
      ['TABLE_NAME'],
    );
  });

  it('says nothing of other code', () => {
    assert.equal(
      infraCode.read(createDocument({ path: 'a.ts', text: 'go({ environment: { API_KEY: 1 } });\n' })),
      undefined,
    );
  });

  it('stands whatever comes', () => {
    for (const part of ['environment: {', '{', '"', 'X,', '\\', 'variables:'])
      read(IMPORT + part.repeat(Math.ceil(500_000 / part.length)));
  });
});
