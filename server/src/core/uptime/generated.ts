/** What runs `launch-ready watch` elsewhere, as text to put into a repository or a cluster. */
import { hasReference } from './headers.ts';
import type { AlertReceiver } from './monitoringConfig.ts';
import type { MonitoredEndpoint } from '../observations/uptime.ts';

export interface GeneratedFor {
  /** Of the command line. */
  readonly version: string;
  readonly receivers: readonly AlertReceiver[];
  readonly endpoints: readonly MonitoredEndpoint[];
}

/** Names of the environment variables that a run needs, each once. */
function variablesOf({ receivers, endpoints }: GeneratedFor): readonly string[] {
  const inHeaders = endpoints.flatMap(({ headers }) =>
    Object.values(headers)
      .filter(hasReference)
      .flatMap((value) => Array.from(value.matchAll(/\$\{?([A-Za-z_]\w*)/g), ([, name = '']) => name)),
  );
  return [...new Set([...receivers.map(({ env }) => env), ...inHeaders])];
}

/** Whole minutes between passes: as often as the most urgent endpoint, but no more often than the scheduler can. */
function minutesOf({ endpoints }: GeneratedFor, least: number): number {
  const shortest = Math.min(3_600, ...endpoints.map(({ every }) => every));
  const wanted = Math.max(least, Math.round(shortest / 60));
  // A step that does not divide the hour would be uneven.
  return [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].findLast((step) => step <= wanted) ?? least;
}

/**
 * A scheduled workflow. Its actions are named by commit, as a tag may be moved: actions/checkout v7.0.1, actions/setup-node v7.0.0,
 * actions/cache v5.0.5, as the tags of those repositories said in August 2026.
 */
export function githubWorkflow(wanted: GeneratedFor): string {
  const variables = variablesOf(wanted);
  const environment = variables.map((name) => `          ${name}: \${{ secrets.${name} }}`);
  return `${[
    '# Asks the endpoints of launch-ready.yaml, and tells who is named there. GitHub may begin scheduled runs some minutes late, and',
    '# stops them in repositories where nothing happens for 60 days: for more, run `launch-ready watch` on a machine.',
    'name: Uptime',
    'on:',
    '  schedule:',
    // Not at the full hour, when everybody's jobs begin.
    `    - cron: '${cronOf(minutesOf(wanted, 5), 2)}'`,
    '  workflow_dispatch:',
    'permissions: {}',
    '# Two passes at a time would each tell of the same outage.',
    'concurrency:',
    '  group: uptime',
    '  cancel-in-progress: false',
    'jobs:',
    '  watch:',
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 5',
    '    permissions:',
    '      contents: read',
    '    steps:',
    `      - uses: actions/checkout@${ACTIONS.checkout} # v7.0.1`,
    '        with:',
    '          persist-credentials: false',
    '          sparse-checkout: launch-ready.yaml',
    '          sparse-checkout-cone-mode: false',
    `      - uses: actions/setup-node@${ACTIONS.setupNode} # v7.0.0`,
    '        with:',
    '          node-version: 22',
    '          package-manager-cache: false',
    '      # What is known from the passes before: without it, every pass would tell of the same outage.',
    `      - uses: actions/cache/restore@${ACTIONS.cache} # v5.0.5`,
    '        with:',
    '          path: .uptime',
    '          key: uptime-${{ github.run_id }}-${{ github.run_attempt }}',
    '          restore-keys: uptime-',
    '      - run: mkdir -p .uptime',
    '      - name: Watch',
    `        run: npx --yes launch-ready@${wanted.version} watch --once --yes --state .uptime/state.json`,
    ...(environment.length > 0 ? ['        env:', ...environment] : []),
    `      - uses: actions/cache/save@${ACTIONS.cache} # v5.0.5`,
    '        if: always()',
    '        with:',
    '          path: .uptime',
    '          key: uptime-${{ github.run_id }}-${{ github.run_attempt }}',
  ].join('\n')}\n`;
}

const ACTIONS = {
  checkout: '3d3c42e5aac5ba805825da76410c181273ba90b1',
  setupNode: '820762786026740c76f36085b0efc47a31fe5020',
  cache: '27d5ce7f107fe9357f9df03efb73ab90386fccae',
};

/** A CronJob with a volume for its state. The configuration is in a ConfigMap, what is secret in a Secret. */
export function kubernetesManifest(wanted: GeneratedFor): string {
  const variables = variablesOf(wanted);
  const environment = variables.flatMap((name) => [
    `                - name: ${name}`,
    '                  valueFrom:',
    '                    secretKeyRef:',
    '                      name: launch-ready-watch',
    `                      key: ${name}`,
  ]);
  const secrets = variables.map((name) => ` --from-literal=${name}=…`).join('');
  return `${[
    '# Asks the endpoints of launch-ready.yaml, and tells who is named there. It needs, in the same namespace:',
    '#   kubectl create configmap launch-ready-watch --from-file=launch-ready.yaml',
    ...(variables.length > 0 ? [`#   kubectl create secret generic launch-ready-watch${secrets}`] : []),
    'apiVersion: v1',
    'kind: PersistentVolumeClaim',
    'metadata:',
    '  name: launch-ready-watch',
    'spec:',
    '  accessModes: [ReadWriteOnce]',
    '  resources:',
    '    requests:',
    '      storage: 64Mi',
    '---',
    'apiVersion: batch/v1',
    'kind: CronJob',
    'metadata:',
    '  name: launch-ready-watch',
    'spec:',
    `  schedule: '${cronOf(minutesOf(wanted, 1), 0)}'`,
    '  # Two passes at a time would each tell of the same outage.',
    '  concurrencyPolicy: Forbid',
    '  startingDeadlineSeconds: 60',
    '  successfulJobsHistoryLimit: 1',
    '  failedJobsHistoryLimit: 1',
    '  jobTemplate:',
    '    spec:',
    '      backoffLimit: 0',
    '      activeDeadlineSeconds: 300',
    '      template:',
    '        spec:',
    '          restartPolicy: Never',
    '          automountServiceAccountToken: false',
    '          securityContext:',
    '            runAsNonRoot: true',
    '            runAsUser: 1000',
    '            runAsGroup: 1000',
    '            fsGroup: 1000',
    '            seccompProfile:',
    '              type: RuntimeDefault',
    '          containers:',
    '            - name: watch',
    '              # Better an image of your own that has the package: this one fetches it each time.',
    '              image: node:22-slim',
    '              workingDir: /config',
    '              # Something that is down is told, and no reason to call the job failed.',
    "              command: ['sh', '-c']",
    '              args:',
    `                - npx --yes launch-ready@${wanted.version} watch --once --yes --state /state/state.json || [ $? -eq 1 ]`,
    '              env:',
    '                - name: HOME',
    '                  value: /tmp',
    ...environment,
    '              resources:',
    '                requests: { cpu: 50m, memory: 128Mi }',
    '                limits: { memory: 512Mi }',
    '              securityContext:',
    '                allowPrivilegeEscalation: false',
    '                readOnlyRootFilesystem: true',
    '                capabilities:',
    '                  drop: [ALL]',
    '              volumeMounts:',
    '                - { name: config, mountPath: /config, readOnly: true }',
    '                - { name: state, mountPath: /state }',
    '                - { name: tmp, mountPath: /tmp }',
    '          volumes:',
    '            - name: config',
    '              configMap:',
    '                name: launch-ready-watch',
    '            - name: state',
    '              persistentVolumeClaim:',
    '                claimName: launch-ready-watch',
    '            - name: tmp',
    '              emptyDir: {}',
  ].join('\n')}\n`;
}

/** Alerting rules for the metrics of `launch-ready watch`. */
export function prometheusRules({ endpoints }: GeneratedFor): string {
  const longest = Math.max(60, ...endpoints.map(({ every }) => every));
  const silence = Math.ceil((longest * 3) / 60) * 60;
  return `${[
    '# For the metrics of `launch-ready watch --metrics-port` or `--metrics-file`. Each URL is named without its query.',
    'groups:',
    '  - name: launch-ready',
    '    rules:',
    '      - alert: EndpointDown',
    '        # As many runs in a row failed as the configuration says.',
    '        expr: launch_ready_endpoint_down == 1',
    '        labels:',
    '          severity: critical',
    '        annotations:',
    "          summary: '{{ $labels.name }} is down'",
    "          description: '{{ $labels.url }} has failed several times in a row.'",
    '      - alert: EndpointCertificateExpiring',
    '        expr: launch_ready_endpoint_certificate_expiry_timestamp_seconds - time() < 7 * 86400',
    '        for: 1h',
    '        labels:',
    '          severity: warning',
    '        annotations:',
    "          summary: 'The certificate of {{ $labels.url }} expires in {{ $value | humanizeDuration }}'",
    '      - alert: EndpointUnreliable',
    '        # More than one run in twenty failed in a day.',
    '        expr: increase(launch_ready_endpoint_failures_total[1d]) / increase(launch_ready_endpoint_runs_total[1d]) > 0.05',
    '        for: 1h',
    '        labels:',
    '          severity: warning',
    '        annotations:',
    "          summary: '{{ $labels.name }} failed in {{ $value | humanizePercentage }} of its runs today'",
    '      - alert: EndpointNotAsked',
    '        # Whoever watches is down itself.',
    `        expr: time() - max(launch_ready_endpoint_last_run_timestamp_seconds) > ${silence} or absent(launch_ready_endpoint_last_run_timestamp_seconds)`,
    '        for: 2m',
    '        labels:',
    '          severity: critical',
    '        annotations:',
    "          summary: 'Nobody watches: launch-ready has not asked any endpoint for a while'",
    '      - alert: EndpointAlertsWaiting',
    '        expr: launch_ready_watch_alerts_pending > 0',
    '        for: 15m',
    '        labels:',
    '          severity: warning',
    '        annotations:',
    "          summary: 'Alerts of launch-ready can’t be delivered'",
  ].join('\n')}\n`;
}

function cronOf(minutes: number, offset: number): string {
  if (minutes === 1) return '* * * * *';
  return offset === 0 ? `*/${minutes} * * * *` : `${offset}-59/${minutes} * * * *`;
}
