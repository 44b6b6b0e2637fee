import type { Document } from '../../source.ts';
import { createWebCollector, LARGEST_CONFIGURATION } from '../manifests/collector.ts';
import { SHELL_VARIABLES, textValue } from '../manifests/treeValues.ts';
import type { WebReader } from '../reader.ts';
import type { Scope } from '../types.ts';

/**
 * Commands that put files into a bucket, with the header that the files will have: `aws s3 sync … --cache-control`,
 * `gcloud storage cp --cache-control`, `az storage blob upload-batch --content-cache-control`, `gsutil -h "Cache-Control:…"`.
 */
export default {
  triggers: ['-cache-control', '"cache-control:', "'cache-control:"],
  languages: ['yaml', 'shell', 'json', 'text', 'powershell'],
  reads: (path) => /\.(?:ya?ml|json|ps1|sh|bash|mk)$|file$|(?:^|\/)[^./]+$/i.test(path),
  read(document) {
    if (document.text.length > LARGEST_CONFIGURATION) return undefined;
    const collector = createWebCollector(document);
    for (const match of document.text.matchAll(OPTION)) {
      const [, option, quoted, bare, field, given] = match;
      const name = option ?? field ?? '';
      const text = (quoted ?? bare ?? given ?? '').trimEnd();
      const command = commandRound(document, match.index);
      const tool = /\b(?:aws|s3cmd|gcloud|gsutil|az|rclone)\b/.exec(command)?.[0];
      if (text === '' || tool === undefined) continue;
      const nameAt = match.index + match[0].indexOf(name);
      const start = nameAt + name.length + match[0].slice(match[0].indexOf(name) + name.length).indexOf(text);
      collector.header(
        { text: 'Cache-Control', start: nameAt, end: nameAt + name.length },
        textValue({ document, inserts: SHELL_VARIABLES }, { text, start, end: start + text.length }),
        {
          setBy: tool === 'aws' ? 's3' : 'static-files',
          scope: scopeOf(command),
          group: collector.newGroup(),
        },
      );
    }
    return collector.facts();
  },
} satisfies WebReader;

const OPTION =
  /--((?:content-)?cache-control)(?:=|[ \t]{1,9})(?:\\?["']([^"'\\\n]{1,300})|([^\s"'\\]{1,200}))|-h[ \t]{1,9}\\?["'](cache-control):[ \t]{0,9}([^"'\\\n]{1,300})/gi;

/** The lines of a command: a backslash joins them, and a line that starts with an option goes on. Not far from the place. */
function commandRound({ text }: Document, at: number): string {
  const before = text.slice(Math.max(0, at - REACH), at);
  const start = [...before.matchAll(START)].at(-1)?.index ?? 0;
  const after = /^(?:[^\n\\;&]|\\\r?\n|\\[^\n])*/.exec(text.slice(at, at + REACH))?.[0] ?? '';
  return before.slice(start) + after;
}

const REACH = 600;
const START = /(?<!\\)(?<!\\\r)\n(?![ \t]*--?\w)|&&|;/g;

/** One pattern that is included, or one file that is copied; otherwise some files. */
function scopeOf(command: string): Scope {
  const included = [...command.matchAll(/--include[= \t]\\?["']?([^\s"'\\]{1,200})/g)].map(
    ([, glob = '']) => glob,
  );
  const [only, ...others] = included;
  if (only !== undefined && others.length === 0 && /--exclude[= \t]\\?["']?\*/.test(command))
    return { pattern: only, syntax: 'glob' };
  const file =
    /\bcp[ \t]+\\?["']?(?:[\w./$@{}-]{0,200}\/)?([\w-]{1,100}\.(?:html?|js|css|json|txt|xml|webmanifest))\b/.exec(
      command,
    )?.[1];
  if (included.length === 0 && file !== undefined) return { pattern: `/${file}`, syntax: 'exact' };
  return { syntax: 'all', conditional: true };
}
