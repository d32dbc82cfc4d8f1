import type { Output } from './output.js';

/** One option, from which parser, help and completion come. */
export interface OptionSpec {
  readonly type: 'boolean' | 'string';
  readonly describe: string;
  /** One letter, or another long name. */
  readonly alias?: string | readonly string[];
  /** What a value is called in the help, such as `FILE`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** What the option means without a value; one is then given only as `--option=value`. */
  readonly implied?: string;
  /** May be given several times; every value counts. */
  readonly repeat?: true;
}

export interface CommandSpec {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What stands behind the options, as in `ARCHIVE [MEMBER...]`. */
  readonly arguments: string;
  readonly minArguments: number;
  readonly maxArguments: number;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Command lines without the program's name, and what they do. */
  readonly examples: readonly (readonly [string, string])[];
  /** More to know, shown under the help. */
  readonly notes?: string;
  /** Exit code of an error, where it is not 1. */
  readonly errorCode?: number;
}

/** What was typed, checked against the spec. */
export interface Arguments {
  readonly positional: readonly string[];
  /** True for a boolean option that was given. */
  readonly flags: ReadonlySet<string>;
  /** Values of the other options, defaults included; of an option given twice the last. */
  readonly values: ReadonlyMap<string, string>;
  /** All values of the options that may be given several times, in their order. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

export interface Command extends CommandSpec {
  /** @returns the exit code; nothing is 0 */
  run(args: Arguments, output: Output): Promise<number | undefined>;
}

/** A command that is loaded only when it is called, or a program with commands of its own. */
export interface CommandRef {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command | Program>;
}

export interface Program {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly CommandRef[];
  /** The error of a call without arguments; without one, the help is shown. */
  readonly withoutArguments?: string;
}
