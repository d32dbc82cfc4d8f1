import type { BigIntStats } from 'node:fs';

/** What an extraction found or made at a place: which file it was, so that another in its place is noticed. */
export interface MadeThing {
  /** `found`: a directory that was there before. */
  readonly kind: 'file' | 'symlink' | 'directory' | 'found';
  readonly device: bigint;
  readonly inode: bigint;
}

export function madeThing(kind: MadeThing['kind'], { dev, ino }: BigIntStats): MadeThing {
  return { kind, device: dev, inode: ino };
}

export function isStill({ device, inode }: MadeThing, stats: BigIntStats | undefined): boolean {
  return stats?.dev === device && stats.ino === inode;
}
