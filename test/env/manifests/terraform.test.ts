import { strict as assert } from 'node:assert';
import cloudFormation from '../../../server/src/core/env/readers/cloudFormation.ts';
import serverless from '../../../server/src/core/env/readers/serverless.ts';
import terraform from '../../../server/src/core/env/readers/terraform.ts';
import { found } from './read.ts';

describe('Terraform', () => {
  const read = (text: string): readonly string[] => found(terraform, 'infra/main.tf', text);

  it('gives functions of AWS their variables', () => {
    const text = [
      'resource "aws_lambda_function" "api" {',
      '  handler = "x" // environment',
      '  environment {',
      '    variables = merge(local.common, {',
      '      A = "1"',
      '      "B" : var.b,',
      '      C = "${var.x}-y" # why',
      '      D = true ? 1 : 2',
      '    })',
      '  }',
      '}',
    ].join('\n');
    assert.deepEqual(read(text), [
      'set A manifest for=api set "1"',
      'set B manifest for=api reference',
      'set C manifest for=api set "${var.x}-y"',
      'set D manifest for=api reference',
    ]);
  });

  const containers = (open: string, close: string): string =>
    `resource "aws_ecs_task_definition" "t" {\n  container_definitions = ${open}[{\n    "name": "web",\n    "image": "x",\n    "environment": [{"name": "A", "value": "1"}],\n    "secrets": [{"name": "B", "valueFrom": "arn"}]\n  }]${close}\n}\n`;
  const both = ['set A manifest for=web set "1"', 'set B manifest for=web elsewhere'];

  it('gives containers of AWS their variables', () => {
    assert.deepEqual(read(containers('jsonencode(', ')')), both);
    assert.deepEqual(read(containers('<<-EOF\n', '\n  EOF')), both);
  });

  it('gives services of Google, Azure and others their variables', () => {
    const text = [
      'resource "google_cloud_run_v2_service" "run" {',
      '  template {',
      '    containers {',
      '      env {',
      '        name  = "A"',
      '        value = "x"',
      '      }',
      '      env {',
      '        name = "B"',
      '        value_source { secret_key_ref { secret = "s" } }',
      '      }',
      '    }',
      '  }',
      '}',
      'resource "google_cloudfunctions_function" "f" {',
      '  environment_variables       = { C = 1 }',
      '  build_environment_variables = { D = 1 }',
      '}',
      'resource "azurerm_linux_web_app" "az" {',
      '  app_settings = { "E" = "x", "WEBSITE_RUN" = "1" }',
      '}',
      'resource "heroku_app" "h" {',
      '  config_vars           = { F = "x" }',
      '  sensitive_config_vars = { G = var.g }',
      '}',
      'module "fn" {',
      '  source                = "x"',
      '  environment_variables = { H = "x" }',
      '}',
      'resource "render_web_service" "r" {',
      '  env_vars = {',
      '    I = { value = "x" }',
      '    J = { generate_value = true }',
      '  }',
      '}',
    ].join('\n');
    assert.deepEqual(read(text), [
      'set A manifest for=run set "x"',
      'set B manifest for=run elsewhere',
      'set C manifest for=f set',
      'set D manifest for=f build set',
      'set E manifest for=az set "x"',
      'set WEBSITE_RUN manifest for=az set "1"',
      'set F manifest for=h set "x"',
      'set G manifest for=h reference',
      'set H manifest for=fn set "x"',
      'set I manifest for=r set "x"',
      'set J manifest for=r elsewhere',
    ]);
  });

  it('sets variables at Vercel, for each target', () => {
    const text = [
      'resource "vercel_project_environment_variable" "x" {',
      '  key    = "A"',
      '  value  = "1"',
      '  target = ["production", "preview"]',
      '}',
      'resource "vercel_project" "p" {',
      '  environment = [',
      '    { key = "B", value = "x", target = ["production"] },',
      '    { key = "C", value = var.c },',
      '  ]',
      '}',
    ].join('\n');
    assert.deepEqual(read(text), [
      'set A manifest in=production set "1"',
      'set A manifest in=preview set "1"',
      'set B manifest for=p in=production set "x"',
      'set C manifest for=p reference',
    ]);
  });

  it('says nothing of inputs, tags and settings', () => {
    const text =
      'variable "environment" { default = { A = 1 } }\nresource "x" "y" {\n  tags = { NAME = "x" }\n  environment = { name = "x" }\n  setting {\n    namespace = "aws:autoscaling"\n    name = "MinSize"\n    value = 1\n  }\n}\n';
    assert.deepEqual(read(text), []);
  });

  it('is read as far as it goes while somebody types', () => {
    const text = 'resource "a" "b" {\n  environment_variables = {\n    A = "1"\n    B = "x\n    C = 2\n';
    assert.deepEqual(read(text), [
      'set A manifest for=b set "1"',
      'set B manifest for=b set "x"',
      'set C manifest for=b set',
      'broken',
    ]);
  });
});

describe('templates of AWS', () => {
  it('give functions their variables', () => {
    const text = [
      "AWSTemplateFormatVersion: '2010-09-09'",
      'Globals:',
      '  Function:',
      '    Environment:',
      '      Variables:',
      '        A: 1',
      'Resources:',
      '  Api:',
      '    Type: AWS::Serverless::Function',
      '    Properties:',
      '      Environment:',
      '        Variables:',
      '          B: !Ref Table',
      '          C: !Sub "https://${Domain}"',
      "          D: '{{resolve:secretsmanager:x}}'",
      '          E: {Ref: Bucket}',
      '  Task:',
      '    Type: AWS::ECS::TaskDefinition',
      '    Properties:',
      '      ContainerDefinitions:',
      '        - Name: web',
      '          Environment: [{Name: F, Value: x}]',
      '          Secrets: [{Name: G, ValueFrom: !Ref S}]',
    ].join('\n');
    assert.deepEqual(found(cloudFormation, 'template.yaml', text), [
      'set A manifest for=Globals.Function set "1"',
      'set B manifest for=Api reference',
      'set C manifest for=Api reference',
      'set D manifest for=Api elsewhere',
      'set E manifest for=Api reference',
      'set F manifest for=web set "x"',
      'set G manifest for=web elsewhere',
    ]);
  });

  it('may be task definitions', () => {
    const text =
      '{"family": "x", "containerDefinitions": [{"name": "web", "environment": [{"name": "A", "value": "1"}], "secrets": [{"name": "B", "valueFrom": "arn"}]}]}';
    assert.deepEqual(found(cloudFormation, 'task-definition.json', text), [
      'set A manifest for=web set "1"',
      'set B manifest for=web elsewhere',
    ]);
  });
});

describe('serverless.yml', () => {
  it('gives functions variables, and takes some from whoever deploys', () => {
    const text = [
      'useDotenv: true',
      'provider:',
      '  environment:',
      '    A: 1',
      '    B: ${env:B}',
      "    C: ${env:C, 'x'}",
      '    D: ${ssm:/x}',
      'functions:',
      '  api:',
      '    environment: {E: "${env:E, self:custom.e}"}',
    ].join('\n');
    assert.deepEqual(found(serverless, 'serverless.yml', text), [
      'use B serverless.yml required build',
      'use C serverless.yml optional default=set build',
      'use E serverless.yml optional build',
      'set A manifest for=provider set "1"',
      'set B manifest for=provider reference "${env:B}"',
      'set C manifest for=provider reference "${env:C, \'x\'}"',
      'set D manifest for=provider elsewhere',
      'set E manifest for=api reference "${env:E, self:custom.e}"',
      'load .env dotenv-expand',
    ]);
  });
});
