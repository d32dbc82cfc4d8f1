import type { DescriptorEnd } from '../analysis/triage/descriptor-ends.js';
import type { Evidence, Finding } from '../analysis/triage/finding.js';
import type { FindingDetails } from '../analysis/triage/finding-details.js';
import type { RuleLook } from '../analysis/triage/triage.js';
import type { Rule } from '../analysis/triage/rule.js';
import { counted } from '../bytes/counted.js';
import type { Disassemble } from '../formats/x86-code/disassemble.js';
import { isAbsent } from '../model/absent.js';
import { subjectText } from '../tables/findings.js';
import { changedLines, codeLines } from './code-lines.js';
import { hexRows } from './evidence-rows.js';
import { safeText } from './safe-text.js';

/** A finding with its evidence: the bytes and their code, both ends, what a text was before, where to look next. */
export function renderFindingInDetail(
  finding: Finding,
  { ends, patch }: FindingDetails,
  next: string | undefined,
  disassemble: Disassemble | undefined,
): string {
  const { severity, rule, title, subject, because, caveat, evidence, techniques } = finding;
  const comm = 'comm' in subject && !isAbsent(subject.comm) ? ` (${subject.comm})` : '';
  const lines = [
    `${severity.toUpperCase()}  ${rule}: ${title}${techniques.length === 0 ? '' : ` [${techniques.join(', ')}]`}`,
    `  ${subjectText(subject)}${comm}`,
    `  ${because}`,
    ...(caveat === undefined ? [] : [`  But: ${caveat}`]),
    ...evidence.flatMap((each) => evidenceLines(each, disassemble)),
    ...ends.map(endLine),
    ...(patch === undefined ? [] : patch.replace(/\n$/, '').split('\n').map(indented)),
    ...(next === undefined ? [] : [`  Next: ${next}`]),
  ];
  return `${lines.map(safeText).join('\n')}\n`;
}

function evidenceLines(evidence: Evidence, disassemble: Disassemble | undefined): string[] {
  const { pid, address, member, offset, field, symbol, bytes, original } = evidence;
  const at = [
    ...(pid === undefined ? [] : [`PID ${pid}`]),
    ...(address === undefined ? [] : [`at 0x${address.toString(16)}`]),
    ...(symbol === undefined ? [] : [`in ${symbol}`]),
    ...(member === undefined
      ? []
      : [`from ${member}${offset === undefined ? '' : ` +0x${offset.toString(16)}`}`]),
    ...(field === undefined ? [] : [field]),
  ].join(' ');
  const shown =
    bytes === undefined
      ? []
      : original === undefined
        ? [...hexRows(address ?? BigInt(offset ?? 0), bytes), ...codeLines(evidence, disassemble)]
        : changedLines(evidence, disassemble);
  return [at, ...shown].map(indented);
}

function endLine({ what, holders }: DescriptorEnd): string {
  const who = holders.map(({ pid, comm, fd }) => `PID ${pid} (${comm}) descriptor ${fd}`);
  return indented(`${what}: ${who.length === 0 ? 'no process of the checkpoint' : who.join(', ')}`);
}

function indented(line: string): string {
  return `    ${line}`.trimEnd();
}

/** What was looked at in an archive, and what could not be. */
export function renderLooked(
  archive: string,
  { processes, findings, accepted }: { processes: number; findings: number; accepted: number },
  looked: readonly RuleLook[],
): string {
  const known =
    accepted === 0 ? '' : `, and ${accepted} that ${accepted === 1 ? 'is' : 'are'} accepted`;
  return (
    `${safeText(archive)}: ${counted(looked.length, 'rule')} looked at ` +
    `${counted(processes, 'process', 'processes')}: ${counted(findings, 'finding')}${known}\n`
  );
}

/** By reason: which rules did not see something. */
export function blindWarnings(archive: string, looked: readonly RuleLook[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { rule, blind } of looked) {
    for (const reason of blind) byReason.set(reason, [...(byReason.get(reason) ?? []), rule]);
  }
  return [...byReason].map(
    ([reason, rules]) =>
      `${archive}: ${rules.length === 1 ? `the rule ${rules[0] ?? ''}` : counted(rules.length, 'rule')} could not look: ${reason}`,
  );
}

/** A rule in words: what it looks for, what is innocent, how to make sure. */
export function renderRule({
  id,
  title,
  severities,
  techniques,
  looksFor,
  innocent,
  confirm,
}: Rule): string {
  return [
    `${id}: ${title}`,
    '',
    `Severity:   ${severities.join(', ')}`,
    ...(techniques.length === 0 ? [] : [`ATT&CK:     ${techniques.join(', ')}`]),
    `Looks for:  ${looksFor}`,
    `Innocent:   ${innocent}`,
    `To confirm: ${confirm}`,
    '',
  ].join('\n');
}
