import type { CommandRef, Program } from './command.js';
import { ExitCode, reportError, UsageError } from './failure.js';
import { setWriteErrorCode, type Output } from './output.js';
import { VERSION } from './version.js';

/** Finds the command and runs it; returns the exit code. */
export async function runProgram(
  program: Program,
  argv: readonly string[],
  output: Output,
): Promise<number> {
  const at = argv.findIndex((word) => !word.startsWith('-'));
  const globals = at === -1 ? argv : argv.slice(0, at);
  for (const word of globals) {
    if (word === '--version') {
      await output.write(`${program.name} ${VERSION}\n`);
      return ExitCode.success;
    }
    if (word === '-h' || word === '--help') return await showHelp(program, argv[at], output);
    if (word !== '--debug') throw new UsageError(`unknown flag: ${word.replace(/=.*$/s, '')}`);
  }
  const name = argv[at];
  if (name === undefined) {
    if (program.withoutArguments !== undefined) {
      throw new UsageError(program.withoutArguments, `Run '${program.name} --help' for usage.`);
    }
    return await showHelp(program, undefined, output);
  }
  const rest = argv.slice(at + 1);
  if (name === 'help') return await showHelp(program, rest[0], output);
  const command = await findCommand(program, name).load();
  if ('commands' in command) return await runProgram(command, rest, output);
  const { parseArguments } = await import('./parse-arguments.js');
  setWriteErrorCode(command.errorCode ?? ExitCode.failure);
  try {
    const args = parseArguments(command, rest);
    if (args.flags.has('help')) return await showHelp(program, name, output);
    return (await command.run(args, output)) ?? ExitCode.success;
  } catch (error) {
    if (command.errorCode === undefined) throw error;
    reportError(error);
    return command.errorCode;
  }
}

async function showHelp(
  program: Program,
  name: string | undefined,
  output: Output,
): Promise<number> {
  const { commandHelp, programHelp } = await import('./help.js');
  const subject = name === undefined ? program : await findCommand(program, name).load();
  await output.write(
    'commands' in subject
      ? programHelp(subject)
      : await commandHelp(`${program.name} ${name ?? ''}`, subject),
  );
  return ExitCode.success;
}

function findCommand(program: Program, name: string): CommandRef {
  const found = program.commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `unknown command "${name}" for "${program.name}"`,
    `Run '${program.name} --help' for usage.`,
  );
}
