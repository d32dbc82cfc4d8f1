import type { Fact } from '../model/absent.js';

/*
 * The rows of each table as plain data, made from the tables themselves by `npm run docs`.
 */

type Integer = number | bigint;

/** What the engine tells of a container, and how large its checkpoint is. */
export interface OverviewRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** Image that it was made from */
  readonly image: Fact<string>;
  /** ID that the engine gave it */
  readonly id: Fact<string>;
  /** OCI runtime that ran it */
  readonly runtime: Fact<string>;
  /** When the container was made */
  readonly created: Fact<string>;
  /** When the checkpoint was made, by config.dump */
  readonly checkpointed: Fact<string>;
  /** When it was made, by what tells it best */
  readonly checkpoint_time: Fact<string>;
  /** What tells that time; that of a file may be of a copy */
  readonly checkpoint_time_from?: Fact<'archive' | 'file name' | 'inventory.img' | 'file'>;
  /** What made the container: Podman, CRI-O, containerd, or unknown */
  readonly engine: Fact<string>;
  /** Addresses, with commas between them */
  readonly ip?: Fact<string>;
  /** Hardware addresses, with commas between them */
  readonly mac?: Fact<string>;
  /** All bytes of the checkpoint */
  readonly total_size: Fact<Integer>;
  /** Those of memory */
  readonly memory_pages_size: Fact<Integer>;
  /** How CRIU compressed those of memory, as inventory.img has it since after 4.2 */
  readonly page_compression?: Fact<string>;
  /** Those of the memory of graphics cards */
  readonly amd_gpu_memory_pages_size: Fact<Integer>;
  /** Those of changed files */
  readonly root_fs_diff_size: Fact<Integer>;
  /** SHA-256 of the archive, where `show --hash` asked for it */
  readonly sha256?: Fact<string>;
  /** For which CRIU was freezing the processes, in microseconds */
  readonly freezing_time_us: Fact<Integer>;
  /** For which the processes were frozen, in microseconds */
  readonly frozen_time_us: Fact<Integer>;
  /** For which memory was taken, in microseconds */
  readonly memdump_time_us: Fact<Integer>;
  /** For which memory was written, in microseconds */
  readonly memwrite_time_us: Fact<Integer>;
  /** For which paths of inodes were looked for, in microseconds */
  readonly irmap_resolve_us: Fact<Integer>;
  /** Pages that were looked at */
  readonly pages_scanned: Fact<Integer>;
  /** Pages that the parent has already */
  readonly pages_skipped_parent: Fact<Integer>;
  /** Pages that were written */
  readonly pages_written: Fact<Integer>;
  /** Pages that were left for a page server */
  readonly pages_lazy: Fact<Integer>;
  /** Pipes that pages went through */
  readonly page_pipes: Fact<Integer>;
  /** Buffers of these pipes */
  readonly page_pipe_bufs: Fact<Integer>;
  /** Pages of shared memory that were looked at */
  readonly shpages_scanned: Fact<Integer>;
  /** Pages of shared memory that the parent has already */
  readonly shpages_skipped_parent: Fact<Integer>;
  /** Pages of shared memory that were written */
  readonly shpages_written: Fact<Integer>;
}

/** A process, with the three names that it goes by: comm, exe and argv. */
export interface ProcessesRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** Process ID inside of the container */
  readonly pid: Fact<Integer>;
  /** Process ID of the parent; 0 where that is not in the checkpoint */
  readonly ppid: Fact<Integer>;
  /** Process group */
  readonly pgid: Fact<Integer>;
  /** Session */
  readonly sid: Fact<Integer>;
  /** Name of the effective user, where etc/passwd is among the container's changed files */
  readonly user?: Fact<string>;
  /** Effective user ID, as inside of the user namespace */
  readonly uid: Fact<Integer>;
  /** What it was doing; CRIU writes dead for a zombie, too */
  readonly state: Fact<'alive' | 'dead' | 'stopped' | 'zombie' | 'unknown'>;
  /** Value with which it ended */
  readonly exit_code?: Fact<Integer>;
  /** Signal that ended or stopped it */
  readonly signal?: Fact<string>;
  /** How many threads it has */
  readonly threads: Fact<Integer>;
  /** Name that the kernel has for the process, at most 15 bytes */
  readonly comm: Fact<string>;
  /** The program: a path as the process sees it */
  readonly exe: Fact<string>;
  /** Whether the path of exe no longer led to the file */
  readonly exe_deleted: Fact<boolean>;
  /** The command line, which the process can write over */
  readonly argv: Fact<readonly string[]>;
  /** Why parts of the command line are not there */
  readonly argv_incomplete?: Fact<string>;
  /** The working directory: a path as the process sees it */
  readonly cwd: Fact<string>;
  /** Whether the path of cwd no longer led to the file */
  readonly cwd_deleted: Fact<boolean>;
  /** The root directory: a path as the process sees it */
  readonly root: Fact<string>;
  /** Whether the path of root no longer led to the file */
  readonly root_deleted: Fact<boolean>;
  /** Kind of processor */
  readonly architecture: Fact<string>;
}

/** A thread, with whom it ran as and how it was scheduled. */
export interface ThreadsRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** Process ID inside of the container */
  readonly pid: Fact<Integer>;
  /** Name that the kernel has for the process, at most 15 bytes */
  readonly comm: Fact<string>;
  /** Thread ID inside of the container; the main thread has that of the process */
  readonly tid: Fact<Integer>;
  /** Name of the thread, at most 15 bytes */
  readonly name: Fact<string>;
  /** Effective user ID, as inside of the user namespace */
  readonly uid: Fact<Integer>;
  /** Effective group ID, as inside of the user namespace */
  readonly gid: Fact<Integer>;
  /** Real user ID */
  readonly real_uid: Fact<Integer>;
  /** Real group ID */
  readonly real_gid: Fact<Integer>;
  /** Saved user ID */
  readonly saved_uid: Fact<Integer>;
  /** Saved group ID */
  readonly saved_gid: Fact<Integer>;
  /** For access to files: the user ID */
  readonly fs_uid: Fact<Integer>;
  /** For access to files: the group ID */
  readonly fs_gid: Fact<Integer>;
  /** Supplementary groups */
  readonly groups: Fact<readonly number[]>;
  /** Scheduling class, as chrt names it */
  readonly policy: Fact<string>;
  /** -20, most favoured, to 19 */
  readonly nice: Fact<Integer>;
  /** Of the real-time classes: 1 to 99 */
  readonly priority: Fact<Integer>;
  /** By how many nanoseconds its timers may be late */
  readonly timer_slack_ns: Fact<Integer>;
  /** Signals that it does not take for now */
  readonly blocked_signals: Fact<readonly string[]>;
  /** Signals that wait for this very thread */
  readonly pending_signals: Fact<readonly string[]>;
  /** Signal that it gets when its parent dies; none when it asked for none */
  readonly parent_death_signal: Fact<string>;
  /** Where sigaltstack(2) put the stack for signals */
  readonly alternate_stack_start?: Fact<bigint>;
  /** Its size in bytes */
  readonly alternate_stack_size?: Fact<Integer>;
}

/** A variable of the environment that a process was started with, unless it wrote over it. */
export interface EnvironmentRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** Process ID inside of the container */
  readonly pid: Fact<Integer>;
  /** Name that the kernel has for the process, at most 15 bytes */
  readonly comm: Fact<string>;
  /** What stands before the equals sign; the whole entry where there is no name */
  readonly name: Fact<string>;
  /** What stands behind it */
  readonly value?: Fact<string>;
}

/** What a thread may do: its sets of capabilities, and what holds it back. */
export interface CapabilitiesRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** Process ID inside of the container */
  readonly pid: Fact<Integer>;
  /** Name that the kernel has for the process, at most 15 bytes */
  readonly comm: Fact<string>;
  /** Thread ID inside of the container; the main thread has that of the process */
  readonly tid: Fact<Integer>;
  /** Capabilities that count now */
  readonly effective: Fact<readonly string[]>;
  /** Capabilities that it can make effective */
  readonly permitted: Fact<readonly string[]>;
  /** Capabilities that it can hand on through execve */
  readonly inheritable: Fact<readonly string[]>;
  /** The most that execve can give it */
  readonly bounding: Fact<readonly string[]>;
  /** Capabilities that stay through execve of a program without its own */
  readonly ambient: Fact<readonly string[]>;
  /** It can gain no rights through execve */
  readonly no_new_privileges: Fact<boolean>;
  /** How root is treated otherwise (capabilities(7)) */
  readonly secure_bits: Fact<readonly string[]>;
  /** Whether its system calls are filtered */
  readonly seccomp: Fact<string>;
  /** Linux security module that has a label for it */
  readonly security_module: Fact<'none' | 'SELinux' | 'AppArmor' | 'unknown'>;
  /** SELinux context or AppArmor profile */
  readonly label?: Fact<string>;
}

/** A file that a process holds: by a descriptor, as its directories or program, or mapped. */
export interface DescriptorsRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** Name that the kernel has for the process, at most 15 bytes */
  readonly comm: Fact<string>;
  /** Process ID inside of the container */
  readonly pid: Fact<Integer>;
  /** Number of the descriptor */
  readonly fd?: Fact<Integer>;
  /** How it is held: fd, cwd, rtd (root directory), txt (program), mem (mapped); NOFD: its descriptors are not known */
  readonly use: Fact<'fd' | 'cwd' | 'rtd' | 'txt' | 'mem' | 'NOFD'>;
  /** Opened for reading, writing or both: r, w, u */
  readonly access?: Fact<'r' | 'w' | 'u'>;
  /** CRIU's type of the file */
  readonly type?: Fact<string>;
  /** Type of the file, as lsof has it */
  readonly file_type: Fact<string>;
  /** Permission bits, octal */
  readonly mode?: Fact<number>;
  /** Bytes in the file */
  readonly size?: Fact<Integer>;
  /** Where in the file it stands */
  readonly position?: Fact<Integer>;
  /** Inode number; CRIU records it for sockets and pipes */
  readonly inode?: Fact<Integer>;
  /** Open flags */
  readonly flags?: Fact<readonly string[]>;
  /** Where it was opened, or the name of a socket */
  readonly path?: Fact<string>;
  /** The path no longer led to it */
  readonly deleted?: Fact<boolean>;
  /** What it is: as lsof has it, where lsof has a word for it */
  readonly name: Fact<string>;
  /** All that is known of the descriptor in a line of words */
  readonly text?: Fact<string>;
}

/** A socket with its ends and the processes that hold it. */
export interface SocketsRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** ss's name of the kind: tcp, udp, u_str, nl, p_raw ... */
  readonly netid: Fact<string>;
  /** State as the kernel names it; text has the word of ss */
  readonly state?: Fact<string>;
  /** Received and not read by the program yet */
  readonly receive_queue_bytes: Fact<Integer>;
  /** Written and not acknowledged or not read by the peer yet; text has the backlog of a listening socket here */
  readonly send_queue_bytes: Fact<Integer>;
  /** Length of the accept queue of a listening socket */
  readonly backlog?: Fact<Integer>;
  /** Own end: address and port, or name and inode */
  readonly local: Fact<string>;
  /** The other end */
  readonly peer: Fact<string>;
  /** Processes and their descriptors that lead to it */
  readonly holders: Fact<readonly {
    /** Process ID inside of the container */
    readonly pid: Fact<Integer>;
    /** Name that the kernel has for the process, at most 15 bytes */
    readonly comm: Fact<string>;
    /** Number of the descriptor */
    readonly fd: Fact<Integer>;
  }[]>;
  /** Own address */
  readonly local_address?: Fact<string>;
  /** Own port */
  readonly local_port?: Fact<Integer>;
  /** The peer's address */
  readonly peer_address?: Fact<string>;
  /** The peer's port */
  readonly peer_port?: Fact<Integer>;
  /** Address family */
  readonly family: Fact<string>;
  /** STREAM, DGRAM, SEQPACKET, RAW or PACKET */
  readonly socket_type: Fact<string>;
  /** TCP, UDP ...; of netlink ROUTE, KOBJECT_UEVENT ... */
  readonly protocol?: Fact<string>;
  /** Path or abstract name of a unix socket */
  readonly path?: Fact<string>;
  /** Inode of the unix socket at the other end */
  readonly peer_inode?: Fact<Integer>;
  /** Inode number; CRIU records it for sockets and pipes */
  readonly inode: Fact<Integer>;
  /** Owner: that of its holders, since CRIU does not record it */
  readonly uid: Fact<Integer>;
}

/** A region of the memory of a process, and what became of its pages. */
export interface RegionsRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** Process ID inside of the container */
  readonly pid: Fact<Integer>;
  /** Name that the kernel has for the process, at most 15 bytes */
  readonly comm: Fact<string>;
  /** Its first address */
  readonly start: Fact<bigint>;
  /** The first address behind it */
  readonly end: Fact<bigint>;
  /** Bytes from start to end */
  readonly size: Fact<Integer>;
  /** As /proc/PID/maps has them: rw-p; ???? for pages outside of any region */
  readonly permissions: Fact<string>;
  /** Where in the mapped file or segment it begins */
  readonly file_offset: Fact<bigint>;
  /** What --kind takes it for: heap, stack, anon, file, memfd, shared, kernel, device */
  readonly kinds: Fact<readonly string[]>;
  /** How many pages it has */
  readonly pages: Fact<Integer>;
  /** Pages with their bytes in this dump */
  readonly pages_present: Fact<Integer>;
  /** Pages with their bytes in the images of a parent */
  readonly pages_parent: Fact<Integer>;
  /** Pages whose bytes should be somewhere and are not */
  readonly pages_absent: Fact<Integer>;
  /** Pages that were never written: zeros */
  readonly pages_untouched: Fact<Integer>;
  /** Pages that are as in the mapped file */
  readonly pages_in_file: Fact<Integer>;
  /** Pages of the kernel's own, or of a device */
  readonly pages_other: Fact<Integer>;
  /** As /proc/PID/maps has it; empty for anonymous memory */
  readonly name: Fact<string>;
  /** Path of the mapped file; " (deleted)" behind it as in the name */
  readonly path?: Fact<string>;
  /** Pages of it that may not be touched (MADV_GUARD_INSTALL) */
  readonly guards?: Fact<readonly {
    /** The first address of such pages */
    readonly start: Fact<bigint>;
    /** The one behind them */
    readonly end: Fact<bigint>;
  }[]>;
  /** Number of the shared segment, as in the name of pagemap-shmem-ID.img */
  readonly segment?: Fact<Integer>;
  /** Where the bytes of pages are */
  readonly origins: Fact<ReadonlyMap<string, Integer>>;
  /** Why pages have none */
  readonly reasons: Fact<ReadonlyMap<string, Integer>>;
  /** Bytes of a page */
  readonly page_size: Fact<Integer>;
}

/** A mount: one that the engine asked for in spec.dump, or one of a mount namespace that was dumped. */
export interface MountsRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** The specification of the container, or the images of its mount namespace */
  readonly told_by: Fact<'spec' | 'namespace'>;
  /** CRIU's number for the namespace, which stands in the names of its images */
  readonly namespace?: Fact<Integer>;
  /** Processes that are in it */
  readonly pids?: Fact<readonly number[]>;
  /** Number of the mount */
  readonly mount_id?: Fact<Integer>;
  /** The mount that it lies on */
  readonly parent_id?: Fact<Integer>;
  /** Device number of the file system, MAJOR:MINOR */
  readonly device_number?: Fact<string>;
  /** Where it is in the container */
  readonly mount_point: Fact<string>;
  /** Type of the file system */
  readonly filesystem_type?: Fact<string>;
  /** What is mounted, in the words of who mounted it */
  readonly mount_source?: Fact<string>;
  /** Directory or file of the file system that shows at the mount point */
  readonly root?: Fact<string>;
  /** Options of the mount */
  readonly mount_options: Fact<readonly string[]>;
  /** Options of the file system as a whole; before CRIU 2.0 they are not recorded */
  readonly super_options?: Fact<readonly string[]>;
  /** The file system's own options, such as size=64m */
  readonly data?: Fact<string>;
  /** Peer group that it shares mounts with */
  readonly shared?: Fact<Integer>;
  /** Peer group that it takes mounts from */
  readonly master?: Fact<Integer>;
  /** It comes from outside of the container */
  readonly external?: Fact<boolean>;
  /** What is mounted was deleted */
  readonly deleted?: Fact<boolean>;
  /** Image with the contents of a tmpfs */
  readonly contents?: Fact<string>;
}

/** A namespace, and which processes are in it. */
export interface NamespacesRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** As /proc/PID/ns names it */
  readonly kind: Fact<'mnt' | 'pid' | 'net' | 'ipc' | 'uts' | 'user' | 'cgroup' | 'time'>;
  /** CRIU's number for the namespace, which stands in the names of its images */
  readonly namespace: Fact<Integer>;
  /** It is the one that CRIU ran in, so that of the host */
  readonly host: Fact<boolean>;
  /** Processes that are in it */
  readonly pids: Fact<readonly number[]>;
  /** Host name of a UTS namespace */
  readonly hostname?: Fact<string>;
  /** NIS domain name of a UTS namespace */
  readonly domainname?: Fact<string>;
  /** Name under which the engine passes it in at restore: nothing else of it is dumped */
  readonly external_key?: Fact<string>;
}

/** A network device. */
export interface DevicesRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** CRIU's number for the namespace, which stands in the names of its images */
  readonly namespace: Fact<Integer>;
  /** Number of the network device */
  readonly ifindex: Fact<Integer>;
  /** Name of the network device */
  readonly device: Fact<string>;
  /** loopback, veth, bridge ...; extlink is a device of the host */
  readonly kind: Fact<string>;
  /** Largest packet in bytes */
  readonly mtu: Fact<Integer>;
  /** Hardware address */
  readonly mac?: Fact<string>;
  /** IFF_* without the prefix */
  readonly flags: Fact<readonly string[]>;
  /** Its addresses with their prefix length */
  readonly addresses: Fact<readonly string[]>;
  /** Number of the bridge, bond or VRF that it belongs to */
  readonly master?: Fact<Integer>;
  /** Number of the other end of a veth pair, or of the device that it lies on */
  readonly link?: Fact<Integer>;
  /** Network namespace that the other end is in */
  readonly link_namespace?: Fact<Integer>;
}

/** An address of a network device. */
export interface AddressesRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** CRIU's number for the namespace, which stands in the names of its images */
  readonly namespace: Fact<Integer>;
  /** Number of the network device */
  readonly ifindex: Fact<Integer>;
  /** Name of the network device */
  readonly device: Fact<string>;
  /** inet or inet6 */
  readonly family: Fact<string>;
  /** Without prefix length */
  readonly ip_address: Fact<string>;
  /** Bits of the network */
  readonly prefix_length: Fact<Integer>;
  /** The other end of a point-to-point link */
  readonly peer?: Fact<string>;
  /** Address that all in the network listen to */
  readonly broadcast?: Fact<string>;
  /** Where it is valid */
  readonly scope: Fact<string>;
  /** An alias such as eth0:1; mostly the name of the device */
  readonly label?: Fact<string>;
  /** As ip(8) names them */
  readonly flags: Fact<readonly string[]>;
  /** Seconds for which it stays */
  readonly valid_lifetime_s?: Fact<Integer>;
  /** Seconds for which new connections use it */
  readonly preferred_lifetime_s?: Fact<Integer>;
}

/** A route of IPv4 or IPv6, of any routing table. */
export interface RoutesRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** CRIU's number for the namespace, which stands in the names of its images */
  readonly namespace: Fact<Integer>;
  /** inet or inet6 */
  readonly family: Fact<string>;
  /** unicast, or what becomes of a packet instead: local, blackhole ... */
  readonly type: Fact<string>;
  /** default, or an address with its prefix length */
  readonly destination: Fact<string>;
  /** Where packets are sent on */
  readonly gateway?: Fact<string>;
  /** Number of the network device */
  readonly ifindex?: Fact<Integer>;
  /** Name of the network device */
  readonly device?: Fact<string>;
  /** Address that packets get as their source */
  readonly preferred_source?: Fact<string>;
  /** Only packets from there */
  readonly from?: Fact<string>;
  /** Several ways, among which the traffic is shared */
  readonly next_hops?: Fact<readonly {
    /** Where packets are sent on */
    readonly gateway?: Fact<string>;
    /** Number of the network device */
    readonly ifindex?: Fact<Integer>;
    /** Share of the traffic, 1 to 256 */
    readonly weight: Fact<Integer>;
  }[]>;
  /** Routing table */
  readonly table: Fact<string>;
  /** Who made it: kernel, boot (by hand), static, dhcp, ra ... */
  readonly protocol: Fact<string>;
  /** How far it leads */
  readonly scope: Fact<string>;
  /** The lowest wins */
  readonly metric?: Fact<Integer>;
  /** Largest packet in bytes */
  readonly mtu?: Fact<Integer>;
  /** As ip(8) names them */
  readonly flags: Fact<readonly string[]>;
}

/** A program or script of the root file system that the container changed or created. */
export interface ChangedProgramsRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** Permission bits, octal */
  readonly mode: Fact<number>;
  /** User ID of the owner */
  readonly uid: Fact<Integer>;
  /** Bytes of content, holes included */
  readonly size: Fact<Integer>;
  /** When the content was changed last */
  readonly mtime: Fact<string>;
  /** An ELF file, or a script with #! first */
  readonly kind: Fact<string>;
  /** Whether it runs with the rights of its owner */
  readonly set_user: Fact<boolean>;
  /** Whether it runs with the rights of its group */
  readonly set_group: Fact<boolean>;
  /** Capabilities that it gives whoever runs it (security.capability) */
  readonly file_capabilities: Fact<readonly string[]>;
  /** Processes that run it */
  readonly run_by: Fact<readonly number[]>;
  /** Processes that have it mapped */
  readonly mapped_by: Fact<readonly number[]>;
  /** SHA-256 of the content */
  readonly sha256: Fact<string>;
  /** Path in the archive */
  readonly name: Fact<string>;
}

/** CRIU's figures of the dump. */
export interface StatisticsRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** For which CRIU was freezing the processes, in microseconds */
  readonly freezing_time_us: Fact<Integer>;
  /** For which the processes were frozen, in microseconds */
  readonly frozen_time_us: Fact<Integer>;
  /** For which memory was taken, in microseconds */
  readonly memdump_time_us: Fact<Integer>;
  /** For which memory was written, in microseconds */
  readonly memwrite_time_us: Fact<Integer>;
  /** For which paths of inodes were looked for, in microseconds */
  readonly irmap_resolve_us: Fact<Integer>;
  /** Pages that were looked at */
  readonly pages_scanned: Fact<Integer>;
  /** Pages that the parent has already */
  readonly pages_skipped_parent: Fact<Integer>;
  /** Pages that were written */
  readonly pages_written: Fact<Integer>;
  /** Pages that were left for a page server */
  readonly pages_lazy: Fact<Integer>;
  /** Pipes that pages went through */
  readonly page_pipes: Fact<Integer>;
  /** Buffers of these pipes */
  readonly page_pipe_bufs: Fact<Integer>;
  /** Pages of shared memory that were looked at */
  readonly shpages_scanned: Fact<Integer>;
  /** Pages of shared memory that the parent has already */
  readonly shpages_skipped_parent: Fact<Integer>;
  /** Pages of shared memory that were written */
  readonly shpages_written: Fact<Integer>;
}

/** Something that happened at a time that the checkpoint knows. */
export interface EventsRow {
  /** The archive, as it was named on the command line */
  readonly archive: Fact<string>;
  /** Name of the container */
  readonly container: Fact<string>;
  /** When, in UTC */
  readonly datetime: Fact<string>;
  /** What the time is of, in the words that plaso and Timesketch have for it */
  readonly timestamp_desc: Fact<string>;
  /** What told it: engine, dump, file, ghost, log, history, timer, clock, secret */
  readonly source: Fact<string>;
  /** It is counted from the time of the checkpoint, and no more exact than that */
  readonly derived: Fact<boolean>;
  /** Process that it is of */
  readonly pid?: Fact<Integer>;
  /** Member of the archive that tells it */
  readonly member?: Fact<string>;
  /** What happened */
  readonly message: Fact<string>;
}

/** The type of a row by the name of its table. */
export interface TableRows {
  readonly overview: OverviewRow;
  readonly processes: ProcessesRow;
  readonly threads: ThreadsRow;
  readonly environment: EnvironmentRow;
  readonly capabilities: CapabilitiesRow;
  readonly descriptors: DescriptorsRow;
  readonly sockets: SocketsRow;
  readonly regions: RegionsRow;
  readonly mounts: MountsRow;
  readonly namespaces: NamespacesRow;
  readonly devices: DevicesRow;
  readonly addresses: AddressesRow;
  readonly routes: RoutesRow;
  readonly 'changed-programs': ChangedProgramsRow;
  readonly statistics: StatisticsRow;
  readonly events: EventsRow;
}
