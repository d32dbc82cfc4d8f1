import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Finding } from './finding.js';
import { subjectKey } from './subject-key.js';

/** Findings that are known and accepted: by rule and subject, not by address. */
export class Baseline {
  private readonly keys: ReadonlySet<string>;

  private constructor(keys: Iterable<string>) {
    this.keys = new Set(keys);
  }

  /**
   * JSON lines, as baselineLine writes them.
   * @throws CheckpointError `invalid-json` for a line that is none
   */
  static parse(text: string, file: string): Baseline {
    const lines = text.split('\n').map((line, index) => [line.trim(), index + 1] as const);
    return new Baseline(
      lines.filter(([line]) => line !== '').map(([line, number]) => parseLine(line, number, file)),
    );
  }

  has(finding: Finding): boolean {
    return this.keys.has(keyOf({ rule: finding.rule, subject: subjectKey(finding) }));
  }
}

interface Accepted {
  readonly rule: string;
  readonly subject: string;
}

/** What a finding is known by. */
export function acceptedOf(finding: Finding): Accepted & { readonly because: string } {
  return { rule: finding.rule, subject: subjectKey(finding), because: finding.because };
}

function parseLine(line: string, number: number, file: string): string {
  try {
    const { rule, subject } = JSON.parse(line) as Partial<Accepted>;
    if (typeof rule === 'string' && typeof subject === 'string') return keyOf({ rule, subject });
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new CheckpointError(
    'invalid-json',
    `line ${number} is no accepted finding: an object with rule and subject`,
    { file },
  );
}

function keyOf({ rule, subject }: Accepted): string {
  return `${rule}\n${subject}`;
}
