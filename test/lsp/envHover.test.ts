import { strict as assert } from 'node:assert';
import { pathToFileURL } from 'node:url';
import {
  REVEAL_VALUE,
  VALUE_PLACES,
  type RevealedValue,
  type ValuePlaces,
} from '../../server/src/protocol.ts';
import { openEnvProject, type EnvProject } from '../support/envProject.ts';
import { expand } from '../support/expand.ts';

const KEY = expand('{{stripe-secret-key}}');
const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "next": "16.0.0" } }\n',
  'src/(shop)/pay.ts': 'export const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!);\n',
  'src/site.ts': "export const url = process.env.NEXT_PUBLIC_SITE ?? 'http://localhost:3000';\n",
  '.env.example': 'STRIPE_SECRET_KEY=\nNEXT_PUBLIC_SITE=\n',
};
const IGNORED = { '.env': `STRIPE_SECRET_KEY=${KEY}\n` };

describe('what is told of a variable, over stdio', () => {
  let project: EnvProject | undefined;
  const open = async (...options: Parameters<typeof openEnvProject>): Promise<EnvProject> =>
    (project = await openEnvProject(...options));
  afterEach(async () => {
    await project?.server.stop();
    project = undefined;
  });

  it('says why it is required, where it is declared and where it is read, and never its value', async () => {
    const { hover, open: show, root } = await open(FILES, { ignored: IGNORED });
    await show('src/(shop)/pay.ts');
    const text = (await hover('src/(shop)/pay.ts', 'STRIPE_SECRET_KEY')) ?? '';
    const place = (file: string) => pathToFileURL(`${root}/${file}`).href;
    assert.ok(text.startsWith('**STRIPE\\_SECRET\\_KEY** · required · secret\n'), text);
    assert.ok(
      text.includes(
        `Required: [src/\\(shop\\)/pay.ts:1](${place('src/')}%28shop%29/pay.ts#L1,46) reads it, and no default or check is in sight there.`,
      ),
      text,
    );
    assert.ok(
      text.includes(
        `Declared in\n\n- [.env:1](${place('.env')}#L1,1)\n- [.env.example:1](${place('.env.example')}#L1,1) (template, empty)`,
      ),
      text,
    );
    assert.match(text, /Read in one place: /);
    assert.match(text, /\[Reveal value…\]\(command:launchReady\.revealValue\?/);
    assert.ok(!text.includes(KEY) && !text.includes(KEY.slice(8)), 'no value');
  });

  it('says so of an env file’s own line, with what a finding has to say first', async () => {
    const { hover, open: show, server } = await open({ ...FILES, '.env': `STRIPE_SECRET_KEY=${KEY}\n` });
    await show('.env');
    await server.diagnostics('.env', ({ diagnostics }) => diagnostics.length > 0);
    const text = (await hover('.env', 'STRIPE_SECRET_KEY')) ?? '';
    assert.match(
      text,
      /do not launch with this[\s\S]*\n---\n\n\*\*STRIPE\\_SECRET\\_KEY\*\* · required · secret/,
    );
    assert.ok(!text.includes(KEY.slice(8)), 'no value');
    const both = (await hover('.env', KEY)) ?? '';
    assert.match(both, /do not launch with this/);
  });

  it('says what is public, and what stands in for it', async () => {
    const { hover, open: show } = await open(FILES, { ignored: IGNORED });
    await show('src/site.ts');
    const text = (await hover('src/site.ts', 'NEXT_PUBLIC_SITE')) ?? '';
    assert.match(text, /· optional · public/);
    assert.match(text, /Public: names that start with NEXT\\_PUBLIC\\_ become part of what browsers load/);
    assert.match(text, /Without it, \[src\/site\.ts:1\]\(.*\) goes on with a default of its own\./);
    assert.ok(!text.includes('localhost'), 'no default is repeated');
    assert.ok(!text.includes('Reveal'), 'an empty line has nothing to reveal');
    assert.equal(await hover('src/site.ts', 'export'), null);
    assert.equal(await hover('src/site.ts', 'process'), null);
  });

  it('is silent where the workspace is not checked', async () => {
    const { hover, open: show, definition } = await open(FILES, { settings: { checkWorkspace: false } });
    await show('src/site.ts');
    assert.equal(await hover('src/site.ts', 'NEXT_PUBLIC_SITE'), null);
    assert.equal(await definition('src/site.ts', 'NEXT_PUBLIC_SITE'), null);
  });

  describe('its value', () => {
    const places = ({ server }: EnvProject, target: object) =>
      server.connection.sendRequest<ValuePlaces | null>(VALUE_PLACES, target);
    const reveal = ({ server }: EnvProject, ticket: string) =>
      server.connection.sendRequest<RevealedValue | null>(REVEAL_VALUE, { ticket });

    it('is revealed once for each time somebody asks', async () => {
      const shop = await open(FILES, { ignored: IGNORED });
      await shop.open('src/(shop)/pay.ts');
      const asked = await places(shop, {
        ...shop.textDocument('src/(shop)/pay.ts'),
        position: shop.positionOf('src/(shop)/pay.ts', 'STRIPE_SECRET_KEY'),
      });
      assert.equal(asked?.name, 'STRIPE_SECRET_KEY');
      assert.deepEqual(
        asked.places.map(({ label }) => label),
        ['.env:1'],
      );
      assert.ok(!JSON.stringify(asked).includes(KEY));
      const ticket = asked.places[0]?.ticket ?? '';
      assert.deepEqual(await reveal(shop, ticket), { value: KEY });
      assert.equal(await reveal(shop, ticket), null, 'a ticket is good once');
    });

    it('is not when the file has changed since', async () => {
      const shop = await open(FILES, { ignored: IGNORED });
      await shop.open('.env');
      const asked = await places(shop, { ...shop.textDocument('.env'), name: 'STRIPE_SECRET_KEY' });
      await shop.server.change('.env', 2, `MAIL_PASSWORD=x\nSTRIPE_SECRET_KEY=${KEY}\n`);
      assert.equal(await reveal(shop, asked?.places[0]?.ticket ?? ''), null);
    });

    it('is not in a workspace that nobody trusts', async () => {
      const shop = await open(FILES, { ignored: IGNORED, trusted: false });
      await shop.open('.env');
      assert.equal(await places(shop, { ...shop.textDocument('.env'), name: 'STRIPE_SECRET_KEY' }), null);
      const text = (await shop.hover('.env', 'STRIPE_SECRET_KEY')) ?? '';
      assert.match(text, /required/);
      assert.ok(!text.includes('Reveal'));
    });
  });
});
