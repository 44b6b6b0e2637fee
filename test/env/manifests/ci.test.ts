import { strict as assert } from 'node:assert';
import pipeline from '../../../server/src/core/env/readers/pipeline.ts';
import workflow from '../../../server/src/core/env/readers/workflow.ts';
import { found } from './read.ts';

describe('workflows of GitHub', () => {
  const read = (text: string, path = '.github/workflows/ci.yml'): readonly string[] =>
    found(workflow, path, text);

  it('set variables for all jobs, for one, and for one step', () => {
    const text = [
      'on: push',
      'env:',
      '  A: 1',
      'jobs:',
      '  test:',
      '    env: {B: x}',
      '    steps:',
      '      - run: npm test',
      '        env:',
      '          C: ${{ secrets.C }}',
      '          D: ${{ github.sha }}',
      '          E: http://${{ env.HOST }}/x',
    ].join('\n');
    assert.deepEqual(read(text), [
      'use C ${{ secrets }} optional GitHub',
      'use HOST ${{ env }} optional',
      'set A ci set "1"',
      'set B ci for=test set "x"',
      'set C ci for=test elsewhere',
      'set D ci for=test reference',
      'set E ci for=test reference',
    ]);
  });

  it('ask for secrets and variables anywhere', () => {
    const text = [
      'jobs:',
      '  deploy:',
      "    if: vars.ON == 'yes' && secrets['KEY'] != ''",
      '    with:',
      '      token: ${{ secrets.TOKEN || secrets["OTHER"] }} # ${{ secrets.COMMENT }}',
      '    steps:',
      '      - run: |',
      '          curl ${{ vars.URL }}',
      '          echo "X_Y=${{ env.Z }}" >> $GITHUB_ENV',
      '    secrets: inherit',
    ].join('\n');
    assert.deepEqual(read(text), [
      'use ON ${{ vars }} optional GitHub',
      'use KEY ${{ secrets }} optional GitHub',
      'use TOKEN ${{ secrets }} optional GitHub',
      'use OTHER ${{ secrets }} optional GitHub',
      'use URL ${{ vars }} optional GitHub',
      'use Z ${{ env }} optional',
      'set X_Y ci for=deploy unknown',
    ]);
  });

  it('may be composite actions', () => {
    const text = 'runs:\n  using: composite\n  steps:\n    - run: x\n      env:\n        A: 1\n';
    assert.deepEqual(read(text, 'tools/deploy/action.yml'), ['set A ci set "1"']);
  });
});

describe('pipelines of other services', () => {
  it('set variables at GitLab', () => {
    const text =
      'variables:\n  A: 1\n  B:\n    value: x\n    description: why\ndefault:\n  image: x\ntest:\n  variables: {C: $CI_JOB_ID}\n';
    assert.deepEqual(found(pipeline, '.gitlab-ci.yml', text), [
      'set A ci set "1"',
      'set B ci set "x"',
      'set C ci for=test reference "$CI_JOB_ID"',
    ]);
  });

  it('set variables at CircleCI', () => {
    const text =
      'jobs:\n  build:\n    docker:\n      - image: x\n        environment: {A: 1}\n    steps:\n      - run:\n          environment:\n            - B=2\n            - C: 3\n';
    assert.deepEqual(found(pipeline, '.circleci/config.yml', text), [
      'set A ci for=build set "1"',
      'set B ci for=build set "2"',
      'set C ci for=build set "3"',
    ]);
  });

  it('set variables at Azure', () => {
    const text =
      'variables:\n  - name: A\n    value: 1\n  - group: x\nsteps:\n  - script: x\n    env:\n      B: $(secret)\n';
    assert.deepEqual(found(pipeline, 'azure-pipelines.yml', text), [
      'set A ci set "1"',
      'set B ci reference "$(secret)"',
    ]);
  });
});
