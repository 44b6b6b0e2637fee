/** Guards that hold for more than the actions of their own file, and the classes that inherit them. */
import type { Guard, HandlerClass } from '../types.ts';
import { CALLBACKS, callbacksIn } from './callbacks.ts';
import { fullName, type RubyBlock } from './rubyFile.ts';
import type { RubyWeb } from './rubyWeb.ts';

export function readGuards(web: RubyWeb): {
  readonly guards: readonly Guard[];
  readonly classes: readonly HandlerClass[];
} {
  const { file } = web;
  if (!/Controller\b|ActiveSupport::Concern|\bincluded do\b/.test(file.code.masked))
    return { guards: [], classes: [] };
  const guards = callbacksIn(file, web.calls(CALLBACKS), (expression) => web.valueOf(expression)).flatMap(
    ({ owner, isOpen, isConditional, only, except, by, at }): Guard[] =>
      owner && !isOpen && !isConditional && !only && !except
        ? [{ at, by, scope: { syntax: 'all' }, framework: 'Rails', owner: fullName(owner) }]
        : [],
  );
  const guarding = new Set(guards.map(({ owner }) => owner));
  const classes = file.blocks
    .filter(
      (block) =>
        (block.kind === 'class' && block.name.endsWith('Controller')) ||
        (block.kind === 'module' && guarding.has(fullName(block))),
    )
    .map((block) => ({
      name: fullName(block),
      bases: [...(block.base === undefined ? [] : [block.base]), ...included(web, block)],
      at: file.place(block.nameAt),
    }));
  return { guards, classes };
}

/** `include Authentication, Invitable` */
function included({ file: { code } }: RubyWeb, block: RubyBlock): string[] {
  const head = code.masked.slice(block.body, Math.min(block.end, block.body + 4_000));
  return [
    ...head.matchAll(/(?<=^|\n)[ \t]{1,40}include[ \t]{1,8}((?:[A-Z][\w:]{0,120}(?:,\s{1,200})?){1,40})/g),
  ]
    .flatMap((match) => (match[1] ?? '').split(',').map((name) => name.trim()))
    .filter((name) => name !== '');
}
