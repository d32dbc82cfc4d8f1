import { describe, expect, test } from 'vitest';
import { memfdInodeOf } from '../../src/model/memfd-inodes.js';
import { isDeletedBy, remapsOf } from '../../src/model/remaps.js';
import { madeCheckpoint } from '../support/made-checkpoint.js';
import { message } from '../support/memory-images.js';
import { imageBytes } from '../support/wire.js';

const LINKED = 0;
const GHOST = 1;
const PROCFS = 2;

/** What remap-fpath.img says of file 1 by these entries: remap_type and remap_id. */
function remapOf(...entries: readonly (readonly [type: number, id: number])[]) {
  const messages = entries.map(([remap_type, remap_id]) =>
    message('remap_file_path_entry', { orig_id: 1, remap_id, remap_type }),
  );
  return remapsOf(madeCheckpoint({ 'remap-fpath.img': imageBytes('REMAP_FPATH', messages) })).get(
    1,
  );
}

describe('of several remaps of one file', () => {
  // collect_one_remap() of criu/files-reg.c sets reg_file_info.remap anew for each entry.
  test('the last counts', () => {
    expect(remapOf([GHOST, 2], [GHOST, 0x1f])).toEqual({
      kind: 'ghost',
      image: 'ghost-file-1f.img',
    });
    expect(remapOf([GHOST, 2], [LINKED, 3])).toEqual({ kind: 'linked', id: 3 });
  });

  // collect_remap_dead_process() makes a helper process and sets nothing.
  test('one of a process leaves the others alone', () => {
    expect(remapOf([GHOST, 2], [PROCFS, 9])).toEqual({ kind: 'ghost', image: 'ghost-file-2.img' });
    expect(remapOf([PROCFS, 9], [LINKED, 3])).toEqual({ kind: 'linked', id: 3 });
    expect(remapOf([PROCFS, 9])).toEqual({ kind: 'procfs', pid: 9 });
  });
});

test('of a process that is gone the directory is deleted, and no file in it', () => {
  const target = { kind: 'procfs', pid: 9 } as const;
  expect(isDeletedBy(target, '/proc/9')).toBe(true);
  expect(isDeletedBy(target, '/proc/9/mountinfo')).toBe(false);
  expect(isDeletedBy({ kind: 'linked', id: 2 }, '/proc/9/mountinfo')).toBe(true);
});

// memfd_alloc_inode() of criu/memfd.c looks from the first inode on.
test('of several inodes with one id the first is that of a memfd', () => {
  const inode = (name: string) => message('memfd_inode_entry', { inode_id: 7n, name });
  const checkpoint = madeCheckpoint({
    'files.img': imageBytes('FILES', [
      message('file_entry', { type: 18, id: 4, memfd: { id: 4, inode_id: 7 } }),
    ]),
    'memfd.img': imageBytes('MEMFD_INODE', [inode('first'), inode('second')]),
  });
  expect(memfdInodeOf(checkpoint, 4)?.name).toBe('first');
  expect(memfdInodeOf(checkpoint, 5)).toBeUndefined();
});
