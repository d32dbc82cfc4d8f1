import parse from 'yargs-parser';
import { joinValues } from './join-values.js';
import { longName, type OptionLook } from './option.js';

/** What yargs makes of the words of a command line: by the long names of the options, as it has them. */
export function parseWords(
  argv: readonly string[],
  options: Readonly<Record<string, OptionLook>>,
): Readonly<Record<string, unknown>> {
  const all = Object.entries(options);
  const names = (isFlag: boolean) =>
    all.filter(([, { value }]) => (value === undefined) === isFlag).map(([key]) => longName(key));
  return parse(joinValues(argv, options), {
    boolean: names(true),
    string: names(false),
    alias: Object.fromEntries(all.map(([key, { alias = [] }]) => [longName(key), [alias].flat()])),
    configuration: {
      'unknown-options-as-args': true,
      'camel-case-expansion': false,
      'dot-notation': false,
      'boolean-negation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
      'populate--': true,
    },
  });
}
