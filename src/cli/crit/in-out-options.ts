import { type Option, text } from '../option.js';

/** `-i` and `-o`, as CRIU's crit has them, and under the names that go-criu's has. */
export function inOutOptions(
  input: string,
  output: string,
): Readonly<Record<'in' | 'out', Option<string | undefined>>> {
  return {
    in: text({
      alias: ['i', 'input'],
      value: 'FILE',
      describe: `${input}; standard input by default`,
    }),
    out: text({
      alias: ['o', 'output'],
      value: 'FILE',
      describe: `Where ${output} goes; standard output by default`,
    }),
  };
}
