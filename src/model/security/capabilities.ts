import type { CredsEntry } from '../../criu/messages.generated.js';
import type { Engine } from '../container.js';

/** The five sets of a thread, by name (`CAP_SYS_ADMIN`, or `CAP_63` for what has no name yet). */
export interface Capabilities {
  readonly effective: readonly string[];
  readonly permitted: readonly string[];
  readonly inheritable: readonly string[];
  readonly bounding: readonly string[];
  readonly ambient: readonly string[];
}

// By number (include/uapi/linux/capability.h).
const NAMES = (
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE ' +
  'NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO ' +
  'SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME ' +
  'SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG ' +
  'WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
).split(' ');

/** Every kernel since 3.16 has these: who has them all has what the host's root has. */
const OLDEST_FULL_SET = NAMES.slice(0, NAMES.indexOf('PERFMON'));

// Each of these leads to the host, or to what is root on it: modules, raw memory and ports, other
// processes, files by handle, BPF programs, and whatever SYS_ADMIN allows (capabilities(7)).
const POWERFUL = 'SYS_ADMIN SYS_MODULE SYS_RAWIO SYS_PTRACE DAC_READ_SEARCH BPF';

// What a container gets that asks for nothing.
const PODMAN =
  'CHOWN DAC_OVERRIDE FOWNER FSETID KILL NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT';
const CRI_O = 'CHOWN DAC_OVERRIDE FOWNER FSETID KILL NET_BIND_SERVICE SETGID SETPCAP SETUID';
const CONTAINERD = `${PODMAN} AUDIT_WRITE MKNOD NET_RAW`;

/** The default capabilities of an engine; Docker's and containerd's are the same. */
export function defaultCapabilities(engine: Engine): readonly string[] | undefined {
  switch (engine) {
    case 'Podman':
      return prefixed(PODMAN.split(' '));
    case 'CRI-O':
      return prefixed(CRI_O.split(' '));
    case 'containerd':
      return prefixed(CONTAINERD.split(' '));
    case 'unknown':
      return undefined;
  }
}

/** creds_entry.cap_*: 32-bit words, the low one first. */
export function capabilitiesOf(creds: Partial<CredsEntry>): Capabilities {
  return {
    effective: namesOf(creds.cap_eff),
    permitted: namesOf(creds.cap_prm),
    inheritable: namesOf(creds.cap_inh),
    bounding: namesOf(creds.cap_bnd),
    ambient: namesOf(creds.cap_amb),
  };
}

/** vfs_cap_data (include/uapi/linux/capability.h): a revision of 1 has one word of each set, later ones two. */
export function fileCapabilitiesOf(data: Uint8Array): readonly string[] | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (data.length < 12) return undefined;
  const revision = view.getUint8(3);
  const words = revision === 1 ? 1 : 2;
  if (revision < 1 || revision > 3 || data.length < 4 + 8 * words) return undefined;
  const permitted = Array.from({ length: words }, (_, index) =>
    view.getUint32(4 + 8 * index, true),
  );
  return namesOf(permitted);
}

/** Whether nothing is missing that every kernel of today has. */
export function isFullSet(names: readonly string[]): boolean {
  const set = new Set(names);
  return prefixed(OLDEST_FULL_SET).every((name) => set.has(name));
}

/** Those with which root in a container is hardly less than root on the host. */
export function powerfulCapabilities(names: readonly string[]): string[] {
  return prefixed(POWERFUL.split(' ')).filter((name) => names.includes(name));
}

/** Two sets compared. */
export interface CapabilityDifference {
  /** Those that the other set does not have. */
  readonly added: readonly string[];
  readonly dropped: readonly string[];
}

export function compareCapabilities(
  names: readonly string[],
  others: readonly string[],
): CapabilityDifference {
  return {
    added: names.filter((name) => !others.includes(name)),
    dropped: others.filter((name) => !names.includes(name)),
  };
}

/** Two words; a forged list may have more, of which no kernel knows. */
function namesOf(words: readonly number[] = []): string[] {
  return words.slice(0, 2).flatMap((word, index) =>
    Array.from({ length: 32 }, (_, bit) => bit)
      .filter((bit) => ((word >>> bit) & 1) !== 0)
      .map((bit) => `CAP_${NAMES[32 * index + bit] ?? String(32 * index + bit)}`),
  );
}

function prefixed(names: readonly string[]): string[] {
  return names.map((name) => `CAP_${name}`);
}
