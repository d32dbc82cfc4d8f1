import type { Messages } from './messages.generated.js';

/**
 * What follows an entry's message in the file.
 * - `sized`: as many raw bytes as fields of the message say, rounded up to `align`
 * - `queues`: a TCP receive queue, then a send queue
 * - `semaphores`: unsigned 16 bit values, rounded up to 8 bytes
 * - `messages`: System V messages, each with a header message of its own
 * - `ghost`: the rest of the file, or chunks with a header message each
 */
export type PayloadKind = 'none' | 'sized' | 'queues' | 'semaphores' | 'messages' | 'ghost';

export interface ImageKind {
  /** CRIU's name for the magic, as crit prints it. */
  readonly name: string;
  readonly magic: number;
  /** Message of an entry. */
  readonly message: keyof Messages;
  /** Message of the first entry, where it differs. */
  readonly firstMessage?: keyof Messages;
  readonly payload: PayloadKind;
}

/** First word of an image of CRIU 2.0 or newer (IMG_COMMON of criu/include/magic.h). */
export const COMMON_MAGIC = 0x54564319;
/** First word of an image of CRIU's service files: statistics, irmap cache (IMG_SERVICE). */
export const SERVICE_MAGIC = 0x55105940;

type Row = [string, number, keyof Messages, PayloadKind?, (keyof Messages)?];

const ROWS: Row[] = [
  ['INVENTORY', 0x58313116, 'inventory_entry'],
  ['PSTREE', 0x50273030, 'pstree_entry'],
  ['FDINFO', 0x56213732, 'fdinfo_entry'],
  ['PAGEMAP', 0x56084025, 'pagemap_entry', 'none', 'pagemap_head'],
  ['CORE', 0x55053847, 'core_entry'],
  ['IDS', 0x54432030, 'task_kobj_ids_entry'],
  ['VMAS', 0x54123737, 'vma_entry'],
  ['PIPES', 0x56513555, 'pipe_entry'],
  ['PIPES_DATA', 0x56453709, 'pipe_data_entry', 'sized'],
  ['FIFO', 0x58364939, 'fifo_entry'],
  ['FIFO_DATA', 0x59333054, 'pipe_data_entry', 'sized'],
  ['SIGACT', 0x55344201, 'sa_entry'],
  ['UNIXSK', 0x54373943, 'unix_sk_entry'],
  ['INETSK', 0x56443851, 'inet_sk_entry'],
  ['PACKETSK', 0x60454618, 'packet_sock_entry'],
  ['ITIMERS', 0x57464056, 'itimer_entry'],
  ['POSIX_TIMERS', 0x52603957, 'posix_timer_entry'],
  ['SK_QUEUES', 0x56264026, 'sk_packet_entry', 'sized'],
  ['UTSNS', 0x54473203, 'utsns_entry'],
  ['CREDS', 0x54023547, 'creds_entry'],
  ['IPC_VAR', 0x53115007, 'ipc_var_entry'],
  ['IPCNS_SHM', 0x46283044, 'ipc_shm_entry', 'sized'],
  ['IPCNS_MSG', 0x55453737, 'ipc_msg_entry', 'messages'],
  ['IPCNS_SEM', 0x59573019, 'ipc_sem_entry', 'semaphores'],
  ['REG_FILES', 0x50363636, 'reg_file_entry'],
  ['EXT_FILES', 0x59255641, 'ext_file_entry'],
  ['FS', 0x51403912, 'fs_entry'],
  ['MM', 0x57492820, 'mm_entry'],
  ['REMAP_FPATH', 0x59133954, 'remap_file_path_entry'],
  ['GHOST_FILE', 0x52583605, 'ghost_file_entry', 'ghost'],
  ['TCP_STREAM', 0x51465506, 'tcp_stream_entry', 'queues'],
  ['EVENTFD_FILE', 0x44523722, 'eventfd_file_entry'],
  ['EVENTPOLL_FILE', 0x45023858, 'eventpoll_file_entry'],
  ['EVENTPOLL_TFD', 0x44433746, 'eventpoll_tfd_entry'],
  ['SIGNALFD', 0x57323820, 'signalfd_entry'],
  ['INOTIFY_FILE', 0x48424431, 'inotify_file_entry'],
  ['INOTIFY_WD', 0x54562009, 'inotify_wd_entry'],
  ['MNTS', 0x55563928, 'mnt_entry'],
  ['NETDEV', 0x57373951, 'net_device_entry'],
  ['NETNS', 0x55933752, 'netns_entry'],
  ['TTY_FILES', 0x59433025, 'tty_file_entry'],
  ['TTY_INFO', 0x59453036, 'tty_info_entry'],
  ['TTY_DATA', 0x59413026, 'tty_data_entry'],
  ['FILE_LOCKS', 0x54323616, 'file_lock_entry'],
  ['RLIMIT', 0x57113925, 'rlimit_entry'],
  ['FANOTIFY_FILE', 0x55096122, 'fanotify_file_entry'],
  ['FANOTIFY_MARK', 0x56506035, 'fanotify_mark_entry'],
  // signal-s-PID (shared queue) and signal-p-PID (one thread's queue) have one magic.
  ['SIGNAL', 0x59255647, 'siginfo_entry'],
  ['NETLINK_SK', 0x58005614, 'netlink_sk_entry'],
  ['NS_FILES', 0x61394011, 'ns_file_entry'],
  ['TUNFILE', 0x57143751, 'tunfile_entry'],
  ['CGROUP', 0x59383330, 'cgroup_entry'],
  ['TIMERFD', 0x50493712, 'timerfd_entry'],
  ['CPUINFO', 0x61404013, 'cpuinfo_entry'],
  ['USERNS', 0x55474906, 'userns_entry'],
  ['SECCOMP', 0x64413049, 'seccomp_entry'],
  ['BINFMT_MISC', 0x67343323, 'binfmt_misc_entry'],
  ['AUTOFS', 0x49353943, 'autofs_entry'],
  ['FILES', 0x56303138, 'file_entry'],
  ['MEMFD_INODE', 0x48453499, 'memfd_inode_entry'],
  ['TIMENS', 0x43114433, 'timens_entry'],
  ['PIDNS', 0x61157326, 'pidns_entry'],
  ['BPFMAP_FILE', 0x57506142, 'bpfmap_file_entry'],
  ['BPFMAP_DATA', 0x64324033, 'bpfmap_data_entry', 'sized'],
  ['APPARMOR', 0x59423047, 'apparmor_entry'],
  ['PIDFD', 0x54435556, 'pidfd_entry'],
  ['STATS', 0x57093306, 'stats_entry'],
  ['IRMAP_CACHE', 0x57004059, 'irmap_cache_entry'],
];

const byMagic = new Map<number, ImageKind>();
const byName = new Map<string, ImageKind>();

for (const [name, magic, message, payload = 'none', firstMessage] of ROWS) {
  const kind = { name, magic, message, payload, ...(firstMessage && { firstMessage }) };
  byMagic.set(magic, kind);
  byName.set(name, kind);
}

/** The kind with this type magic. */
export function findKindByMagic(magic: number): ImageKind | undefined {
  return byMagic.get(magic);
}

/** The kind with this name of CRIU's; `PSIGNAL` is another name of SIGNAL. */
export function findKindByName(name: string): ImageKind | undefined {
  return byName.get(name === 'PSIGNAL' ? 'SIGNAL' : name);
}

/**
 * The words that open an image. `v1.0`: the type magic alone (CRIU before 1.8, and inventory.img of
 * every version). `v1.1`: IMG_COMMON before it. `service`: IMG_SERVICE before it.
 */
export type Framing = 'v1.0' | 'v1.1' | 'service';

/** The framing that CRIU writes this kind with today. */
export function defaultFraming(kind: ImageKind): Framing {
  if (kind.name === 'INVENTORY') return 'v1.0';
  return kind.name === 'STATS' || kind.name === 'IRMAP_CACHE' ? 'service' : 'v1.1';
}

/** All kinds, in CRIU's order. */
export function imageKinds(): readonly ImageKind[] {
  return [...byMagic.values()];
}

const RAW_FILES: [RegExp, string][] = [
  [/^pages-.*\.img$/, 'raw memory pages'],
  [/^tmpfs-.*\.img$/, 'a tar of the contents of a tmpfs'],
  [/^(ifaddr|route|route6|rule)-.*\.img$/, 'a raw netlink dump'],
  [/^(netns-ct|netns-exp)-.*\.img$/, 'a raw conntrack dump'],
  [/^(iptables|ip6tables)-.*\.img$/, 'the text of iptables-save'],
  [/^nftables-.*\.img$/, 'the text of an nftables ruleset'],
  [/^amdgpu-.*\.img$/, 'data of the AMD GPU plugin'],
  // Proposed for CRIU, and not merged: neither its magic nor the types of its fields are settled.
  [
    /^cipher\.img$/,
    'the keys of encrypted pages (token, aes_key, aes_iv, hmac_digest), by a proposal',
  ],
];

/**
 * What a file without CRIU's magic holds, by the name that CRIU gives such files
 * (criu/image-desc.c), or undefined for a name that is none of those.
 */
export function describeRawFile(baseName: string): string | undefined {
  return RAW_FILES.find(([pattern]) => pattern.test(baseName))?.[1];
}
