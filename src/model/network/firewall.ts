import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { decodeText } from '../../bytes/text.js';
import { findImage, type Checkpoint } from '../checkpoint.js';

/** Rules of a namespace as the tools save them; those of CRIU's network lock (chain CRIU) included. */
export interface Firewall {
  /** What iptables-save, ip6tables-save and nft(8) `list ruleset` printed, line by line. */
  readonly iptables: readonly string[];
  readonly ip6tables: readonly string[];
  readonly nftables: readonly string[];
}

/** Larger rule sets are not taken apart. */
const MAX_TEXT = 64 * 1024 * 1024;

/**
 * The lines of iptables-N.img, ip6tables-N.img or nftables-N.img. Empty images are normal: the other
 * of the two tools was in use.
 */
export function readFirewallLines(
  checkpoint: Checkpoint,
  tool: keyof Firewall,
  namespace: number,
): string[] {
  const member = findImage(checkpoint, `${tool}-${namespace}.img`);
  if (member === undefined || member.size === 0) return [];
  const { archive } = checkpoint;
  const source = archive.source(member);
  if (source.size > MAX_TEXT) {
    const sentence = `firewall rules of more than ${MAX_TEXT} bytes`;
    throw new CheckpointError('limit', sentence, source.place);
  }
  // What is printed by C ends with a NUL where CRIU took the buffer as a whole.
  const text = decodeText(source.read(0, source.size)).replace(/\0+$/, '');
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Sizes in bytes of the raw conntrack dumps netns-ct-N.img and netns-exp-N.img, where they are. */
export interface ConnectionTracking {
  readonly connections_bytes?: number;
  readonly expectations_bytes?: number;
}

export function findConnectionTracking(
  checkpoint: Checkpoint,
  namespace: number,
): ConnectionTracking {
  const connections = findImage(checkpoint, `netns-ct-${namespace}.img`);
  const expectations = findImage(checkpoint, `netns-exp-${namespace}.img`);
  return {
    ...(connections !== undefined && { connections_bytes: connections.size }),
    ...(expectations !== undefined && { expectations_bytes: expectations.size }),
  };
}
