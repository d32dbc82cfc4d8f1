import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { withScratchDirectory } from '../../write/scratch-directory.js';

const WITHOUT =
  'there is no buildah in PATH, which keeps the images of this machine; -o oci:DIR or -o oci-archive:FILE ' +
  'make an image without it';

/** @throws CheckpointError `unsupported` when there is no buildah */
export function requireBuildah(): void {
  if (spawnSync('buildah', ['--version'], { stdio: 'ignore' }).error !== undefined) {
    throw new CheckpointError('unsupported', WITHOUT);
  }
}

/**
 * Has buildah take an image into the storage of the engines: it is written as an oci-archive first,
 * in TMPDIR, of which buildah takes the name as well, and is the same image as it is anywhere else.
 * @param write writes the archive
 * @throws CheckpointError in buildah's words
 */
export async function pullByBuildah(write: (file: string) => Promise<void>): Promise<void> {
  await withScratchDirectory(async (scratch) => {
    const file = join(scratch, 'image.tar');
    await write(file);
    const pulled = spawnSync('buildah', ['pull', '--quiet', `oci-archive:${file}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    const { status, stderr, error } = pulled;
    if (error !== undefined) throw new CheckpointError('unsupported', `buildah: ${error.message}`);
    if (status !== 0) {
      const last = stderr.trimEnd().split('\n').at(-1) ?? '';
      throw new CheckpointError('write-failed', `buildah pull failed: ${last}`);
    }
  });
}
