import type { Impact, RawFinding } from '../../finding.ts';
import { placeOf } from '../../place.ts';
import { defineRule, type Context } from '../../rule.ts';
import {
  bundleSecrets,
  BUNDLE_TRIGGERS,
  mayHoldBundleSecret,
  type BundleSecret,
} from '../../secrets/bundleSecrets.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/secret-in-bundle',
  impact: 'blocker',
  stage: 'security',
  title: 'Secret in the built code',
  why: 'Browsers download the built code, and everyone can read it there. Programs search published sites for keys around the clock.',
  triggers: BUNDLE_TRIGGERS,
  confirms: mayHoldBundleSecret,
  classes: ['bundle', 'minified'],
  *check(document, context) {
    // A source with one long line is no bundle.
    if (/\.[cm]?tsx?$|\.jsx$/.test(document.path)) return;
    const audience = audienceOf(document, context);
    for (const secret of bundleSecrets(document, () => context.today))
      yield finding(secret, audience, document);
  },
});

/** Code units; longer ones are private keys. */
const LONGEST_SHOWN = 600;

/** Who gets to see the file. */
type Audience = 'visitors' | 'unknown';

function finding(secret: BundleSecret, audience: Audience, document: Document): RawFinding {
  const { text, path } = document;
  const { start, end, name, thief, rotate, kind } = secret;
  // Whole or not at all: only whole secrets are masked on their way out.
  const shown = end - start > LONGEST_SHOWN ? '' : ` (${text.slice(start, end)})`;
  const reader =
    audience === 'visitors'
      ? "Every visitor can read it in the browser's developer tools"
      : 'If this build is sent to browsers, every visitor can read it there';
  const where = rotate ? ` at ${rotate.label}` : '';
  const test = secret.test ? ' It is a test key, but the live one will go the same way.' : '';
  return {
    range: { start, end },
    secret: { start, end },
    impact: placeOf(path) === 'test' ? 'low' : impactOf(secret, audience),
    kind,
    message: `${name} in built code${shown}. ${reader} and ${thief}.${test} Replace it${where}, move the call that needs it to a server, and build again.`,
    ...(rotate ? { help: rotate } : {}),
  };
}

function impactOf({ test, alone }: BundleSecret, audience: Audience): Impact {
  if (test) return 'medium';
  if (alone) return 'medium';
  return audience === 'visitors' ? 'blocker' : 'high';
}

function audienceOf({ path }: Document, { facts }: Context): Audience {
  const built = facts.built?.find(({ folder }) => path.startsWith(`${folder}/`));
  return built?.served || SERVED.test(path) ? 'visitors' : 'unknown';
}

/** Folders that tools and hosts serve as they are. */
const SERVED =
  /(^|\/)(?:public|static|www|wwwroot|htdocs|storybook-static|\.next\/(?:static|server)|\.output\/public|\.svelte-kit\/output\/client|\.nuxt\/dist\/client|(?:dist|build)\/(?:client|browser|_astro|assets|static))\//;
