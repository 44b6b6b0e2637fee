/** Policies on Supabase's files: rows of storage.objects, which say in which bucket they are. */
import type { Expression } from '../operation.ts';
import type { PolicyState } from '../schema.ts';
import type { Impact } from '../../finding.ts';
import { audienceOf, passedBy } from './exposure.ts';

export const FILES = 'storage.objects';

interface Passed {
  readonly by: 'everybody' | 'users';
  /** Lower case; empty: all of them. */
  readonly buckets: readonly string[];
}

/** Who passes a condition that asks for no more than the bucket; undefined where it looks at the file. */
function passedInBuckets(condition: Expression | undefined): Passed | undefined {
  if (!condition) return undefined;
  const text = condition.text
    .toLowerCase()
    .replace(/[\s()]+|::text|\b(?:storage\.)?objects\.(?=bucket_id)/g, '');
  const match = BUCKETS.exec(text);
  if (!match) {
    const by = passedBy(condition);
    return by && { by, buckets: [] };
  }
  const rest = text.slice(0, match.index).replace(/and$/, '') + text.slice(match.index + match[0].length);
  const buckets = [...(match[1] ?? '').matchAll(/'([^']*)'/g)].map(([, name = '']) => name);
  if (rest === '') return { by: 'everybody', buckets };
  const by = passedBy({ ...condition, text: rest.replace(/^and/, '') });
  return by && { by, buckets };
}

const BUCKETS = /bucket_id(?:=|in)('[^']*'(?:,'[^']*')*)/;

const DOES: Readonly<Record<PolicyState['command'], string>> = {
  all: 'read, replace and delete',
  select: 'read',
  insert: 'put files into',
  update: 'replace',
  delete: 'delete',
};

/** What a policy on files lets people do that they should not; undefined where that is usual. */
export function bucketVerdict(
  policy: PolicyState,
): { readonly message: string; readonly impact: Impact } | undefined {
  const { command, restrictive } = policy;
  const passed = passedInBuckets(command === 'insert' ? policy.check : policy.using);
  const audience = audienceOf(policy);
  if (restrictive || !passed || audience === 'nobody') return undefined;
  const isForUsers = passed.by === 'users' || audience === 'users';
  const impact = impactOf(command, passed.buckets, isForUsers);
  if (!impact) return undefined;
  const people = isForUsers ? 'Every user who is logged in' : 'Everybody';
  const bucket = passed.buckets.length === 0 ? 'all buckets' : passed.buckets.join(' and ');
  const what = command === 'insert' ? bucket : `every file of ${bucket}`;
  return {
    message: `${people} can ${DOES[command]} ${what}${command === 'insert' ? '' : ', those of other customers included'}. Ask whose file it is: (storage.foldername(name))[1] = (select auth.uid()::text), where each user has a folder.`,
    impact,
  };
}

/** Pictures are read by all as a rule, and users add files. */
function impactOf(
  command: PolicyState['command'],
  buckets: readonly string[],
  isForUsers: boolean,
): Impact | undefined {
  const isPrivate = buckets.length === 0 || buckets.some((name) => PRIVATE.test(name));
  if (command === 'select') return isPrivate && !isForUsers ? 'medium' : undefined;
  if (command === 'insert') return isForUsers ? undefined : 'medium';
  if (isForUsers) return 'medium';
  return isPrivate ? 'blocker' : 'high';
}

const PRIVATE =
  /(?:^|[-_])(?:invoices?|receipts?|documents?|docs|contracts?|voice-?mails?|recordings?|attachments?|messages?|chats?|medical|patients?|kyc|passports?|identit(?:y|ies)|private|secure|confidential|payslips?|payroll|statements?|tax(?:es)?|resumes?|cvs?|signatures?|backups?|exports?|reports?)(?:$|[-_])/;
