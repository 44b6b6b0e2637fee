import { itemsOf, mapsIn, nodeAt, scalarOf, textOf } from '../../parsers/tree.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareAssignment, declareMap, HELD_ELSEWHERE } from '../manifests/values.ts';
import { partOf } from '../manifests/manifestFacts.ts';

/** Hosts of Google: `env_variables` of App Engine's app.yaml, and what cloudbuild.yaml sets in its steps and in Cloud Run. */
export default manifestReader({
  file: /(?:^|\/)(?:(?:app|worker|service)[\w.-]*|cloudbuild[\w.-]*|\.gcloud\/[\w.-]+)\.ya?ml$/,
  triggers: ['env_variables', 'secretenv', 'set-env-vars', 'set-secrets', 'steps:'],
  read(collector, root, tree) {
    const scope = textOf(nodeAt(root, 'service'));
    const place = { by: 'manifest', ...(scope !== undefined && { scope }) } as const;
    declareMap(collector, nodeAt(root, 'env_variables'), place);
    declareMap(collector, nodeAt(root, 'build_env_variables'), { ...place, phase: 'build' });
    if (!nodeAt(root, 'steps')) return;
    for (const { map } of mapsIn(tree.roots)) {
      for (const name of itemsOf(nodeAt(map, 'secretEnv')))
        collector.declare(scalarOf(name), { by: 'ci', ...HELD_ELSEWHERE });
      for (const assignment of itemsOf(nodeAt(map, 'env')).map(scalarOf))
        if (assignment) declareAssignment(collector, assignment, { by: 'ci' });
      for (const argument of itemsOf(nodeAt(map, 'args')).map(scalarOf)) {
        const option = /^--(?:set|update)-(env-vars|secrets)=/.exec(argument?.text ?? '');
        if (!argument || !option) continue;
        // Names and values, with commas between them.
        let at = option[0].length;
        for (const pair of argument.text.slice(at).split(',')) {
          const name = partOf(argument, at, at + Math.max(0, pair.indexOf('=')));
          if (option[1] === 'secrets') collector.declare(name, { by: 'manifest', ...HELD_ELSEWHERE });
          else
            collector.declare(name, {
              by: 'manifest',
              value: { state: pair.includes('$') ? 'reference' : 'set' },
            });
          at += pair.length + 1;
        }
      }
    }
  },
});
