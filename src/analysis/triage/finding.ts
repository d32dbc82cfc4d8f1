import type { Fact } from '../../model/absent.js';
import type { RegisterArchitecture } from '../../model/registers/register.js';

/**
 * How much a finding weighs, the worst first.
 * - `high`: hardly ever innocent
 * - `medium`: often innocent in a named class of software
 * - `low`: worth knowing
 * - `info`: what the container could have done, or what lies near a finding
 */
export const SEVERITIES = ['high', 'medium', 'low', 'info'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What a finding is about. */
export type Subject =
  | { readonly kind: 'container' }
  | ({ readonly kind: 'process' } & OfProcess)
  | ({ readonly kind: 'thread'; readonly tid: number } & OfProcess)
  | ({ readonly kind: 'region'; readonly region: SubjectRegion } & OfProcess)
  | ({ readonly kind: 'descriptor'; readonly fd: number; readonly target: string } & OfProcess)
  | { readonly kind: 'file'; readonly path: string };

interface OfProcess {
  readonly pid: number;
  readonly comm: Fact<string>;
}

export interface SubjectRegion {
  readonly start: bigint;
  readonly end: bigint;
  readonly permissions: string;
  /** As /proc/PID/maps has it; empty for plain anonymous memory. */
  readonly name: string;
}

/** Where that was seen, so that whoever doubts it can look at the bytes. */
export interface Evidence {
  readonly pid?: number;
  /** Of memory. */
  readonly address?: bigint;
  /** Member of the archive that tells it, nested ones joined by a colon, and the byte in it. */
  readonly member?: string;
  readonly offset?: number;
  /** Field of the image's message. */
  readonly field?: string;
  /** The bytes themselves, where they are the point. */
  readonly bytes?: Uint8Array;
  /** What the bytes were before, where that is known. */
  readonly original?: Uint8Array;
  /** What is at the address: a symbol. */
  readonly symbol?: string;
  /** The processor that the bytes are code of, if that is what they are. */
  readonly code?: RegisterArchitecture;
  /** Changed code from the beginning of its function on: where instructions begin can be told from there. */
  readonly around?: CodeWindow;
}

/** The same addresses as the file has them and as memory does. */
export interface CodeWindow {
  readonly address: bigint;
  readonly original: Uint8Array;
  readonly now: Uint8Array;
}

/** What a rule saw. It claims no more than that. */
export interface Seen {
  readonly severity: Severity;
  readonly subject: Subject;
  /** What was seen, as a sentence without a full stop. */
  readonly because: string;
  readonly evidence: readonly Evidence[];
  /** Why it may be innocent here. */
  readonly caveat?: string;
  /** The command that shows more: its words without the program, ARCHIVE for the archive. */
  readonly next?: readonly string[];
}

/** Stands for the archive in `next`. */
export const ARCHIVE = 'ARCHIVE';

export interface Finding extends Seen {
  readonly rule: string;
  /** What the rule looks for, in a few words. */
  readonly title: string;
  /** IDs of MITRE ATT&CK. */
  readonly techniques: readonly string[];
}

/** The worst first; of the same weight by rule, then by process, then by address. */
export function compareFindings(one: Finding, other: Finding): number {
  return (
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    compareTexts(one.rule, other.rule) ||
    pidOf(one.subject) - pidOf(other.subject) ||
    compareNumbers(addressOf(one), addressOf(other))
  );
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
}

function pidOf(subject: Subject): number {
  return 'pid' in subject ? subject.pid : 0;
}

function addressOf({ subject, evidence }: Finding): bigint {
  return evidence[0]?.address ?? (subject.kind === 'region' ? subject.region.start : 0n);
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function compareNumbers(one: bigint, other: bigint): number {
  return one < other ? -1 : Number(one > other);
}
