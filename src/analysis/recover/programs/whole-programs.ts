import { isAbsent } from '../../../model/absent.js';
import { memfdInodeOf } from '../../../model/memfd-inodes.js';
import { remapsOf } from '../../../model/remaps.js';
import { ghostFiles } from '../kinds/ghosts.js';
import { memfdFiles } from '../kinds/memfds.js';
import type { RecoverContext, Recovered } from '../recovered.js';
import { addTo } from '../../../model/group-by.js';

/** Programs that were run or mapped as code and have no name any more: their whole files are in images. */
export function* wholePrograms(context: RecoverContext): Generator<Recovered> {
  const users = usersOf(context);
  for (const file of [...ghostFiles(context), ...memfdFiles(context)]) {
    const pids = users.get(file.source.member ?? '');
    if (pids === undefined) continue;
    const all = [...new Set([...pids, ...file.source.pids])];
    yield {
      ...file,
      kind: 'executables',
      what: `program ${file.what}`,
      isProgram: true,
      source: { ...file.source, pids: all },
    };
  }
}

/** Processes by the member that has the contents of a program of theirs. */
function usersOf({ view }: RecoverContext): ReadonlyMap<string, readonly number[]> {
  const { checkpoint, processes } = view;
  const remaps = remapsOf(checkpoint);
  const users = new Map<string, number[]>();
  const add = (pid: number, file: number): void => {
    const target = remaps.get(file);
    const shmid = memfdInodeOf(checkpoint, file)?.shmid;
    const image =
      target?.kind === 'ghost'
        ? target.image
        : shmid === undefined
          ? undefined
          : `pagemap-shmem-${shmid}.img`;
    if (image === undefined) return;
    const member = checkpoint.imagePrefix + image;
    addTo(users, member, pid);
  };
  for (const { pid, mm, space } of processes) {
    if (!isAbsent(mm) && mm.exe_file_id !== undefined) add(pid, mm.exe_file_id);
    if (isAbsent(space)) continue;
    for (const { backing, executable } of space.regions) {
      if (executable && 'file' in backing) add(pid, backing.file);
    }
  }
  return users;
}
