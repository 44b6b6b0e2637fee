import type { CheckContext, Mend } from '../../check.ts';

/** A header that is to be sent with every page, as the host that was seen is told. */
export function headerMend(how: string, name: string, value: string, { providers }: CheckContext): Mend {
  const { host = '' } = providers;
  if (host === 'vercel')
    return copied(`${how} On Vercel it stands in vercel.json.`, 'vercel.json', vercelJson(name, value));
  if (/^(?:netlify|cloudflare-pages)$/.test(host))
    return copied(
      `${how} It stands in the file _headers of what is deployed.`,
      '_headers',
      `/*\n  ${name}: ${value}`,
    );
  return copied(how, 'Header', `${name}: ${value}`);
}

function copied(how: string, label: string, text: string): Mend {
  return { how, copy: [{ kind: 'text', label, text }] };
}

function vercelJson(key: string, value: string): string {
  return JSON.stringify({ headers: [{ source: '/(.*)', headers: [{ key, value }] }] }, null, 2);
}
