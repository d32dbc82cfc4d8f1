import { homedir } from 'node:os';
import type { Program } from '../command.js';
import type { Io } from '../io.js';
import { findOffer } from './find-offer.js';
import { offeredValues } from './offered-values.js';
import { quotePowerShell, quoteWord, splitShellLine } from './shell-line.js';

/**
 * What a completion script asks the program for: `--complete bash LINE PIECE`, `--complete fish LINE` or
 * `--complete powershell =WORD...`, a value a line. The line ends where the cursor is. bash takes words apart at colons
 * and equals signs: of what is typed it replaces PIECE alone, and wants it quoted. fish quotes by itself, and shows what
 * stands behind a tab. PowerShell knows the words of a line better than we do, and wants them quoted its own way.
 */
export async function complete(
  program: Program,
  [shell = '', ...asked]: readonly string[],
  io: Io,
): Promise<void> {
  if (shell === 'powershell') await completeWords(program, asked, io);
  else await completeLine(program, shell, asked, io);
}

async function completeWords(program: Program, asked: readonly string[], io: Io): Promise<void> {
  const offer = await findOffer(
    program,
    asked.map((word) => word.slice(1)),
  );
  if (offer === undefined) return;
  for (const { value, describe = value } of await offeredValues(offer, io)) {
    await io.out.write(`${quotePowerShell(offer.before + value)}\t${describe}\n`);
  }
}

async function completeLine(
  program: Program,
  shell: string,
  [line = '', piece]: readonly string[],
  io: Io,
): Promise<void> {
  const words = splitShellLine(line, homedir());
  const current = words.at(-1);
  if (current?.isPlain !== true) return;
  const offer = await findOffer(
    program,
    words.slice(1).map(({ text }) => text),
  );
  if (offer === undefined) return;
  const kept = current.raw.slice(0, current.raw.length - pieceLength(current.raw, piece));
  for (const { value, describe } of await offeredValues(offer, io)) {
    const whole = offer.before + value;
    if (shell === 'fish') {
      await io.out.write(`${whole}${describe === undefined ? '' : `\t${describe}`}\n`);
      continue;
    }
    const quoted = quoteWord(whole);
    if (quoted.startsWith(kept)) await io.out.write(`${quoted.slice(kept.length)}\n`);
  }
}

/** At a colon or an equals sign, bash's piece is that sign, and what it replaces is what comes behind. */
function pieceLength(raw: string, piece: string | undefined): number {
  if (piece === undefined || !raw.endsWith(piece)) return raw.length;
  return piece === ':' || piece === '=' ? 0 : piece.length;
}
