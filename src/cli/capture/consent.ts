import { createInterface } from 'node:readline/promises';
import { safeText } from '../../render/safe-text.js';
import { isTerminal } from '../standard-streams.js';
import { UsageError } from '../usage-error.js';

/**
 * Asks whether to go on, where something is at stake.
 * @param stakes what is, as sentences; nothing is asked without any
 * @param advice what else than --yes there is to do
 * @throws UsageError when nobody can be asked
 */
export async function consents(
  stakes: readonly string[],
  yes: boolean,
  advice = '',
): Promise<boolean> {
  if (stakes.length === 0 || yes) return true;
  const what = stakes.join(', and ');
  if (!process.stdin.isTTY || !isTerminal(2)) {
    throw new UsageError(`${what}: --yes agrees${advice}`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${safeText(what)}. Go on? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
