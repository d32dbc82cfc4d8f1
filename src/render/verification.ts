import type { Restore } from '../analysis/verify/check.js';
import type { Verification } from '../analysis/verify/verify-checkpoint.js';
import { safeText } from './safe-text.js';

const WORDS = { ok: 'ok', failed: 'FAILED', skipped: 'skipped' } as const;

const RESTORE: Readonly<Record<Restore, string>> = {
  fails: 'CRIU could not restore it.',
  differs: 'CRIU would restore something else than was frozen.',
  works: 'CRIU could restore it all the same.',
  unknown: 'Whether CRIU could restore it, this does not tell.',
};

/** A line for each check; below a failure what it means. */
export function renderVerification(rows: readonly Verification[]): string {
  const width = rows.reduce((most, { check }) => Math.max(most, check.length), 0);
  return rows
    .map(({ check, outcome, subject, detail, means, restore }, index) => {
      const what = subject === undefined ? detail : `${subject}: ${detail}`;
      const line = `${WORDS[outcome].padEnd(8)} ${check.padEnd(width)}  ${safeText(what)}\n`;
      const next = rows[index + 1];
      const isSame = next?.check === check && next.restore === restore;
      if (means === undefined || restore === undefined || isSame) return line;
      return `${line}${' '.repeat(width + 11)}${means} ${RESTORE[restore]}\n`;
    })
    .join('');
}
