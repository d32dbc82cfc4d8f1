import type { Change } from '../../analysis/diff/change.js';

/** So much of a value stands on the line of the change; of two that are longer each has its own. */
const SHORT = 60;

/** A change on a line, or on three where its values are long, with the lines of a text below. */
export function changeLines({ kind, pid, what, before, after, patch }: Change): string[] {
  const place = pid === undefined ? what : `PID ${String(pid).padEnd(5)} ${what}`;
  return [...valueLines(`${kind} ${place}`, before, after), ...patchLines(patch)];
}

function valueLines(head: string, before = '', after = ''): string[] {
  if (before === '' || after === '') {
    const value = before + after;
    return value === '' ? [head] : [`${head}: ${value}`];
  }
  if (before.length + after.length <= SHORT) return [`${head}: ${before} → ${after}`];
  return [head, `    - ${before}`, `    + ${after}`];
}

function patchLines(patch: string | undefined): string[] {
  if (patch === undefined) return [];
  return patch
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `    ${line}`);
}
