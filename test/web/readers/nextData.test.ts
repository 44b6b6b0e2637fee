import assert from 'node:assert/strict';
import reader from '../../../server/src/core/web/readers/nextData.ts';
import { at, readBy, routesIn } from './nextFacts.ts';

function caches(text: string, path = 'lib/data.ts'): string[] {
  return (readBy(reader, path, text).dataCaches ?? []).map(
    ({ how, at: span, reads, parameters, private: own }) =>
      [
        how,
        at(text, span),
        `(${(parameters ?? []).join(', ')})`,
        ...reads.map((read) => read.how),
        ...(own ? ['private'] : []),
      ].join(' | '),
  );
}

describe('data that Next.js keeps', () => {
  it("reads 'use cache' of functions, with what they are given and what they read", () => {
    const text = `import { cookies } from 'next/headers';
export async function getPosts(tag: string) {
  'use cache';
  cacheLife('hours');
  return db.posts(tag);
}
export async function getMine() {
  'use cache: private';
  const session = await auth();
  return db.posts(session.user.id);
}
const getUser = async () => {
  "use cache: remote";
  return (await cookies()).get('session');
};
`;
    assert.deepEqual(caches(text), [
      'use-cache | 3 use cache | (tag)',
      'use-cache | 8 use cache: private | () | auth() | private',
      `use-cache | 13 use cache: remote | () | (cookies()).get('session')`,
    ]);
  });

  it("reads 'use cache' of a whole file", () => {
    const text = `'use cache';\nexport async function all() { return db.all(); }\n`;
    assert.deepEqual(caches(text), ['use-cache | 1 use cache | ()']);
  });

  it('reads unstable_cache by any name, and functions that are named before', () => {
    const text = `import { unstable_cache as keep, unstable_cache } from 'next/cache';
const load = async (id: string) => { const session = await getServerSession(options); return find(id, session); };
export const getOne = keep(load, ['one'], { revalidate: 60 });
export const getAll = unstable_cache(async () => db.all(), ['all']);
`;
    assert.deepEqual(caches(text), [
      'unstable-cache | 3 keep | (id) | getServerSession(options)',
      'unstable-cache | 4 unstable_cache | ()',
    ]);
    const [first, second] = readBy(reader, 'lib/data.ts', text).dataCaches ?? [];
    assert.deepEqual([first?.value.kind, second?.value.kind], ['map', 'nothing']);
  });

  it('finds the user in what unstable_cache takes from outside, but not where he is in the key', () => {
    const text = (keys: string): string => `import { unstable_cache } from 'next/cache';
export async function getMine() {
  const session = await auth();
  return unstable_cache(async () => db.posts(session.user.id), ${keys})();
}`;
    assert.deepEqual(caches(text(`['mine']`)), ['unstable-cache | 4 unstable_cache | () | session.user.id']);
    assert.deepEqual(caches(text(`['mine', session.user.id]`)), ['unstable-cache | 4 unstable_cache | ()']);
    assert.deepEqual(caches(text(`['mine']`).replace('async () =>', 'async (session) =>')), [
      'unstable-cache | 4 unstable_cache | (session)',
    ]);
  });

  it('takes cache() of React, SWR and browsers for what they are', () => {
    assert.deepEqual(
      caches(`import { cache } from 'react';\nexport const x = cache(async () => f());\n// revalidate: 1`),
      [],
    );
    assert.deepEqual(caches(`mutate(key, data, { revalidate: false });`), []);
    assert.deepEqual(caches(`'use client';\nfetch(url, { cache: 'force-cache' });`), []);
  });

  it('reads server actions of a file and of a function', () => {
    const text = `'use server';
import { auth } from '@/auth';
export async function rename(id: string) {
  const session = await auth();
  if (!session) throw new Error('Unauthorized');
  await db.rename(id);
}
export async function open(id: string) { await db.open(id); }
export const invite = authActionClient.schema(schema).action(async ({ ctx }) => {});
export const schema = 5;
`;
    const facts = readBy(reader, 'app/actions.ts', text);
    assert.deepEqual(routesIn(facts), [
      'POST ? guarded by the check of session reads auth()',
      'POST ?',
      'POST ? guarded by authActionClient',
    ]);
    assert.deepEqual(
      facts.handlers?.map((handler) => [handler.kind, at(text, handler.at)]),
      [
        ['action', '3 rename'],
        ['action', '8 open'],
        ['action', '9 invite'],
      ],
    );
    const inline = `export function Form() {\n  async function save(data: FormData) {\n    'use server';\n    await store(data);\n  }\n  return <form action={save} />;\n}`;
    const [action] = readBy(reader, 'components/form.tsx', inline).handlers ?? [];
    assert.deepEqual(action && [action.name, at(inline, action.at)], ['save', '2 save']);
  });
});
