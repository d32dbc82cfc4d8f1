import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** What README shows of our programs without a shell's help: each command line with what it is said to print. */
const shown = [...README.matchAll(/^```console\n(.*?)^```/gms)]
  .flatMap(([, block = '']) => block.split(/^\$ /m).slice(1))
  .map((session) => {
    const [line = '', ...printed] = session.split('\n');
    return { line, printed: printed.join('\n') };
  })
  .filter(({ line, printed }) => printed !== '' && /^(?:checkpointctl|crit) [^|>$;]+$/.test(line))
  // What needs a cluster cannot be shown here.
  .filter(({ line }) => !line.startsWith('checkpointctl capture'));

test('README shows some', () => {
  expect(shown.map(({ line }) => line.split(' ')[1])).toEqual(['show', 'grep', 'x', 'triage']);
});

test.each(shown)('README: $line', async ({ line, printed }) => {
  const [program, ...args] = line.split(' ');
  const run = await runHere(program === 'crit' ? 'crit' : 'checkpointctl', args);
  expect(run).toMatchObject({ status: 0, stdout: printed, stderr: '' });
});
