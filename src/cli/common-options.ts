import { flag, type OptionLook } from './option.js';

/** Options that every command has. A command may have the letter for something else. */
export const COMMON_OPTIONS = {
  strict: flag({ describe: 'Let every warning count as an error' }),
  debug: flag({ describe: 'Show the stack of an unexpected error' }),
  help: flag({ alias: 'h', describe: 'Show this help' }),
};

/** All options of a command, by the keys that their values have. */
export function withCommonOptions(
  options: Readonly<Record<string, OptionLook>>,
): Readonly<Record<string, OptionLook>> {
  const taken = new Set(Object.values(options).flatMap(({ alias }) => alias ?? []));
  const { help, ...others } = COMMON_OPTIONS;
  const { alias, ...named } = help;
  return {
    ...options,
    ...others,
    help: taken.has('h') ? named : { ...named, ...(alias !== undefined && { alias }) },
  };
}
