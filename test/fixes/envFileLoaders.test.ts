import { strict as assert } from 'node:assert';
import { move, SECRET } from './move.ts';

const CODE = `const key = '«§»';\n`;

describe('Move to environment, as the loader reads the file', () => {
  it('escapes $ for Workers in .env, but not in .dev.vars', () => {
    const code = `const key = '«pa$word»';\n`;
    const files = { 'package.json': '{}', 'wrangler.toml': '' };
    const { texts } = move('src/a.js', code, { files: { ...files, '.env': '' } });
    assert.equal(texts['.env'], "STRIPE_SECRET_KEY='pa\\$word'\n");
    assert.equal(move('src/a.js', code, { files }).texts['.dev.vars'], "STRIPE_SECRET_KEY='pa$word'\n");
  });

  it('fills in an empty entry before the comment on its line', () => {
    const fill = (env: string) => move('pay.js', CODE, { files: { '.env': env } }).texts['.env'];
    assert.equal(fill('STRIPE_SECRET_KEY=  # x\n'), `STRIPE_SECRET_KEY=${SECRET}  # x\n`);
    assert.equal(fill('STRIPE_SECRET_KEY: \n'), `STRIPE_SECRET_KEY: ${SECRET}\n`);
    assert.equal(fill("STRIPE_SECRET_KEY=''\n"), `STRIPE_SECRET_KEY=${SECRET}\n`);
  });
});
