import type { TaskKobjIdsEntry } from '../../../criu/messages.generated.js';
import { readProcesses } from '../../../model/processes.js';
import { type Check, skipPreDump } from '../check.js';

/** Images of a namespace that CRIU writes for every one that it dumps (criu/namespaces.c). */
const IMAGES = [
  ['uts_ns_id', 'utsns-'],
  ['ipc_ns_id', 'ipcns-var-'],
  ['mnt_ns_id', 'mountpoints-'],
  ['user_ns_id', 'userns-'],
  ['net_ns_id', 'netns-'],
] as const satisfies readonly (readonly [keyof TaskKobjIdsEntry, string])[];

/**
 * A namespace that the dump did not share with CRIU has its images. Which that are, no image tells: where there
 * is one of a kind, it must be that of the processes.
 */
export const namespacesResolve: Check = {
  name: 'namespaces',
  holds: 'namespaces that were dumped are those of the processes',
  means:
    'Host name, mounts, users or network of the container are lost, or are those of another dump.',
  restore: 'fails',
  skip: skipPreDump,
  *failures({ checkpoint }) {
    const { images } = checkpoint;
    const processes = checkpoint.damage.attemptOr(() => readProcesses(checkpoint), []);
    const all = processes.flatMap(({ ids }) => ids ?? []);
    for (const [field, prefix] of IMAGES) {
      const used = new Set(all.flatMap((ids) => ids[field] ?? []));
      const names = images.names(new RegExp(`^${prefix}\\d+\\.img$`));
      const there = names.map((name) => Number(/(\d+)\.img$/.exec(name)?.[1]));
      if (used.size === 0 || there.length === 0 || there.some((id) => used.has(id))) continue;
      yield {
        subject: names.join(', '),
        problem: `no process is in it: their ${field} is ${[...used].join(', ')}`,
      };
    }
  },
};
