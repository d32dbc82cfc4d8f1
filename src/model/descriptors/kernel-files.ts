import { absent, known, type Absent } from '../absent.js';
import { networkDevice } from './network-devices.js';
import { signalOwner, type FileContext, type SignalOwner } from './file-context.js';

/** A namespace kept open, /proc/PID/ns/KIND: ns_file_entry. */
export interface NamespaceFile {
  readonly type: 'NS';
  readonly id: number;
  readonly flags: number | Absent;
  /** `net`, `mnt`, `uts` ..., as in /proc/PID/ns. */
  readonly namespace: string | Absent;
  /** Number of the namespace in the images: task_kobj_ids_entry. */
  readonly namespaceId: number | Absent;
}

/** /dev/net/tun: tunfile_entry. */
export interface TunFile {
  readonly type: 'TUNF';
  readonly id: number;
  /** Device attached to it. */
  readonly device: string | Absent;
  /** TUN carries IP packets, TAP Ethernet frames. */
  readonly mode: 'tun' | 'tap' | Absent;
  /** Its queue is switched off. */
  readonly detached: boolean;
}

/** A process that is referred to, pidfd_open(2): pidfd_entry. */
export interface PidFd {
  readonly type: 'PIDFD';
  readonly id: number;
  readonly flags: number | Absent;
  /** Undefined when that process was gone already. */
  readonly pid: number | Absent | undefined;
  readonly signalOwner?: SignalOwner;
}

/** Saved by a plugin of CRIU's: ext_file_entry, which tells no more than an id. */
export interface ExternalFile {
  readonly type: 'EXT';
  readonly id: number;
  /** The plugin's image with this id, where it is known: `amdgpu-kfd-5.img`. */
  readonly image: string | Absent;
  readonly signalOwner?: SignalOwner;
}

const MISSING = 'the entry of the file does not tell';

/** CLONE_NEW* of uapi/linux/sched.h. */
const NAMESPACES: Readonly<Record<number, string>> = {
  0x80: 'time',
  0x20000: 'mnt',
  0x2000000: 'cgroup',
  0x4000000: 'uts',
  0x8000000: 'ipc',
  0x10000000: 'user',
  0x20000000: 'pid',
  0x40000000: 'net',
};

const IFF_TUN = 0x1;
const IFF_TAP = 0x2;

export function readNamespaceFile(context: FileContext, id: number): NamespaceFile | undefined {
  const entry = context.files.find('NS', id);
  if (entry === undefined) return undefined;
  const flag = entry.ns_cflag;
  return {
    type: 'NS',
    id,
    flags: known(entry.flags, MISSING),
    namespace:
      flag === undefined ? absent(MISSING) : (NAMESPACES[flag] ?? `0x${flag.toString(16)}`),
    namespaceId: known(entry.ns_id, MISSING),
  };
}

export function readTunFile(context: FileContext, id: number): TunFile | undefined {
  const entry = context.files.find('TUNF', id);
  if (entry === undefined) return undefined;
  return {
    type: 'TUNF',
    id,
    device: known(entry.netdev, 'no device is attached'),
    mode: tunMode(context, entry.ns_id, entry.netdev),
    detached: entry.detached === true,
  };
}

/** netdev-NS.img tells what kind of device it is, when the network namespace was dumped. */
function tunMode(
  context: FileContext,
  namespace: number | undefined,
  device: string | undefined,
): 'tun' | 'tap' | Absent {
  const flags =
    device === undefined ? 0 : (networkDevice(context, namespace, device)?.tun?.flags ?? 0);
  if ((flags & IFF_TUN) !== 0) return 'tun';
  if ((flags & IFF_TAP) !== 0) return 'tap';
  return absent('no netdev image tells of the device');
}

export function readPidFd(context: FileContext, id: number): PidFd | undefined {
  const entry = context.files.find('PIDFD', id);
  if (entry === undefined) return undefined;
  const owner = signalOwner(context, entry.fown);
  return {
    type: 'PIDFD',
    id,
    flags: known(entry.flags, MISSING),
    pid: entry.nspid === -1 ? undefined : known(entry.nspid, MISSING),
    ...(owner !== undefined && { signalOwner: owner }),
  };
}

/** Images of the AMD GPU plugin are named by the id of the file (plugins/amdgpu). */
const PLUGIN_IMAGES = ['amdgpu-kfd-', 'amdgpu-renderD-', 'amdgpu-dmabuf_'];

export function readExternalFile(context: FileContext, id: number): ExternalFile | undefined {
  const entry = context.files.find('EXT', id);
  if (entry === undefined) return undefined;
  const owner = signalOwner(context, entry.fown);
  const image = PLUGIN_IMAGES.map((start) => `${start}${id}.img`).find((name) =>
    context.images.has(name),
  );
  return {
    type: 'EXT',
    id,
    image: known(image, 'no image of a known plugin has this id'),
    ...(owner !== undefined && { signalOwner: owner }),
  };
}
