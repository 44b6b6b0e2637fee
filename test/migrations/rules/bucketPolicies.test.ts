import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

describe('a policy on the files of Supabase', () => {
  const found = (policy: string) =>
    judgeFiles({
      'supabase/migrations/20260101000000_files.sql': `create policy p on storage.objects ${policy};\n`,
    })
      .filter(({ ruleId }) => ruleId === 'migrations/policy-for-everyone')
      .map(({ impact, message }) => `${impact}: ${message.replace(/\. Ask.*/, '')}`);
  const told = (policy: string, words: string): void => assert.deepEqual(found(policy), [words], policy);
  const silent = (...policies: readonly string[]): void => {
    for (const policy of policies) assert.deepEqual(found(policy), [], policy);
  };

  it('lets everybody change the files of a bucket, of private ones above all', () => {
    const OTHERS = ', those of other customers included';
    told(
      "for delete using (bucket_id = 'avatars')",
      `high: Everybody can delete every file of avatars${OTHERS}`,
    );
    told(
      "for all using (bucket_id = 'voicemails')",
      `blocker: Everybody can read, replace and delete every file of voicemails${OTHERS}`,
    );
    told(
      "for update to public using ((bucket_id = 'Invoice-PDFs'::text))",
      `blocker: Everybody can replace every file of invoice-pdfs${OTHERS}`,
    );
    told(
      "for delete to anon using (storage.objects.bucket_id in ('media', 'logos'))",
      `high: Everybody can delete every file of media and logos${OTHERS}`,
    );
    told(
      'for all using (true)',
      `blocker: Everybody can read, replace and delete every file of all buckets${OTHERS}`,
    );
  });

  it('lets everybody add files, or read what is private by its name', () => {
    told("for insert with check (bucket_id = 'media')", 'medium: Everybody can put files into media');
    told(
      "for select using (bucket_id = 'kyc-documents')",
      'medium: Everybody can read every file of kyc-documents, those of other customers included',
    );
  });

  it('lets whoever is logged in change the files of others', () => {
    const words =
      'medium: Every user who is logged in can delete every file of media, those of other customers included';
    told("for delete to authenticated using (bucket_id = 'media')", words);
    told("for delete using (bucket_id = 'media' and auth.role() = 'authenticated')", words);
    told("for delete using (auth.uid() is not null and bucket_id = 'media')", words);
  });

  it('is usual: pictures that all see, files that users add, files that are asked after', () => {
    silent(
      "for select using (bucket_id = 'avatars')",
      "for select to authenticated using (bucket_id = 'documents')",
      "for insert to authenticated with check (bucket_id = 'media')",
      "for insert with check (bucket_id = 'media' and auth.role() = 'authenticated')",
      "for delete using (bucket_id = 'media' and owner = auth.uid())",
      "for delete using (bucket_id = 'media' and (storage.foldername(name))[1] = auth.uid()::text)",
      "for all to service_role using (bucket_id = 'media')",
      "as restrictive for delete using (bucket_id = 'media')",
      "for delete using (bucket_id = 'media' or is_admin())",
      "for delete using (bucket_id = current_setting('app.bucket'))",
    );
  });

  it('is most probably meant for the server where its name says so', () => {
    const message = (name: string, to = ''): string =>
      judgeFiles({
        'supabase/migrations/20260101000000_files.sql': `create policy "${name}" on storage.objects for all${to} using (bucket_id = 'media');\n`,
      }).find(({ ruleId }) => ruleId === 'migrations/policy-for-everyone')?.message ?? '';
    assert.match(message('Service role has all rights'), /If it is meant for your server: /);
    assert.doesNotMatch(message('Anyone'), /server/);
    assert.doesNotMatch(message('Service role', ' to anon'), /server/);
  });
});
