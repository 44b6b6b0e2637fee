import { scalarsIn } from '../../parsers/tree.ts';
import { manifestReader } from '../manifests/manifestReader.ts';

/** supabase/config.toml: `env(X)`, which the local stack reads from the shell and from `.env`. */
export default manifestReader({
  file: /(?:^|\/)supabase\/config\.toml$/,
  triggers: ['env('],
  read(collector, _root, tree) {
    for (const scalar of scalarsIn(tree.roots)) {
      const match = /^env\(([A-Za-z_]\w{0,199})\)$/.exec(scalar.text);
      const text = match?.[1];
      if (text === undefined || scalar.end - scalar.start !== scalar.text.length) continue;
      const start = scalar.start + 'env('.length;
      // Most of it configures sign-in by providers that are switched off.
      collector.use({ text, start, end: start + text.length }, { through: 'supabase', need: 'optional' });
    }
  },
});
