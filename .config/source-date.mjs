import { execFileSync } from 'node:child_process';
import { SHARED } from './program-options.mjs';

/**
 * The time, in seconds, that is written into what is built, so that who builds the same again gets the same:
 * SOURCE_DATE_EPOCH (reproducible-builds.org), else that of the last commit, and now where there is none.
 */
export function sourceDate() {
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  if (epoch !== undefined) return Number(epoch);
  try {
    return Number(
      execFileSync('git', ['log', '-1', '--format=%ct'], {
        ...{ cwd: SHARED.absWorkingDir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
      }),
    );
  } catch {
    return Math.floor(Date.now() / 1000);
  }
}
