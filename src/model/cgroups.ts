import type { CgroupDirEntry } from '../criu/messages.generated.js';
import type { Checkpoint } from './checkpoint.js';

/** The cgroup of a task in one hierarchy (cg_member_entry), as a line of /proc/PID/cgroup. */
export interface CgroupMembership {
  /** Controllers, or `name=systemd`; empty for cgroup v2. */
  readonly hierarchy: string;
  /** Path as the dumping host saw it. */
  readonly path: string;
  /** Path from the root of the task's cgroup namespace, where it has one of its own. */
  readonly path_inside?: string;
}

/** A directory of a hierarchy with its limits and other files. */
export interface CgroupDirectory {
  readonly path: string;
  /** Files and what was read from them: `pids.max`, `memory.max`, `cpu.cfs_quota_us` ... */
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

export interface CgroupHierarchy {
  readonly controllers: readonly string[];
  /** Threads of a process can be in different cgroups of it. */
  readonly threaded: boolean;
  readonly directories: readonly CgroupDirectory[];
}

export interface Cgroups {
  /** By cg_set_entry.id, which task_core_entry.cg_set and thread_core_entry.cg_set name. */
  readonly sets: ReadonlyMap<number, readonly CgroupMembership[]>;
  readonly hierarchies: readonly CgroupHierarchy[];
}

/**
 * cgroup.img; empty without it (`--manage-cgroups=ignore`).
 */
export function readCgroups({ images }: Checkpoint): Cgroups {
  const entry = images.find('cgroup.img', 'cgroup_entry');
  return {
    sets: new Map(
      (entry?.sets ?? []).map(({ id = 0, ctls = [] }) => [
        id,
        ctls.map(({ name = '', path = '', cgns_prefix = 0 }) => ({
          hierarchy: name,
          path,
          ...(cgns_prefix > 0 && { path_inside: path.slice(cgns_prefix) || '/' }),
        })),
      ]),
    ),
    hierarchies: (entry?.controllers ?? []).map(({ cnames = [], dirs = [], is_threaded }) => ({
      controllers: cnames,
      threaded: is_threaded === true,
      directories: dirs.flatMap((directory) => [...walk(directory, '')]),
    })),
  };
}

/** A directory and those in it. Messages nest to a limited depth, so this ends. */
function* walk(entry: CgroupDirEntry, parent: string): Generator<CgroupDirectory> {
  const path = `${parent}/${(entry.dir_name ?? '').replace(/^\/+/, '')}`;
  yield {
    path,
    properties: (entry.properties ?? []).map(({ name = '', value = '' }) => ({ name, value })),
  };
  for (const child of entry.children ?? []) yield* walk(child, path === '/' ? '' : path);
}
