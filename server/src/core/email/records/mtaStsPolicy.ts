import { isIp4 } from './address.ts';
import { fatal, flaw, inOrder, quoted } from './build.ts';
import type { RecordProblem, TextSpan } from './problem.ts';
import { trimmed } from './tags.ts';

/** The policy file of MTA-STS (RFC 8461 section 3.2), whatever state it is in. */
export interface MtaStsPolicy {
  readonly text: string;
  readonly version?: string;
  /** Only where it is one of the three. */
  readonly mode?: MtaStsMode;
  /** Seconds, where it is a number in range. */
  readonly maxAge?: number;
  /** Patterns that are well formed, lower case: "mx1.example.com", "*.mail.example.com". */
  readonly mx: readonly { readonly pattern: string; readonly at: TextSpan }[];
  readonly problems: readonly RecordProblem[];
}

export type MtaStsMode = 'enforce' | 'testing' | 'none';

/** Offsets of problems are in the text of the file. Never throws; takes time in proportion to the text. */
export function parseMtaStsPolicy(text: string): MtaStsPolicy {
  if (/^\s*</.test(text.slice(0, 200))) return { text, mx: [], problems: [notAPolicy(text)] };
  const { fields, problems: form } = fieldsOf(text);
  // Of keys that quotes or a missing line break hide nothing can be said.
  if (form.some(({ code }) => code === 'quotes' || code === ONE_LINE)) {
    return { text, mx: [], problems: inOrder(form) };
  }
  const first = (key: string): Field | undefined => fields.find((field) => field.key === key);
  const version = first('version');
  const mode = first('mode');
  const age = first('max_age');
  const hosts = fields.filter((field) => field.key === 'mx');
  const bad = hosts.flatMap((field) => mxProblem(field) ?? []);
  const readMode = modeOf(mode?.value);
  const maxAge = secondsOf(age?.value);
  return {
    text,
    ...(version ? { version: version.value } : {}),
    ...(readMode ? { mode: readMode } : {}),
    ...(maxAge === undefined ? {} : { maxAge }),
    mx: hosts.flatMap(({ value, valueAt }) =>
      PATTERN.test(value) || WIDE.test(value) ? [{ pattern: value.toLowerCase(), at: valueAt }] : [],
    ),
    problems: inOrder([
      ...form,
      ...bad,
      ...repeatedHosts(hosts),
      ...versionProblems(text, version),
      ...modeProblems(text, mode),
      ...ageProblems(text, age, readMode),
      ...(hosts.length === 0 && mode && readMode !== 'none' ? [missing(text, 'mx')] : []),
    ]),
  };
}

/** Whether a policy's pattern covers the host of an MX record: "*." stands for one label (RFC 8461 section 4.1). */
export function coversMx(pattern: string, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (!pattern.startsWith('*.')) return name === pattern.toLowerCase();
  const dot = name.indexOf('.');
  return dot > 0 && name.slice(dot) === pattern.slice(1).toLowerCase();
}

const BROKEN = 'Senders take the policy for broken, and it protects nothing.';
const KEYS = new Set(['version', 'mode', 'max_age', 'mx']);

interface Field {
  readonly key: string;
  readonly value: string;
  readonly keyAt: TextSpan;
  readonly valueAt: TextSpan;
}

function notAPolicy(text: string): RecordProblem {
  const end = Math.min(text.length, 200);
  return fatal(
    'not-a-policy',
    'medium',
    { start: 0, end },
    `A web page stands where the policy belongs. ${BROKEN}`,
  );
}

function fieldsOf(text: string): {
  readonly fields: readonly Field[];
  readonly problems: readonly RecordProblem[];
} {
  const fields: Field[] = [];
  const problems: RecordProblem[] = [];
  const seen = new Set<string>();
  if (text.startsWith('\uFEFF')) {
    const message = `The file begins with a byte order mark. ${BROKEN}`;
    problems.push(fatal('byte-order-mark', 'medium', { start: 0, end: 1 }, message, ''));
  }
  let from = problems.length;
  while (from < text.length) {
    BREAK.lastIndex = from;
    const end = BREAK.exec(text)?.index ?? text.length;
    const line = trimmed(text, from, end);
    const first = lineProblem(text, from, line, end);
    if (first && !problems.some(({ code }) => code === first.code)) problems.push(first);
    if (line.end > line.start) {
      const read = fieldAt(text, line);
      problems.push(...read.problems);
      if (read.field) {
        const { key, keyAt, valueAt } = read.field;
        if (key !== 'mx' && KEYS.has(key) && seen.has(key)) {
          const message = `"${key}" stands twice, and senders take the first.`;
          problems.push(flaw('repeated-key', 'medium', { start: keyAt.start, end: valueAt.end }, message));
        }
        seen.add(key);
        fields.push(read.field);
      }
    }
    from = end + 1;
  }
  return { fields, problems };
}

const BREAK = /\n|\r(?!\n)/g;
const ONE_LINE = 'missing-line-break';

/** RFC 8461 section 3.2: lines end with LF or CRLF, and begin with their key. */
function lineProblem(text: string, from: number, line: TextSpan, end: number): RecordProblem | undefined {
  const written = text.slice(line.start, line.end);
  if (written === '') return undefined;
  if (/^["\u201c]/.test(written)) {
    return fatal('quotes', 'medium', line, `The lines stand in quotation marks. ${BROKEN}`);
  }
  const next = /^(?:version|mode|mx|max_age)[ \t]?:.{0,300}?([ \t](?:version|mode|mx|max_age)[ \t]?:)/.exec(
    written,
  );
  if (next) {
    const start = line.start + next[0].length - (next[1]?.length ?? 0);
    const at = { start, end: start + 1 };
    return fatal(
      ONE_LINE,
      'medium',
      at,
      `Several keys stand in one line, and each needs its own. ${BROKEN}`,
      '\n',
    );
  }
  if (text[end] === '\r' && end + 1 < text.length) {
    const message = `The lines end with a carriage return alone, and need a line feed. ${BROKEN}`;
    return fatal('carriage-return', 'medium', { start: end, end: end + 1 }, message);
  }
  if (!/[ \t]/.test(text.slice(from, line.start))) return undefined;
  const message = `Blanks stand before ${quoted(written)}: a line begins with its key. ${BROKEN}`;
  return fatal('indented-line', 'medium', { start: from, end: line.start }, message, '');
}

function fieldAt(
  text: string,
  line: TextSpan,
): { readonly field?: Field; readonly problems: readonly RecordProblem[] } {
  const written = text.slice(line.start, line.end);
  const match = /^([\w.-]{1,64})(\s*)([:=])/.exec(written);
  const [whole = '', name = '', gap = '', sign = ''] = match ?? [];
  if (!match) {
    const message = `${quoted(written)} is no line of a policy: a key, ":" and a value. ${BROKEN}`;
    return { problems: [fatal('stray-line', 'medium', line, message)] };
  }
  const keyAt = { start: line.start, end: line.start + name.length };
  const valueAt = trimmed(text, line.start + whole.length, line.end);
  const value = text.slice(valueAt.start, valueAt.end);
  const meant = meantKey(name);
  const field = { key: meant ?? name.toLowerCase(), value, keyAt, valueAt };
  const problems: RecordProblem[] = [];
  if (sign === '=' || gap !== '') {
    const at = { start: keyAt.end, end: line.start + whole.length };
    const message = `${quoted(name)} is followed by ${sign === '=' ? '"="' : 'a blank'}, and ":" belongs right there. ${BROKEN}`;
    problems.push(
      fatal(
        'colon-expected',
        'medium',
        at,
        message,
        value === '' || /\s/.test(text[valueAt.start - 1] ?? '') ? ':' : ': ',
      ),
    );
  }
  if (meant !== undefined && meant !== name) {
    const message = `The key is written "${meant}", and not ${quoted(name)}. ${BROKEN}`;
    problems.push(fatal('misspelt-key', 'medium', keyAt, message, meant));
  } else if (meant === undefined && /mx|mode|age|version/i.test(name)) {
    // Other keys are extensions (RFC 8461 section 3.2); these are meant for one of the four.
    const message = `${quoted(name)} is no key of a policy, and senders skip it.`;
    problems.push(flaw('unknown-key', 'low', { start: keyAt.start, end: valueAt.end }, message));
  }
  return { field, problems };
}

function meantKey(name: string): string | undefined {
  const bare = name.toLowerCase().replace(/[_-]/g, '');
  if (bare === 'maxage' || bare === 'max') return 'max_age';
  if (bare === 'mxs' || bare === 'mxhost' || bare === 'mxhosts') return 'mx';
  if (bare === 'v' || bare === 'versions' || bare === 'verison') return 'version';
  if (bare === 'modes' || bare === 'policy') return 'mode';
  return KEYS.has(bare) ? bare : undefined;
}

function missing(text: string, key: string): RecordProblem {
  return fatal(
    `missing-${key.replace('_', '-')}`,
    'medium',
    { start: 0, end: text.length },
    `The policy has no "${key}". ${BROKEN}`,
  );
}

function versionProblems(text: string, field: Field | undefined): readonly RecordProblem[] {
  if (!field) return [missing(text, 'version')];
  if (field.value === 'STSv1') return [];
  const message = `The version must be "STSv1", and is ${quoted(field.value)}. ${BROKEN}`;
  return [
    fatal('invalid-version', 'medium', placeOf(field), message, field.value === '' ? undefined : 'STSv1'),
  ];
}

function placeOf({ keyAt, value, valueAt }: Field): TextSpan {
  return value === '' ? { start: keyAt.start, end: valueAt.end } : valueAt;
}

function modeOf(value: string | undefined): MtaStsMode | undefined {
  return value === 'enforce' || value === 'testing' || value === 'none' ? value : undefined;
}

function modeProblems(text: string, field: Field | undefined): readonly RecordProblem[] {
  if (!field) return [missing(text, 'mode')];
  const mode = modeOf(field.value);
  if (!mode) {
    const value = field.value.toLowerCase();
    const meant = modeOf(value) ?? MEANT_MODES.get(value);
    const message = `${quoted(field.value)} is no mode: "enforce", "testing" and "none" are. ${BROKEN}`;
    return [fatal('invalid-mode', 'medium', placeOf(field), message, meant)];
  }
  if (mode === 'enforce') return [];
  const message =
    mode === 'testing'
      ? 'The mode is "testing": senders report failures, and deliver over connections that can be listened to.'
      : 'The mode is "none": the policy protects nothing.';
  return [flaw(mode === 'testing' ? 'mode-testing' : 'mode-none', 'low', field.valueAt, message)];
}

const MEANT_MODES = new Map<string, MtaStsMode>([
  ['enforced', 'enforce'],
  ['enforcing', 'enforce'],
  ['inforce', 'enforce'],
  ['test', 'testing'],
  ['tested', 'testing'],
  ['report', 'testing'],
  ['off', 'none'],
]);

/** RFC 8461 section 3.2: about a year at most. */
const LONGEST = 31_557_600;
const DAY = 86_400;

function secondsOf(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{1,10}$/.test(value)) return undefined;
  return Number(value) <= LONGEST ? Number(value) : undefined;
}

function ageProblems(
  text: string,
  field: Field | undefined,
  mode: MtaStsMode | undefined,
): readonly RecordProblem[] {
  if (!field) return [missing(text, 'max_age')];
  const seconds = secondsOf(field.value);
  if (seconds === undefined) {
    const isTooLong = /^\d{1,20}$/.test(field.value);
    const message = isTooLong
      ? `"max_age" may be ${LONGEST} seconds at most, and is ${quoted(field.value)}. ${BROKEN}`
      : `"max_age" is ${quoted(field.value)}, which is no number of seconds. ${BROKEN}`;
    return [
      fatal('invalid-max-age', 'medium', placeOf(field), message, isTooLong ? String(LONGEST) : undefined),
    ];
  }
  // RFC 8461 section 3.2 expects weeks; large providers have a day, gmail.com among them.
  if (mode !== 'enforce' || seconds >= DAY) return [];
  const message = `"max_age" is ${seconds} seconds, less than a day: senders forget the policy before they need it.`;
  return [flaw('short-max-age', 'medium', field.valueAt, message)];
}

/** By the grammar it is a pattern too: `["*."] Domain` (RFC 8461 section 3.2). */
const WIDE = /^\*\.(?=[a-z\d-]*[a-z])[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
const PATTERN =
  /^(?:\*\.)?(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?=[a-z\d-]*[a-z])[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;

function mxProblem(field: Field): RecordProblem | undefined {
  const { value } = field;
  const at = placeOf(field);
  if ((PATTERN.test(value) || WIDE.test(value)) && !isIp4(value)) {
    if (!WIDE.test(value)) return undefined;
    return flaw(
      'wide-pattern',
      'medium',
      at,
      `${quoted(value)} covers hosts of strangers: anybody's server may take the mail.`,
    );
  }
  const bare = value.replace(/\.$/, '');
  if (PATTERN.test(bare)) {
    const message = `${quoted(value)} ends with a dot, which the names of certificates don't have. ${BROKEN}`;
    return fatal('invalid-mx', 'medium', at, message, bare);
  }
  if (/[,;\s]/.test(value)) {
    return fatal(
      'invalid-mx',
      'medium',
      at,
      `${quoted(value)} is no host: each host has a line "mx:" of its own. ${BROKEN}`,
    );
  }
  const why = value.includes('*')
    ? '"*" may stand for the first label only'
    : 'a host, or "*." and a domain, is expected';
  return fatal('invalid-mx', 'medium', at, `${quoted(value)} is no pattern of hosts: ${why}. ${BROKEN}`);
}

function repeatedHosts(hosts: readonly Field[]): readonly RecordProblem[] {
  const seen = new Set<string>();
  return hosts.flatMap(({ value, keyAt, valueAt }) => {
    const key = value.toLowerCase();
    const isRepeated = key !== '' && seen.has(key);
    seen.add(key);
    if (!isRepeated) return [];
    return [
      flaw('repeated-mx', 'low', { start: keyAt.start, end: valueAt.end }, `${quoted(value)} stands twice.`),
    ];
  });
}
