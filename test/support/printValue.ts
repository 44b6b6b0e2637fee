import {
  isCondition,
  type Condition,
  type Exit,
  type OriginTest,
  type Value,
} from '../../server/src/core/web/values.ts';

/** A value on one line. */
export function printValue(value: Value): string {
  switch (value.kind) {
    case 'text':
      return JSON.stringify(value.text);
    case 'number':
    case 'flag':
      return String(value.value);
    case 'nothing':
      return 'nothing';
    case 'pattern':
      return `/${value.source}/${value.flags}`;
    case 'list':
      return `[${[...value.items.map(printValue), ...(value.open ? ['…'] : [])].join(', ')}]`;
    case 'map': {
      const entries = value.entries.map(({ key, value: inner }) => `${key}: ${printValue(inner)}`);
      return `${value.type ?? ''}{${[...entries, ...(value.open ? ['…'] : [])].join(', ')}}`;
    }
    case 'joined':
      return `join(${value.parts.map(printValue).join(', ')})`;
    case 'variable':
      return [
        `$${value.name}${value.mayBeUnset ? '' : '!'}`,
        ...(value.split === undefined ? [] : [`split ${value.split}`]),
        ...(value.fallback ? [`or ${printValue(value.fallback)}`] : []),
      ].join(' ');
    case 'imported':
      return `${value.from}#${[value.name, ...value.path].join('.')}`;
    case 'choice':
      return `(${value.options.map(({ when, value: inner }) => `${when}: ${printValue(inner)}`).join(' | ')})`;
    case 'request':
      return `request ${value.what}`;
    case 'function':
      return `(${value.parameters.join(', ')}) -> ${value.exits.map(printExit).join('; ')}`;
    case 'call':
      return `${value.callee}(${value.args.map(({ name, value: inner }) => (name === undefined ? '' : `${name}=`) + printValue(inner)).join(', ')})`;
    case 'unknown':
      return '?';
  }
}

function printExit({ when, gives }: Exit): string {
  const given = isCondition(gives) ? `asks ${printCondition(gives)}` : printValue(gives);
  return when.length === 0 ? given : `if ${when.map(printCondition).join(' and ')}: ${given}`;
}

export function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'stage':
      return condition.stage;
    case 'origin':
      return (condition.negated ? 'not ' : '') + printTest(condition.test);
    case 'all':
    case 'any':
      return `${condition.kind}(${condition.of.map(printCondition).join(', ')})`;
    case 'other':
      return 'other';
  }
}

function printTest(test: OriginTest): string {
  switch (test.kind) {
    case 'present':
    case 'asked':
      return test.kind;
    case 'listed':
      return `in ${printValue(test.list)}`;
    case 'matches':
      return `${test.how} ${printValue(test.pattern)}`;
    case 'host':
      return `host ${printTest(test.test)}`;
    case 'equals':
    case 'starts-with':
    case 'ends-with':
    case 'contains':
      return `${test.kind} ${printValue(test.value)}`;
  }
}
