import { argumentsUsage, type Arguments, type ArgumentValues, assignWords } from './argument.js';
import type { Io } from './io.js';
import { flagOf, type Options, type OptionLook, usageOf, type ValuesOf } from './option.js';
import { type Exits, EXITS, type Outcome } from './outcome.js';

/** All there is to tell of a command, but for what it does. */
export interface CommandLook {
  /** One line for the list of commands. */
  readonly summary: string;
  readonly arguments: Arguments;
  readonly options: Options;
  /** Command lines without the program's name, and what they do. */
  readonly examples: readonly (readonly [string, string])[];
  /** More to know, shown under the help. */
  readonly notes?: string;
  readonly exits: Exits;
}

/** What was typed, word by word. */
export interface Typed {
  readonly words: readonly string[];
  /** The values of each option, by its key; none of an option that was not given. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

export interface Command extends CommandLook {
  /** @throws UsageError */
  start(typed: Typed, io: Io): Promise<Outcome>;
}

type Definition<A extends Arguments, O extends Options> = Omit<
  CommandLook,
  'arguments' | 'options' | 'exits'
> & {
  readonly arguments: A;
  readonly options: O;
  readonly exits?: Exits;
  /** Gets what the words mean. Whatever ends it, `finish` tells and makes an exit code of it. */
  run(options: ArgumentValues<A> & ValuesOf<O>, io: Io): Promise<Outcome>;
};

/** A command, whose `run` gets the values that its options and arguments declare. */
export function defineCommand<const A extends Arguments, const O extends Options>(
  definition: Definition<A, O>,
): Command {
  return {
    exits: EXITS,
    ...definition,
    start(typed, io) {
      const values: Record<string, unknown> = {};
      const assigned = assignWords(definition.arguments, typed.words);
      for (const [key, argument] of Object.entries(definition.arguments)) {
        values[key] = argument.parse(assigned.get(key) ?? []);
      }
      for (const [key, option] of Object.entries(definition.options)) {
        const given = typed.options.get(key) ?? [option.default ?? []].flat();
        values[key] = option.parse(given, flagOf(key, option));
      }
      return definition.run(values as ArgumentValues<A> & ValuesOf<O>, io);
    },
  };
}

/** `[OPTIONS] ARCHIVE -p PID` */
export function usageLine(look: Pick<CommandLook, 'arguments' | 'options'>): string {
  const needed = Object.entries<OptionLook>(look.options)
    .filter(([, { required }]) => required === true)
    .map(([key, option]) => usageOf(option, flagOf(key, option)));
  return ['[OPTIONS]', argumentsUsage(look.arguments), ...needed]
    .filter((part) => part !== '')
    .join(' ');
}

/** A command that is loaded only when it is called, or a program with commands of its own. */
export interface CommandRef {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command | Program>;
}

/** Commands that are not ours, and never in place of ours. */
export interface OtherCommands {
  /**
   * Runs the one of a name with the words behind it.
   * @returns its exit code; undefined when there is none
   */
  run(name: string, argv: readonly string[], io: Io): Promise<number> | undefined;
  names(): readonly string[];
  /**
   * What they say that they do.
   * @param ours names that they cannot have
   */
  list(
    ours: readonly string[],
  ): Promise<readonly { readonly name: string; readonly description: string | undefined }[]>;
}

export interface Program {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly CommandRef[];
  /** Looked for when a name is none of the commands, and for the help. */
  readonly others?: () => Promise<OtherCommands>;
  /** The error of a call without arguments; without one, the help is shown. */
  readonly withoutArguments?: string;
  /** Set for a program that is one command, which has no name. */
  readonly only?: CommandRef;
}
