import { closeSync, writeSync } from 'node:fs';
import { hasCompressedPages } from '../../analysis/repack/repack-pages.js';
import { findOverwritten, type RedactQuestion } from '../../analysis/redact/find-overwritten.js';
import type { Overwritten } from '../../analysis/redact/overwritten.js';
import { plainArchive, type UnpackedMember } from '../../analysis/redact/plain-archive.js';
import type { Archive } from '../../archive/archive.js';
import { sourceChunks } from '../../archive/content.js';
import { hasBytes } from '../../archive/member.js';
import { openArchive } from '../../archive/open.js';
import { openNameless } from '../../archive/spool.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { hearSignals } from '../../bytes/hear-signals.js';
import { findCheckpoints } from '../../model/checkpoint.js';
import { writeError } from '../write-error.js';
import { Overwrites } from './overwrite.js';
import { packAgain } from './pack-again.js';

/** Overwriting one can lay bare another; more rounds than these are a trick. */
const MOST_ROUNDS = 5;

/**
 * Overwrites secrets in a plain tar, until nothing more is found.
 * @param fd the tar, to be read and written
 * @param file what it is called in messages
 * @param tell of each place that is overwritten
 * @throws CheckpointError when what is found cannot be overwritten, or something cannot be read
 */
export async function redactTar(
  fd: number,
  file: string,
  question: RedactQuestion,
  tell: (found: Overwritten) => void,
): Promise<void> {
  const path = `/dev/fd/${fd}`;
  try {
    for (let round = 1; ; round++) {
      // What was asked for by its pattern is found once: x may be what it matches.
      const patterns = round === 1 ? question.patterns : [];
      const count = await redactOnce(fd, path, { ...question, patterns }, tell);
      if (count === 0) return;
      if (round === MOST_ROUNDS) {
        throw new CheckpointError(
          'limit',
          'there are more secrets under those that were overwritten',
          { file },
        );
      }
    }
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const { code, sentence, place, hint } = error;
    const named = sentence.replaceAll(path, file);
    throw new CheckpointError(
      code,
      named,
      place.file === undefined ? place : { ...place, file },
      hint,
    );
  }
}

/** @returns how many finds there were */
async function redactOnce(
  fd: number,
  path: string,
  question: RedactQuestion,
  tell: (found: Overwritten) => void,
): Promise<number> {
  const { limits } = question;
  const opened = await openArchive(path, { keep: () => true, limits });
  const temporary: number[] = [];
  const keep = async (chunks: AsyncIterable<Uint8Array>) => {
    const spool = openNameless();
    temporary.push(spool);
    return { fd: spool, size: await writeAll(spool, chunks) };
  };
  try {
    if (opened.form !== 'tar')
      throw unfit(path, 'it is no tar of a checkpoint; unpack it and pack that');
    const { archive, unpacked } = await plainArchive(opened, limits, keep);
    const isOurs = (each: number) => each === own || temporary.includes(each);
    const own = descriptorOf(opened);
    const overwrites = new Overwrites();
    let count = 0;
    for (const checkpoint of findCheckpoints(archive)) {
      if (hasCompressedPages(checkpoint)) {
        throw unfit(
          path,
          'its pages are compressed, where nothing can be overwritten; crit decompress',
        );
      }
      const isCut = await findOverwritten(checkpoint, question, (found) => {
        overwrites.add(found, isOurs);
        count += 1;
        tell(found);
      });
      const [damage] = checkpoint.damage.list;
      if (damage !== undefined) throw damage;
      if (isCut) throw unfit(path, 'there is more that looks like secrets than is looked at');
    }
    overwrites.apply((each) => (each === own ? fd : each));
    for (const each of unpacked) {
      if (overwrites.files.has(each.fd)) await writeBack(each, fd);
    }
    return count;
  } finally {
    for (const each of temporary) closeSync(each);
    opened.close();
  }
}

/** The file that all members of a plain tar lie in. */
function descriptorOf(archive: Archive): number | undefined {
  for (const member of archive.members) {
    if (!hasBytes(member)) continue;
    const { inFile } = archive.source(member);
    if (inFile !== undefined && 'fd' in inFile.file) return inFile.file.fd;
  }
  return undefined;
}

async function writeBack(unpacked: UnpackedMember, fd: number): Promise<void> {
  const { plain, stored, compression, member } = unpacked;
  let at = stored.inFile?.offset ?? 0;
  const chunks = packAgain(compression, () => sourceChunks(plain), stored.size, {
    member: member.name,
  });
  for await (const chunk of chunks) {
    writeAt(fd, chunk, at);
    at += chunk.length;
    await hearSignals(chunk.length);
  }
}

/** Writes chunks one behind the other from the beginning on; returns their bytes. */
export async function writeAll(fd: number, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of chunks) {
    writeAt(fd, chunk, size);
    size += chunk.length;
    await hearSignals(chunk.length);
  }
  return size;
}

function writeAt(fd: number, bytes: Uint8Array, at: number): void {
  try {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(fd, bytes, done, bytes.length - done, at + done);
    }
  } catch (error) {
    throw writeError('write', 'the copy', error);
  }
}

function unfit(file: string, why: string): CheckpointError {
  return new CheckpointError('unsupported', `cannot be redacted: ${why}`, { file });
}
