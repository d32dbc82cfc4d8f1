import type { OptionSpec } from '../command.js';

/** `-i` and `-o`, as CRIU's crit has them, and under the names that go-criu's has. */
export function inOutOptions(
  input: string,
  output: string,
): Readonly<Record<'in' | 'out', OptionSpec>> {
  return {
    in: {
      type: 'string',
      alias: ['i', 'input'],
      value: 'FILE',
      describe: `${input}; standard input by default`,
    },
    out: {
      type: 'string',
      alias: ['o', 'output'],
      value: 'FILE',
      describe: `Where ${output} goes; standard output by default`,
    },
  };
}
