import { nodeAt, scalarsIn, itemsOf, scalarOf } from '../../parsers/tree.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareMap } from '../manifests/values.ts';

/** devcontainer.json: what the container gets, and `${localEnv:X}` of the machine that it runs on. */
export default manifestReader({
  file: /(?:^|\/)\.?devcontainer(?:\/[\w-]+)?\.json$|(?:^|\/)\.devcontainer\/[\w-]+\/devcontainer\.json$/,
  triggers: ['env'],
  read(collector, root, tree) {
    for (const key of ['containerEnv', 'remoteEnv'])
      declareMap(collector, nodeAt(root, key), {
        by: 'manifest',
        scope: 'devcontainer',
        environment: 'development',
      });
    for (const scalar of scalarsIn(tree.roots)) {
      if (!scalar.text.includes('localEnv:')) continue;
      const part = collector.document.text.slice(scalar.start, scalar.end);
      for (const match of part.matchAll(/\$\{localEnv:([A-Za-z_]\w{0,199})/g)) {
        const text = match[1] ?? '';
        const start = scalar.start + match.index + '${localEnv:'.length;
        collector.use(
          { text, start, end: start + text.length },
          { through: 'devcontainer', need: 'optional' },
        );
      }
    }
    const runArguments = itemsOf(nodeAt(root, 'runArgs')).map(scalarOf);
    for (const [index, argument] of runArguments.entries())
      if (argument?.text === '--env-file') collector.load(runArguments[index + 1], { dialect: 'compose' });
  },
});
