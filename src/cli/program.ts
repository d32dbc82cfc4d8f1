import type { Command, CommandRef, Program } from './command.js';
import { didYouMean } from './did-you-mean.js';
import type { Io } from './io.js';
import { finish, outcome } from './outcome.js';
import { setWriteErrorCode } from './output.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

/** Finds the command, runs it, and tells what ended it; returns the exit code. */
export async function runProgram(
  program: Program,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  try {
    return await findAndRun(program, argv, io);
  } catch (error) {
    io.err.error(error);
    return 1;
  }
}

async function findAndRun(program: Program, argv: readonly string[], io: Io): Promise<number> {
  if (program.only !== undefined) return await runOnly(program, program.only, argv, io);
  if (argv[0] === '--complete') return await offerValues(program, argv.slice(1), io);
  const at = argv.findIndex((word) => !word.startsWith('-'));
  const globals = at === -1 ? argv : argv.slice(0, at);
  for (const word of globals) {
    if (word === '--version' || word === '-v') {
      await io.out.write(`${program.name} ${VERSION}\n`);
      return 0;
    }
    if (word === '--notices') return await showNotices(io);
    if (word === '-h' || word === '--help') return await showHelp(program, argv[at], io);
    if (word !== '--debug') throw new UsageError(`unknown flag: ${word.replace(/=.*$/s, '')}`);
  }
  const name = argv[at];
  if (name === undefined) {
    if (program.withoutArguments !== undefined) {
      throw new UsageError(program.withoutArguments, `Run '${program.name} --help' for usage.`);
    }
    return await showHelp(program, undefined, io);
  }
  const rest = argv.slice(at + 1);
  if (name === 'help') return await showHelp(program, rest[0], io);
  const known = program.commands.find((each) => each.name === name);
  if (known === undefined) return await runOther(program, name, rest, io);
  const command = await known.load();
  if ('commands' in command) return await findAndRun(command, rest, io);
  return await runCommand(command, program, name, rest, io);
}

async function runOther(
  program: Program,
  name: string,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  const others = await program.others?.();
  return (await others?.run(name, argv, io)) ?? unknownCommand(program, name, others?.names());
}

/** A program that is one command: its options stand right behind its name. */
async function runOnly(
  program: Program,
  ref: CommandRef,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  const command = await ref.load();
  if ('commands' in command) return await findAndRun(command, argv, io);
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
    await io.out.write(`${program.name} ${VERSION}\n`);
    return 0;
  }
  return await runCommand(command, { ...program, commands: [ref] }, '', argv, io);
}

async function runCommand(
  command: Command,
  program: Program,
  name: string,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  const { parseArguments } = await import('./parse-arguments.js');
  const { exits } = command;
  setWriteErrorCode(exits.damaged);
  // What is -h elsewhere is something else to grep, but not alone.
  if (argv.length === 1 && argv[0] === '-h') return await showHelp(program, name, io);
  let strict = false;
  try {
    const typed = parseArguments(`${program.name} ${name}`.trim(), command, argv);
    const isGiven = (option: string) => typed.options.get(option)?.at(-1) === 'true';
    if (isGiven('help')) return await showHelp(program, name, io);
    strict = isGiven('strict');
    return finish(await command.start(typed, io), exits, strict, io.err);
  } catch (error) {
    return finish(outcome({ answered: false, damage: [error] }), exits, strict, io.err);
  }
}

async function showHelp(program: Program, name: string | undefined, io: Io): Promise<number> {
  const { commandHelp, programHelp } = await import('./help.js');
  const known = program.commands.find((each) => each.name === name);
  if (name !== undefined && known === undefined)
    return await runOther(program, name, ['--help'], io);
  const subject = (await known?.load()) ?? program;
  if ('commands' in subject) {
    const ours = subject.commands.map((command) => command.name);
    const others = await (await subject.others?.())?.list(ours);
    await io.out.write(programHelp(subject, others, io.out.width));
  } else {
    const whole = `${program.name} ${name ?? ''}`.trim();
    await io.out.write(await commandHelp(whole, subject, io.out.width));
  }
  return 0;
}

/** A line that is only being typed has no errors. */
async function offerValues(program: Program, words: readonly string[], io: Io): Promise<number> {
  const { complete } = await import('./complete/complete.js');
  await complete(program, words, io).catch(() => undefined);
  return 0;
}

/** Of all that is built into the programs. */
async function showNotices(io: Io): Promise<number> {
  const { readNotices } = await import('./notices.js');
  await io.out.write(readNotices());
  return 0;
}

function unknownCommand(program: Program, name: string, others: readonly string[] = []): never {
  const names = program.commands.map((command) => command.name);
  throw new UsageError(
    `unknown command "${name}" for "${program.name}"${didYouMean(name, [...names, ...others])}`,
    `Run '${program.name} --help' for usage.`,
  );
}
