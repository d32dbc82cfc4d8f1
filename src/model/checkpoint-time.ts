import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { localPath } from '../archive/local-path.js';
import { isoTime } from '../bytes/iso-time.js';
import { findImage, type Checkpoint } from './checkpoint.js';
import type { ContainerInfo } from './container.js';

/**
 * What tells when a checkpoint was made: the engine (config.dump), the name that the kubelet gave the file,
 * the time at which CRIU wrote inventory.img, which the archive keeps, or the time of the file itself, which
 * is that of the last copy.
 */
export const TIME_SOURCES = ['archive', 'file name', 'inventory.img', 'file'] as const;

export type TimeSource = (typeof TIME_SOURCES)[number];

export interface CheckpointTime {
  /** RFC 3339 in seconds, in the zone of what tells it; undefined when nothing does. */
  readonly time?: string;
  readonly from?: TimeSource;
}

/** The kubelet's `checkpoint-POD_NAMESPACE-CONTAINER-TIME.tar`. */
const NAME_TIME = /-(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))\.tar/;

/** When a checkpoint was made, by what tells it best. */
export function timeOfCheckpoint(checkpoint: Checkpoint, info: ContainerInfo): CheckpointTime {
  const { file } = checkpoint.archive;
  if (info.checkpointed !== undefined) return { time: info.checkpointed, from: 'archive' };
  const named = timeInName(file);
  if (named !== undefined) return { time: named, from: 'file name' };
  const { mtimeNs } = findImage(checkpoint, 'inventory.img') ?? {};
  // Who packs archives that can be reproduced sets all times to the epoch.
  if (mtimeNs !== undefined && mtimeNs !== 0n) {
    return { time: inSeconds(isoTime(mtimeNs)), from: 'inventory.img' };
  }
  const path = localPath(file);
  if (path === undefined) return {};
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? {} : { time: inSeconds(isoTime(stats.mtimeNs)), from: 'file' };
}

/** Of a file that still has the name that the kubelet gave it. */
export function timeInName(file: string): string | undefined {
  return NAME_TIME.exec(basename(file))?.[1];
}

function inSeconds(time: string): string {
  return time.replace(/\.\d+/, '');
}
