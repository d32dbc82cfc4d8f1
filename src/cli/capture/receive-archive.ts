import { basename } from 'node:path';
import { HashedChunks, type Digest } from '../../bytes/hashed-chunks.js';
import { encodeText } from '../../bytes/text.js';
import { checksumLine } from '../../render/checksum-lines.js';
import { OutputFile } from '../../write/output-file.js';
import { writeNewFile } from '../../write/write-new-file.js';
import { FORCE_OPTION } from '../archive-options.js';
import type { Io } from '../io.js';
import { flag, required, text } from '../option.js';

/** Options of what is written to this machine. */
export const FILE_OPTIONS = {
  output: required(
    text({ alias: 'o', value: 'FILE', describe: 'The archive, for its owner only' }),
  ),
  sha256: flag({ describe: 'Write FILE.sha256 too, for `sha256sum -c`' }),
  ...FORCE_OPTION,
};

interface Target {
  readonly output: string;
  readonly sha256: boolean;
  readonly force: boolean;
}

/**
 * Writes an archive while it comes, whole or not at all. Whether there may be a file of that name is known before
 * anything is asked for.
 * @param start asks for the bytes
 */
export async function receiveArchive(
  { output, sha256, force }: Target,
  io: Io,
  start: () => AsyncIterable<Uint8Array>,
): Promise<Digest> {
  const file = new OutputFile(output, { replace: force, inputs: [] });
  const progress = io.progress('Receiving');
  let digest: Digest;
  try {
    const chunks = new HashedChunks(start(), progress.advance);
    for await (const chunk of chunks.passing()) await file.write(chunk);
    digest = await chunks.finish();
    await file.finish();
  } catch (error) {
    throw await file.abandon(error);
  } finally {
    progress.stop();
  }
  if (sha256) {
    const line = encodeText(checksumLine(digest.sha256, basename(output)));
    await writeNewFile(`${output}.sha256`, { replace: force }, (to) => to.write(line, 0));
  }
  return digest;
}
