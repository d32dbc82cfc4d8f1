import type { Evidence, Finding } from '../analysis/triage/finding.js';
import type { RuleLook } from '../analysis/triage/triage.js';
import type { Rule } from '../analysis/triage/rule.js';
import { isAbsent } from '../model/absent.js';
import { subjectText } from '../tables/findings.js';
import { safeText } from './safe-text.js';

/** A finding with its evidence: the bytes, what they were before, and where to look next. */
export function renderFindingInDetail(finding: Finding, next: string | undefined): string {
  const { severity, rule, title, subject, because, caveat, evidence, techniques } = finding;
  const comm = 'comm' in subject && !isAbsent(subject.comm) ? ` (${subject.comm})` : '';
  const lines = [
    `${severity.toUpperCase()}  ${rule}: ${title}${techniques.length === 0 ? '' : ` [${techniques.join(', ')}]`}`,
    `  ${subjectText(subject)}${comm}`,
    `  ${because}`,
    ...(caveat === undefined ? [] : [`  But: ${caveat}`]),
    ...evidence.flatMap(evidenceLines),
    ...(next === undefined ? [] : [`  Next: ${next}`]),
  ];
  return `${lines.map(safeText).join('\n')}\n`;
}

function evidenceLines({
  pid,
  address,
  member,
  offset,
  field,
  symbol,
  bytes,
  original,
}: Evidence): string[] {
  const at = [
    ...(pid === undefined ? [] : [`PID ${pid}`]),
    ...(address === undefined ? [] : [`at 0x${address.toString(16)}`]),
    ...(symbol === undefined ? [] : [`in ${symbol}`]),
    ...(member === undefined
      ? []
      : [`from ${member}${offset === undefined ? '' : ` +0x${offset.toString(16)}`}`]),
    ...(field === undefined ? [] : [field]),
  ].join(' ');
  if (bytes === undefined) return [`    ${at}`];
  const start = address ?? BigInt(offset ?? 0);
  if (original === undefined) return [`    ${at}`, ...hexRows(start, bytes, '    ')];
  return [`    ${at}`, ...hexRows(start, original, '    - '), ...hexRows(start, bytes, '    + ')];
}

const ROW = 16;

function hexRows(start: bigint, bytes: Uint8Array, indent: string): string[] {
  return Array.from({ length: Math.ceil(bytes.length / ROW) }, (_, index) => {
    const row = bytes.subarray(index * ROW, (index + 1) * ROW);
    const digits = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = [...row]
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join('');
    const address = (start + BigInt(index * ROW)).toString(16).padStart(16, '0');
    return `${indent}${address}  ${digits.padEnd(3 * ROW - 1)}  |${text}|`;
  });
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
    `${safeText(archive)}: ${count(looked.length, 'rule')} looked at ` +
    `${count(processes, 'process', 'processes')}: ${count(findings, 'finding')}${known}\n`
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
      `${archive}: ${rules.length === 1 ? `the rule ${rules[0] ?? ''}` : count(rules.length, 'rule')} could not look: ${reason}`,
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

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
