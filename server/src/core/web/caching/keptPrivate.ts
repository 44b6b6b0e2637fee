/** The edit for words of a framework that have shared caches keep an answer: the word of the same framework that doesn't. */
import type { EditFix } from '../../finding.ts';
import type { Texts } from '../../workspaceRule.ts';
import { has, type Said } from './judging.ts';

export function keptPrivate({ policy, header, text }: Said, { read }: Texts): EditFix | undefined {
  // `private` with s-maxage would contradict itself.
  if (text.isElsewhere || header.setting.writtenAt || has(text.says, 's-maxage')) return undefined;
  const source = read(policy.file);
  if (source === undefined) return undefined;
  const { nameAt, value } = header.setting;
  const start = Math.min(nameAt.start, value.at.start);
  const end = Math.max(nameAt.end, value.at.end);
  if (end - start > LONGEST) return undefined;
  // An attribute's name stands for what is in its brackets behind it.
  const behind = /^\([^()\n]{0,200}\)/.exec(source.slice(end, end + 220))?.[0] ?? '';
  const found = [...source.slice(start, end + behind.length).matchAll(PUBLIC)];
  const [only] = found;
  if (!only || found.length > 1) return undefined;
  const [written] = only;
  const newText = PRIVATE.find(([word]) => written.replaceAll(/\s/g, '') === word.replaceAll(' ', ''))?.[1];
  if (newText === undefined) return undefined;
  const from = start + only.index;
  const { handler } = policy;
  const isOutside = handler !== undefined && (from < handler.start || from > handler.end);
  return {
    kind: 'edit',
    title: `Write “${newText}”`,
    edits: [{ range: { start: from, end: from + written.length }, newText }],
    ...(isOutside ? { needsDecision: true } : {}),
  };
}

const LONGEST = 1_000;

/** Spring, Symfony, Rails (and PHP's attributes), Django, ASP.NET. */
const PRIVATE: readonly (readonly [word: string, instead: string])[] = [
  ['cachePublic', 'cachePrivate'],
  ['setPublic', 'setPrivate'],
  ['public: true', 'public: false'],
  ['public=True', 'private=True'],
  ['Public = true', 'Private = true'],
  ['ResponseCacheLocation.Any', 'ResponseCacheLocation.Client'],
];

const PUBLIC =
  /\b(?:cachePublic|setPublic|public:\s{0,4}true|public\s{0,4}=\s{0,4}True|Public\s{0,4}=\s{0,4}true|ResponseCacheLocation\.Any)\b/g;
