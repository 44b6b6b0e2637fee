import { strict as assert } from 'node:assert';
import reader from '../../../server/src/core/env/readers/kubernetes.ts';
import { factsOf, found } from './read.ts';

describe('manifests of Kubernetes', () => {
  const read = (text: string, path = 'k8s/app.yaml'): readonly string[] => found(reader, path, text);

  it('give containers their variables', () => {
    const text = [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata: {name: web}',
      'spec:',
      '  template:',
      '    spec:',
      '      containers:',
      '        - name: app',
      '          args: ["--port=$(PORT)", "$$(ESCAPED)"]',
      '          env:',
      '            - name: PORT',
      '              value: "3000"',
      '            - name: KEY',
      '              valueFrom:',
      '                secretKeyRef: {name: s, key: k, optional: true}',
      '            - name: URL',
      '              value: http://$(HOST)/',
      '            - name: EMPTY',
      '          envFrom:',
      '            - configMapRef: {name: c}',
      '---',
      'apiVersion: batch/v1',
      'kind: CronJob',
      'metadata: {name: nightly}',
      'spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: job, env: [{name: A, value: x}]}]}}}}}',
    ].join('\n');
    assert.deepEqual(read(text), [
      'use PORT Kubernetes optional',
      'use HOST Kubernetes optional',
      'set PORT manifest for=web/app set "3000"',
      'set KEY manifest for=web/app elsewhere',
      'set URL manifest for=web/app set "http://$(HOST)/"',
      'set EMPTY manifest for=web/app empty',
      'set A manifest for=nightly/job set "x"',
    ]);
  });

  it('hold variables in config maps and secrets', () => {
    const text = [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: c}',
      'data:',
      '  LOG_LEVEL: info',
      '  nginx.conf: |',
      '    server {}',
      '---',
      'apiVersion: v1',
      'kind: Secret',
      'metadata: {name: s}',
      'data: {KEY: YWJj}',
      'stringData: {OTHER: abc}',
      '---',
      'apiVersion: bitnami.com/v1alpha1',
      'kind: SealedSecret',
      'metadata: {name: sealed}',
      'spec: {encryptedData: {SEALED: AgB}}',
      '---',
      'apiVersion: external-secrets.io/v1',
      'kind: ExternalSecret',
      'metadata: {name: e}',
      'spec: {data: [{secretKey: OUTSIDE, remoteRef: {key: x}}]}',
    ].join('\n');
    assert.deepEqual(read(text), [
      'set LOG_LEVEL manifest for=c set "info"',
      'set KEY manifest for=s set',
      'set OTHER manifest for=s set "abc"',
      'set SEALED manifest for=sealed set',
      'set OUTSIDE manifest for=e elsewhere',
    ]);
  });

  it('may be templates of a chart', () => {
    const text = [
      '{{- if .Values.on }}',
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: {{ include "x.name" . }}',
      'spec:',
      '  containers:',
      '    - name: {{ .Chart.Name }}',
      '      env:',
      '        {{- range .Values.extra }}',
      '        - name: {{ .name }}',
      '        {{- end }}',
      '        - name: HOST',
      '          value: {{ .Values.host | quote }}',
      '        - name: EITHER',
      '        {{- if .Values.x }}',
      '          value: a',
      '        {{- end }}',
      '        - name: BRANCH',
      '        {{- with .Values.y }}',
      '        {{- toYaml . | nindent 10 }}',
      '        {{- end }}',
      '{{- end }}',
    ].join('\n');
    assert.deepEqual(read(text, 'chart/templates/deployment.yaml'), [
      'set HOST manifest reference "{{ .Values.host | quote }}"',
      'set EITHER manifest set "a"',
      'set BRANCH manifest unknown',
    ]);
  });

  it('take variables from the values of a chart', () => {
    const text =
      'web:\n  env:\n    A: 1\n  extraEnv:\n    - name: B\n      value: x\n  environment: production\nother:\n  env:\n    A: 1\n    nested: 2\n';
    assert.deepEqual(read(text, 'chart/values.yaml'), [
      'set A manifest for=web set "1"',
      'set B manifest for=web set "x"',
    ]);
  });

  it('may be made by Kustomize', () => {
    const text =
      'configMapGenerator:\n  - name: c\n    literals: [A=1, "B=x=y"]\n    envs: [.env, base.env]\nsecretGenerator:\n  - name: s\n    env: secret.env\n';
    assert.deepEqual(read(text, 'kustomization.yaml'), [
      'set A manifest for=c set "1"',
      'set B manifest for=c set "x=y"',
      'load .env compose for=c',
      'load base.env compose for=c',
      'load secret.env compose for=s',
    ]);
  });

  it('are told from other YAML by what they hold', () => {
    assert.equal(factsOf(reader, 'config.yml', 'env:\n  - name: X\n    value: 1\n'), undefined);
    assert.equal(factsOf(reader, 'Chart.yaml', 'apiVersion: v2\nname: x\n'), undefined);
  });
});
