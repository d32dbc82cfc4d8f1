import type { Log, ReportingDescriptor, Result } from 'sarif';
import { SEVERITIES, type Finding, type Severity } from '../analysis/triage/finding.js';
import type { Rule } from '../analysis/triage/rule.js';
import { subjectKey } from '../analysis/triage/subject-key.js';
import { subjectText } from '../tables/findings.js';
import { renderJson } from './json.js';

/** Findings of one archive. */
export interface SarifRun {
  readonly archive: string;
  readonly findings: readonly Finding[];
}

const LEVELS: Readonly<Record<Severity, Result.level>> = {
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** What code scanning sorts by: CVSS-like, from 0 to 10. */
const WEIGHTS: Readonly<Record<Severity, string>> = {
  high: '8.0',
  medium: '5.0',
  low: '2.0',
  info: '0.0',
};

/** SARIF 2.1.0 (OASIS), as CI and code scanning take it: one run, a result a finding. */
export function renderSarif(
  runs: readonly SarifRun[],
  rules: readonly Rule[],
  version: string,
): string {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'checkpointctl', version, rules: rules.map(descriptor) },
        },
        columnKind: 'utf16CodeUnits',
        results: runs.flatMap(({ archive, findings }) =>
          findings.map((finding) => result(archive, finding, indexes.get(finding.rule) ?? -1)),
        ),
      },
    ],
  };
  return renderJson(log);
}

function descriptor({
  id,
  title,
  looksFor,
  innocent,
  confirm,
  severities,
  techniques,
}: Rule): ReportingDescriptor {
  const worst = SEVERITIES.find((each) => severities.includes(each)) ?? 'info';
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: looksFor },
    help: { text: `${looksFor} Innocent: ${innocent} To confirm: ${confirm}` },
    defaultConfiguration: { level: LEVELS[worst] },
    properties: { tags: ['security', ...techniques], 'security-severity': WEIGHTS[worst] },
  };
}

function result(archive: string, finding: Finding, ruleIndex: number): Result {
  const { rule, severity, because, subject, evidence, caveat } = finding;
  const [first] = evidence;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: caveat === undefined ? because : `${because} (${caveat})` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(archive, first?.member) },
          ...(first?.offset !== undefined && { region: { byteOffset: first.offset } }),
          ...(first?.address !== undefined && {
            address: {
              ...(isSafe(first.address) && { absoluteAddress: Number(first.address) }),
              fullyQualifiedName: `0x${first.address.toString(16)}`,
            },
          }),
        },
        logicalLocations: [{ fullyQualifiedName: subjectText(subject), kind: subject.kind }],
      },
    ],
    partialFingerprints: { 'checkpointctl/v1': `${rule}:${subjectKey(finding)}` },
    properties: { severity },
  };
}

/** A JSON number has 53 bits for whoever reads it as others do. */
function isSafe(address: bigint): boolean {
  return address <= BigInt(Number.MAX_SAFE_INTEGER);
}

function uriOf(archive: string, member: string | undefined): string {
  const path = archive.split('/').map(encodeURIComponent).join('/');
  return member === undefined
    ? path
    : `${path}#${member.split('/').map(encodeURIComponent).join('/')}`;
}
