import type { CheckContext, Mend } from '../../check.ts';

/** One path pattern gets a Cache-Control, in the words of who serves it. `pattern`: "/assets/" for a folder, "/app.js" for a file. */
export function cacheControlMend(
  how: string,
  pattern: string,
  value: string,
  { providers, target }: CheckContext,
): Mend {
  const isFolder = pattern.endsWith('/');
  const write =
    (target.frameworks.includes('next') && WRITERS['next']) ||
    WRITERS[providers.host ?? ''] ||
    WRITERS['nginx'];
  if (!write) return { how };
  const { label, text } = write(pattern, isFolder, value);
  return { how, copy: [{ kind: 'text', label, text }] };
}

type Writer = (pattern: string, isFolder: boolean, value: string) => { label: string; text: string };

const headersFile: Writer = (pattern, isFolder, value) => ({
  label: '_headers',
  text: `${pattern}${isFolder ? '*' : ''}\n  Cache-Control: ${value}`,
});

const WRITERS: Readonly<Record<string, Writer>> = {
  vercel: (pattern, isFolder, value) => ({
    label: 'vercel.json',
    text: JSON.stringify(
      {
        headers: [
          { source: `${pattern}${isFolder ? '(.*)' : ''}`, headers: [{ key: 'Cache-Control', value }] },
        ],
      },
      null,
      2,
    ),
  }),
  next: (pattern, isFolder, value) => ({
    label: 'next.config',
    text: `headers: async () => [\n  {\n    source: '${pattern}${isFolder ? ':path*' : ''}',\n    headers: [{ key: 'Cache-Control', value: '${value}' }],\n  },\n],`,
  }),
  netlify: headersFile,
  'cloudflare-pages': headersFile,
  firebase: (pattern, isFolder, value) => ({
    label: 'firebase.json',
    text: JSON.stringify(
      {
        hosting: {
          headers: [
            { source: `${pattern}${isFolder ? '**' : ''}`, headers: [{ key: 'Cache-Control', value }] },
          ],
        },
      },
      null,
      2,
    ),
  }),
  nginx: (pattern, isFolder, value) => ({
    label: 'nginx',
    text: `location ${isFolder ? '' : '= '}${pattern} {\n  add_header Cache-Control "${value}";\n}`,
  }),
};
