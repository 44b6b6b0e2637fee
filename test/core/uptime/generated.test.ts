import { strict as assert } from 'node:assert';
import { parseAllDocuments } from 'yaml';
import {
  githubWorkflow,
  kubernetesManifest,
  prometheusRules,
} from '../../../server/src/core/uptime/generated.ts';
import { metricsText } from '../../../server/src/core/uptime/metrics.ts';
import { DEFAULT_TIMES, endpointOf } from '../../../server/src/core/uptime/monitoringConfig.ts';
import { EMPTY_STATE } from '../../../server/src/core/uptime/state.ts';

const endpoint = endpointOf(
  { url: 'https://shop.example/', kind: 'home', headers: { authorization: 'Bearer ${API_TOKEN}' } },
  { ...DEFAULT_TIMES, every: 600 },
);
const WANTED = {
  version: '1.2.3',
  receivers: [{ type: 'slack', env: 'SLACK_WEBHOOK' }] as const,
  endpoints: [endpoint],
};

/** What YAML makes of a text; fails where it is none. */
function documents(text: string): readonly unknown[] {
  return parseAllDocuments(text).map((document) => {
    assert.deepEqual(document.errors, []);
    return document.toJS() as unknown;
  });
}

describe('what runs a watch elsewhere', () => {
  it('is a workflow with actions named by commit, no more permissions than it needs, and secrets in the environment', () => {
    const text = githubWorkflow(WANTED);
    const [workflow] = documents(text) as readonly [Workflow];
    const { permissions, steps } = workflow.jobs.watch;
    assert.deepEqual([workflow.permissions, permissions], [{}, { contents: 'read' }]);
    assert.equal(workflow.on.schedule[0]?.cron, '2-59/10 * * * *');
    for (const { uses } of steps)
      if (uses !== undefined) assert.match(uses, /^actions\/[\w/-]+@[\da-f]{40}$/);
    const watch = steps.find(({ name }) => name === 'Watch');
    assert.equal(watch?.run, 'npx --yes launch-ready@1.2.3 watch --once --yes --state .uptime/state.json');
    assert.deepEqual(watch.env, {
      SLACK_WEBHOOK: '${{ secrets.SLACK_WEBHOOK }}',
      API_TOKEN: '${{ secrets.API_TOKEN }}',
    });
  });

  it('is a CronJob with a volume, that may do nothing else', () => {
    const [volume, job] = documents(kubernetesManifest(WANTED)) as readonly [{ kind: string }, CronJob];
    assert.deepEqual(
      [volume.kind, job.kind, job.spec.schedule],
      ['PersistentVolumeClaim', 'CronJob', '*/10 * * * *'],
    );
    assert.equal(job.spec.concurrencyPolicy, 'Forbid');
    const pod = job.spec.jobTemplate.spec.template.spec;
    assert.equal(pod.securityContext.runAsNonRoot, true);
    assert.deepEqual(pod.containers[0]?.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    assert.deepEqual(
      pod.containers[0]?.env.map(({ name }) => name),
      ['HOME', 'SLACK_WEBHOOK', 'API_TOKEN'],
    );
  });

  it('is rules about metrics that there are', () => {
    const text = prometheusRules(WANTED);
    const [{ groups }] = documents(text) as readonly [
      { groups: readonly { rules: readonly { expr: string }[] }[] },
    ];
    const known = metricsText(EMPTY_STATE, [endpoint]);
    const named = groups.flatMap(({ rules }) =>
      rules.flatMap(({ expr }) => expr.match(/launch_ready_\w+/g) ?? []),
    );
    assert.ok(named.length > 5);
    for (const name of named) assert.match(known, new RegExp(`^# TYPE ${name.replace(/_total$/, '')} `, 'm'));
  });
});

interface Workflow {
  readonly permissions: object;
  readonly on: { readonly schedule: readonly { readonly cron: string }[] };
  readonly jobs: {
    readonly watch: {
      readonly permissions: object;
      readonly steps: readonly {
        readonly name?: string;
        readonly uses?: string;
        readonly run?: string;
        readonly env?: object;
      }[];
    };
  };
}

interface CronJob {
  readonly kind: string;
  readonly spec: {
    readonly schedule: string;
    readonly concurrencyPolicy: string;
    readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: Pod } } };
  };
}

interface Pod {
  readonly securityContext: { readonly runAsNonRoot: boolean };
  readonly containers: readonly {
    readonly securityContext: object;
    readonly env: readonly { readonly name: string }[];
  }[];
}
