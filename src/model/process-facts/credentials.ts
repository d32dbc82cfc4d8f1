import type { CoreEntry, CredsEntry } from '../../criu/messages.generated.js';
import { mapFact, type Fact } from '../absent.js';
import type { Checkpoint } from '../checkpoint.js';

/** The four ids of a user or group, as seen inside the process's user namespace. */
export interface Ids {
  readonly real: number;
  readonly effective: number;
  readonly saved: number;
  /** For access to files. */
  readonly fileSystem: number;
}

export interface Credentials {
  readonly uid: Ids;
  readonly gid: Ids;
  /** Supplementary groups. */
  readonly groups: readonly number[];
}

/**
 * creds_entry of a thread: in its core image (thread_core.creds), or in creds-PID.img of old sets.
 */
export function readCredsEntry(
  { images }: Checkpoint,
  tid: number,
  core: Partial<CoreEntry>,
): Fact<Partial<CredsEntry> | undefined> {
  const inCore = core.thread_core?.creds;
  if (inCore !== undefined) return inCore;
  return mapFact(images.list(`creds-${tid}.img`, 'creds_entry'), ([creds]) => creds);
}

export function credentialsOf(creds: Partial<CredsEntry>): Credentials {
  return {
    uid: {
      real: creds.uid ?? 0,
      effective: creds.euid ?? 0,
      saved: creds.suid ?? 0,
      fileSystem: creds.fsuid ?? 0,
    },
    gid: {
      real: creds.gid ?? 0,
      effective: creds.egid ?? 0,
      saved: creds.sgid ?? 0,
      fileSystem: creds.fsgid ?? 0,
    },
    groups: creds.groups ?? [],
  };
}
