import type { Analysis, AnalysisError, Analyzer } from '../../core/analyze.ts';
import { classifyText, isBinary, mayBeMinified } from '../../core/classify.ts';
import { NO_FACTS } from '../../core/facts.ts';
import { compareImpact, type Finding, type Position } from '../../core/finding.ts';
import { advance, cutBefore, decode, encodingOf, OVERLAP, PIECE, type Encoding } from '../readSources.ts';
import { createPreviousVersion } from './changes.ts';
import type { LargeObject } from './objects.ts';

/** A secret where it was seen first. */
export type Sighting = Finding & { readonly valueId: string };

/** What a secret is known by within a run. */
export function secretKey({ ruleId, kind, valueId }: Sighting): string {
  return `${ruleId} ${kind ?? ''} ${valueId}`;
}

/** Judges the versions of files. Those of one path must come one after the other, oldest first. */
export interface VersionJudge {
  /** The secrets that the earlier versions of the path don't have, or have as something that matters less. */
  judge(path: string, bytes: Buffer): readonly Sighting[];
  /** The same for a version that comes in pieces; `onSightings` may be called several times. */
  judgeLarge(path: string, onSightings: (sightings: readonly Sighting[]) => void): LargeObject;
  readonly bytes: number;
  /** Rules that failed, once for each path. */
  readonly errors: readonly AnalysisError[];
}

/**
 * From one version of a file to the next little changes: of a larger file only what changed is judged, with what stands
 * around it. What that finds new is judged again in the whole file, so that findings never depend on the short cut.
 */
export function createVersionJudge(analyzer: Analyzer): VersionJudge {
  const errors = new Map<string, AnalysisError>();
  const previous = createPreviousVersion();
  let path: string | undefined;
  let known = new Map<string, Finding>();
  /** Of the previous version, where it is known already. */
  let nature: string | undefined;
  let total = 0;

  const forget = (): void => {
    previous.forget();
    nature = undefined;
  };

  const enter = (next: string): void => {
    if (path === next) return;
    path = next;
    known = new Map();
    forget();
  };

  const analyze = (source: Parameters<Analyzer['analyze']>[0], triggered?: Triggered): Analysis => {
    const analysis = analyzer.analyze(source, NO_FACTS, triggered);
    for (const error of analysis.errors)
      errors.set(`${error.file}\0${error.ruleId}\0${error.message}`, error);
    return analysis;
  };

  const learn = ({ findings }: Analysis): readonly Sighting[] =>
    findings.filter(isSighting).filter((finding) => {
      const key = secretKey(finding);
      const before = known.get(key);
      if (before && !matters(finding, before)) return false;
      known.set(key, finding);
      return true;
    });

  const judgeWhole = (bytes: Buffer, encoding: Encoding): readonly Sighting[] => {
    const triggered = encoding === 'utf-8' ? analyzer.triggeredByBytes(path ?? '', bytes) : undefined;
    if (triggered?.length === 0) return [];
    return learn(analyze({ path: path ?? '', text: decode(bytes, encoding) }, triggered));
  };

  const isSource = (text: string): boolean => classifyText(path ?? '', text) === 'source';

  /** What the beginning says of the whole file: "" for a source without a first line that names its language. */
  const natureOf = (bytes: Buffer): string => {
    const head = bytes.toString('utf8', 0, mayBeMinified(path ?? '', bytes) ? HEAD : SMALL_HEAD);
    return isSource(head) ? shebang(head) : NOT_A_SOURCE;
  };

  /** False where the whole version has to be judged. */
  const isNothingNew = (bytes: Buffer): boolean => {
    const parts = previous.changedParts(bytes);
    if (!parts) {
      nature = undefined;
      return false;
    }
    if ((parts[0]?.start ?? HEAD) < HEAD) {
      const before = nature ?? natureOf(previous.head(HEAD));
      nature = natureOf(bytes);
      if (nature !== before || nature === NOT_A_SOURCE) return false;
    }
    return parts.every((part) => isPartKnown(bytes.subarray(part.start, part.end)));
  };

  const isPartKnown = (part: Buffer): boolean => {
    const triggered = analyzer.triggeredByBytes(path ?? '', part);
    if (triggered.length === 0) return true;
    const text = part.toString('utf8');
    // Long lines may make a part look like something that nobody wrote.
    if (!isSource(text)) return false;
    return !analyze({ path: path ?? '', text }, triggered)
      .findings.filter(isSighting)
      .some((finding) => matters(finding, known.get(secretKey(finding))));
  };

  return {
    get bytes() {
      return total;
    },
    get errors() {
      return [...errors.values()];
    },
    judge(next, bytes) {
      enter(next);
      total += bytes.length;
      if (bytes.length === 0 || isBinary(bytes)) {
        forget();
        return [];
      }
      const encoding = encodingOf(bytes);
      const sightings = encoding === 'utf-8' && isNothingNew(bytes) ? [] : judgeWhole(bytes, encoding);
      if (encoding === 'utf-8') previous.remember(bytes);
      else forget();
      return sightings;
    },
    judgeLarge(next, onSightings) {
      enter(next);
      forget();
      return createPieces(
        (bytes, encoding, origin) => {
          const triggered = encoding === 'utf-8' ? analyzer.triggeredByBytes(next, bytes) : undefined;
          if (triggered?.length === 0) return;
          onSightings(learn(analyze({ path: next, text: decode(bytes, encoding), origin }, triggered)));
        },
        (size) => (total += size),
      );
    },
  };
}

/** The beginning of a file says what language it is in, and whether a tool wrote it. Bytes; fewer where lines are short. */
const HEAD = 16 * 1024;
const SMALL_HEAD = 4 * 1024;

const NOT_A_SOURCE = 'not a source';

function shebang(head: string): string {
  return head.startsWith('#!') ? (head.split('\n', 1)[0] ?? '') : '';
}

type Triggered = ReturnType<Analyzer['triggeredByBytes']>;

function isSighting(finding: Finding): finding is Sighting {
  return finding.valueId !== undefined;
}

/** Whether a finding says more than what is known of the same secret at the same path. */
function matters(finding: Finding, known: Finding | undefined): boolean {
  if (!known) return true;
  if (finding.suppressed) return false;
  return known.suppressed !== null || compareImpact(finding.impact, known.impact) < 0;
}

type OnPiece = (bytes: Buffer, encoding: Encoding, origin: Position) => void;

/** Cuts what comes into overlapping pieces, as large files on disk are; a binary one gives none. */
function createPieces(onPiece: OnPiece, onBytes: (size: number) => void): LargeObject {
  const buffer = Buffer.allocUnsafeSlow(PIECE);
  let kept = 0;
  let origin: Position = { line: 1, column: 1 };
  let encoding: Encoding | 'none' | undefined;

  const cut = (atEnd: boolean): void => {
    const bytes = buffer.subarray(0, kept);
    encoding ??= isBinary(bytes) ? 'none' : encodingOf(bytes);
    if (encoding === 'none' || kept === 0) return;
    onPiece(bytes, encoding, origin);
    if (atEnd) return;
    const at = cutBefore(bytes, kept - OVERLAP, encoding);
    origin = advance(decode(bytes.subarray(0, at), encoding), origin);
    buffer.copyWithin(0, at, kept);
    kept -= at;
  };

  return {
    push(bytes) {
      onBytes(bytes.length);
      for (let at = 0; at < bytes.length;) {
        if (encoding === 'none') return;
        const taken = Math.min(bytes.length - at, buffer.length - kept);
        bytes.copy(buffer, kept, at, at + taken);
        kept += taken;
        at += taken;
        if (kept === buffer.length) cut(false);
      }
    },
    end: () => cut(true),
  };
}
