import type { MntEntry } from '../criu/messages.generated.js';
import { enumDef } from '../criu/schema.js';
import type { Checkpoint } from './checkpoint.js';
import { fileSystemOptions, mountOptions } from './mount-flags.js';
import { withoutUndefined } from './without-undefined.js';

/** A mount (mnt_entry), with the names of /proc/PID/mountinfo's fields as proc(5) has them. */
export interface Mount {
  readonly mount_id: number;
  /** The mount that this one lies on; that of the root is outside of the namespace. */
  readonly parent_id: number;
  /** Device number of the file system, `MAJOR:MINOR`. */
  readonly device: string;
  /** Directory or file of the file system that shows at the mount point. */
  readonly root: string;
  readonly mount_point: string;
  /** Options of the mount, `rw` or `ro` first. */
  readonly mount_options: readonly string[];
  /** Peer group that it propagates mounts to and from (`shared:N`). */
  readonly shared?: number;
  /** Peer group that it takes mounts from only (`master:N`). */
  readonly master?: number;
  /** Absent for one that CRIU does not handle, such as that of a bind mount from the host. */
  readonly filesystem_type?: string;
  readonly mount_source: string;
  /** `rw` or `ro` and other flags of the file system as a whole; absent in images before CRIU 2.0. */
  readonly super_options?: readonly string[];
  /** The file system's own options, such as `size=64m` or an overlay's `lowerdir=`, as a text. */
  readonly data: string;
  /** Name under which the engine passes it in at restore: it comes from outside of the container. */
  readonly external_key?: string;
  readonly external: boolean;
  /** What is mounted was deleted. */
  readonly deleted: boolean;
  /** Restored by a plugin of CRIU. */
  readonly with_plugin: boolean;
  /** Image with the contents of a tmpfs; absent where they are not in the checkpoint. */
  readonly contents?: string;
}

/** Names of enum fstype that are other words than the kernel's. */
const KERNEL_NAMES: Readonly<Record<string, string>> = { OVERLAYFS: 'overlay' };

/**
 * The mounts of a namespace (mountpoints-N.img) in mountinfo's order, which is the reverse of the
 * image's: CRIU reads mountinfo into a list by putting each line before the others.
 */
export function readMounts(checkpoint: Checkpoint, namespace: number): Mount[] {
  return checkpoint.images
    .messages(`mountpoints-${namespace}.img`, 'mnt_entry')
    .reverse()
    .map((entry) => mountOf(checkpoint, entry));
}

function mountOf(checkpoint: Checkpoint, entry: MntEntry): Mount {
  const { root_dev = 0, shared_id = 0, master_id = 0, sb_flags } = entry;
  return {
    mount_id: entry.mnt_id ?? 0,
    parent_id: entry.parent_mnt_id ?? 0,
    device: `${root_dev >>> 20}:${root_dev & 0xfffff}`,
    root: entry.root ?? '',
    mount_point: entry.mountpoint ?? '',
    mount_options: mountOptions(entry.flags ?? 0),
    mount_source: entry.source ?? '',
    data: entry.options ?? '',
    external: entry.ext_mount === true || (entry.ext_key ?? '') !== '',
    deleted: entry.deleted === true,
    with_plugin: entry.with_plugin === true,
    ...withoutUndefined({
      shared: shared_id === 0 ? undefined : shared_id,
      master: master_id === 0 ? undefined : master_id,
      filesystem_type: fileSystemType(entry),
      super_options: sb_flags === undefined ? undefined : fileSystemOptions(sb_flags),
      external_key: entry.ext_key === '' ? undefined : entry.ext_key,
      contents: contentsOf(checkpoint, entry),
    }),
  };
}

function fileSystemType({ fstype = 0, fsname = '' }: MntEntry): string | undefined {
  if (fsname !== '') return fsname;
  const name = enumDef('fstype').byNumber.get(fstype);
  if (name === undefined || name === 'UNSUPPORTED' || name === 'AUTO') return undefined;
  return KERNEL_NAMES[name] ?? name.toLowerCase();
}

/** tmpfs-dev-DEVICE.tar.gz.img, in old sets tmpfs-MOUNT.tar.gz.img. */
function contentsOf(
  checkpoint: Checkpoint,
  { root_dev = 0, mnt_id = 0 }: MntEntry,
): string | undefined {
  return [`tmpfs-dev-${root_dev}.tar.gz.img`, `tmpfs-${mnt_id}.tar.gz.img`].find((name) =>
    checkpoint.images.has(name),
  );
}
