import { hashFile } from '../../analysis/hash/hash-archive.js';
import { isAbsent } from '../../model/absent.js';
import { checksumLine } from '../../render/checksum-lines.js';
import { renderJson } from '../../render/json.js';
import { safeText } from '../../render/safe-text.js';
import type { Io } from '../io.js';
import { outcome, type Outcome } from '../outcome.js';

/** An archive that an engine has made. */
export interface Captured {
  readonly path: string;
  /** Whose path that is. */
  readonly where: string;
  readonly isHere: boolean;
  /** When it is known already. */
  readonly sha256?: string;
}

/** Prints where the archives are; of those on this machine also their SHA-256, and what they are. */
export async function showCaptured(
  all: readonly Captured[],
  format: 'text' | 'json',
  io: Io,
): Promise<Outcome> {
  const hashed: Captured[] = [];
  for (const captured of all) {
    if (format === 'text') await io.out.write(`${safeText(captured.path)}\n`);
    const sha256 = captured.sha256 ?? (captured.isHere ? await sha256Of(captured.path) : undefined);
    hashed.push(sha256 === undefined ? captured : { ...captured, sha256 });
    if (format === 'text' && sha256 !== undefined) {
      await io.out.write(checksumLine(sha256, safeText(captured.path)));
    }
  }
  if (format === 'json') {
    await io.out.write(renderJson(hashed.map(capturedJson)));
    return outcome();
  }
  const here = hashed.filter(({ isHere }) => isHere).map(({ path }) => path);
  if (here.length === 0) return outcome();
  const { command } = await import('../commands/show.js');
  return await command.start({ words: here, options: new Map() }, io);
}

async function sha256Of(path: string): Promise<string | undefined> {
  const sha256 = await hashFile(path);
  return isAbsent(sha256) ? undefined : sha256;
}

function capturedJson({ path, where, isHere, sha256 }: Captured): object {
  return { path, where, on_this_machine: isHere, sha256: sha256 ?? null };
}
