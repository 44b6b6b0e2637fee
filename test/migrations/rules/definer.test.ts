import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** What is said of a function of a Supabase project. */
function told(head: string): readonly string[] {
  const text = `create function public.f() ${head} security definer as $$ begin return new; end; $$;\n`;
  return judgeFiles({ 'supabase/migrations/20260101000000_f.sql': text })
    .filter(({ ruleId }) => ruleId === 'migrations/definer-without-search-path')
    .map(({ impact, message }) => `${impact} ${message.split('. ')[0]}`);
}

describe('functions with the rights of their owner', () => {
  it('look names up where the session says', () => {
    assert.deepEqual(told('returns json language plpgsql'), [
      'medium f runs with the rights of its owner, and the session that calls it says where it looks names up',
    ]);
    assert.deepEqual(told('returns trigger language plpgsql'), [
      'medium f runs with the rights of its owner, and the session of whoever changes the table says where it looks names up',
    ]);
    assert.deepEqual(told("returns trigger language plpgsql set search_path = ''"), []);
  });
});
