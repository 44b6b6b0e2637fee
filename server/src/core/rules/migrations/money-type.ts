import { sayOfColumns } from '../../migrations/judging/styleFindings.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/money-type',
  impact: 'low',
  stage: 'deployment',
  title: 'Type that loses cents',
  why: 'Numbers with a floating point can’t hold most amounts: sums are off by a cent sooner or later. The type money changes its meaning with a setting of the server.',
  offByDefault: true,
  check: (workspace) =>
    sayOfColumns(workspace, ['postgres', 'mysql'], ({ column: { name, type }, word }) => {
      if (type?.name === 'money')
        return `${word} is of type money, whose currency and decimals depend on a setting of the server. Use numeric(12, 2), or whole cents in a bigint.`;
      return type && FLOATING.has(type.name) && AMOUNT.test(name)
        ? `${word} seems to be an amount, and ${type.name} can’t hold most amounts exactly. Use numeric(12, 2), or whole cents in a bigint.`
        : undefined;
    }),
});

const FLOATING: ReadonlySet<string> = new Set(['real', 'double precision', 'float', 'double']);
const AMOUNT = /(?:^|_)(?:price|amount|total|subtotal|cost|balance|fee|tax|salary|revenue|discount)(?:_|$)/i;
