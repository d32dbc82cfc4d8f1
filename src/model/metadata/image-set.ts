import type { Checkpoint } from '../checkpoint.js';
import { withoutUndefined } from '../without-undefined.js';

/** What CRIU tells of its images as a whole (inventory.img). What an older CRIU did not write is absent. */
export interface ImageSet {
  /** 1: each image begins with its own magic; 2: a common one before it; 3: what only CRIU after 4.2 reads. */
  readonly img_version?: number;
  /** Whether pages are compressed: `none`, `LZ4, each page`, `LZ4, regions of 262144 bytes`. */
  readonly page_compression?: string;
  readonly criu_run_id?: string;
  readonly plugins?: readonly string[];
  /** What held up traffic during the dump. */
  readonly network_lock?: string;
  /** How memory was taken in pre-dumps. */
  readonly pre_dump_mode?: string;
  /** Established TCP connections were not saved. */
  readonly tcp_close?: boolean;
  /** Processes with uprobes set on them were accepted. */
  readonly allow_uprobes?: boolean;
  /** Uptime of the host at the dump; only where changes of memory were tracked. */
  readonly dump_uptime_us?: bigint;
}

/**
 * Numbers of inventory_entry; one that is not known is told as it is. That of the lock is CRIU's own, from 0 on
 * (criu/include/cr_options.h), where that of the RPC begins with 1.
 */
const NETWORK_LOCKS: Readonly<Record<number, string>> = { 0: 'iptables', 1: 'nftables', 2: 'skip' };
const PRE_DUMP_MODES: Readonly<Record<number, string>> = { 1: 'splice', 2: 'read' };

/** Bytes of a region where the inventory does not tell them. */
const USUAL_REGION = 256 * 1024;

/** Undefined where there is no inventory, or a damaged one, which its readers tell. */
export function readImageSet({ images }: Checkpoint): ImageSet | undefined {
  const entry = images.find('inventory.img', 'inventory_entry');
  if (entry === undefined) return undefined;
  const { network_lock_method: lock, pre_dump_mode: mode } = entry;
  const plugins = entry.plugins_entry?.plugins ?? [];
  return withoutUndefined({
    img_version: entry.img_version,
    page_compression: compressionOf(entry.compress, entry.compress_region_size),
    criu_run_id: entry.dump_criu_run_id === '' ? undefined : entry.dump_criu_run_id,
    plugins: plugins.length === 0 ? undefined : plugins,
    network_lock: lock === undefined ? undefined : (NETWORK_LOCKS[lock] ?? String(lock)),
    pre_dump_mode: mode === undefined ? undefined : (PRE_DUMP_MODES[mode] ?? String(mode)),
    tcp_close: entry.tcp_close,
    allow_uprobes: entry.allow_uprobes,
    dump_uptime_us: entry.dump_uptime,
  });
}

function compressionOf(compress: number | undefined, region = 0): string | undefined {
  switch (compress) {
    case undefined:
      return undefined;
    case 0:
      return 'none';
    case 1:
      return 'LZ4, each page';
    case 2:
      return `LZ4, regions of ${region === 0 ? USUAL_REGION : region} bytes`;
    default:
      return `unknown (${compress})`;
  }
}
