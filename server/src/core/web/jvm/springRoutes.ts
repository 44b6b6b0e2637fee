/** Routes of Spring MVC, WebFlux and JAX-RS. */
import type { FunctionAt } from '../../env/code/functions.ts';
import type { TextRange } from '../../finding.ts';
import { literalsIn } from '../../env/code/lookups.ts';
import type { Found } from '../backend/found.ts';
import type { Handler } from '../types.ts';
import { annotationsIn, argumentNamed, type Annotation } from './annotations.ts';

const MAPPINGS =
  'RequestMapping|GetMapping|PostMapping|PutMapping|PatchMapping|DeleteMapping|Path|GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete|Controller';
const GUARDS =
  'PreAuthorize|Secured|RolesAllowed|Authenticated|RequiresPermissions|RequiresAuthentication|SaCheckLogin|SaCheckPermission|LoginRequired|PermissionsAllowed|PermitAll|Anonymous';

export function readSpringRoutes(found: Found): void {
  const mappings = annotationsIn(found, MAPPINGS);
  if (mappings.length === 0) return;
  const guards = annotationsIn(found, GUARDS);
  const classes = mappings.flatMap((one) =>
    one.owner?.kind === 'class' ? [{ one, body: one.owner.body }] : [],
  );
  const methods = new Map<FunctionAt, Annotation[]>();
  for (const one of mappings)
    if (one.owner?.kind === 'function')
      methods.set(one.owner.at, [...(methods.get(one.owner.at) ?? []), one]);
  for (const [at, annotations] of methods) {
    const holder =
      classes.find(
        ({ body, one }) => body.start < at.start && at.start < body.end && one.name !== 'Controller',
      ) ?? classes.find(({ body }) => body.start < at.start && at.start < body.end);
    const prefix = holder ? pathOf(found, holder.one).path : '';
    const own = annotations.map((one) => pathOf(found, one)).find(({ at: place }) => place);
    const path = `${prefix}${own?.path ?? ''}` || '/';
    const verbs = annotations.flatMap((one) => methodsOf(found, one));
    const guarded = guardOf(found, guards, at);
    const [first] = annotations;
    found.handler({
      at: own?.at ?? first?.nameAt ?? { start: at.start, end: at.start + 1 },
      body: { start: at.start, end: at.end },
      path,
      syntax: 'route',
      framework: annotations.some(({ name }) => /^(?:Path|[A-Z]{3,})$/.test(name))
        ? 'JAX-RS resource'
        : 'Spring controller',
      ...(verbs.length > 0 && { methods: verbs }),
      ...(guarded && { guarded }),
    });
  }
}

/** Two parts of a path with one slash between. */
function pathOf(found: Found, annotation: Annotation): { path: string; at?: TextRange } {
  const value = argumentNamed(annotation, 'value', 'path');
  const literal = value && literalsIn(found.code, value, 1)[0];
  if (!literal) return { path: '' };
  const { content } = literal;
  const text = found.code.text.slice(content.start, content.end).replace(/\/$/, '');
  return {
    path: text === '' || text.startsWith('/') ? text : `/${text}`,
    at: content.end > content.start ? content : literal,
  };
}

function methodsOf(found: Found, annotation: Annotation): string[] {
  const verb = /^(Get|Post|Put|Patch|Delete)(?:Mapping)?$|^([A-Z]{3,6})$/.exec(annotation.name);
  if (verb) return [(verb[1] ?? verb[2] ?? '').toUpperCase()];
  const given = argumentNamed(annotation, 'method');
  if (!given) return [];
  return [
    ...found.code.masked
      .slice(given.start, given.end)
      .matchAll(/\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g),
  ].map(([word]) => word);
}

function guardOf(found: Found, guards: readonly Annotation[], at: FunctionAt): Handler['guarded'] {
  const own = guards.find(({ owner }) => owner?.kind === 'function' && owner.at === at);
  const guard =
    own ??
    guards.find(
      ({ owner }) => owner?.kind === 'class' && owner.body.start < at.start && at.start < owner.body.end,
    );
  if (!guard || /^(?:PermitAll|Anonymous)$/.test(guard.name)) return undefined;
  if (
    guard.args.some(({ value }) =>
      /permitAll|isAnonymous/.test(found.code.text.slice(value.start, value.end)),
    )
  )
    return undefined;
  return { by: `@${guard.name}`, at: found.span(guard.nameAt) };
}
