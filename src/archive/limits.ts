import { CheckpointError, type Place } from '../bytes/checkpoint-error.js';
import type { RemoteAccess } from '../remote/remote-access.js';

/** How much is read of one archive: it may be made to cost as much as it can, and may hold more than is meant. */
export interface Limits {
  /** Bytes that one compressed stream may unpack to; by default 1 GiB or 200 times its own size. */
  readonly maxUnpacked?: number;
  /** Bytes of members held in memory, in all. */
  readonly maxInMemory: number;
  readonly maxMembers: number;
  /** Bytes of a PAX header or a GNU long name. */
  readonly maxHeader: number;
  /** Which image is meant where there are several: a tag, or digits that its digest begins with. */
  readonly image?: string;
  /** How an archive on a server is asked for. */
  readonly remote?: RemoteAccess;
  /** Layers of an image are read as a whole, so that their digests are verified. */
  readonly wholeLayers?: boolean;
}

export const DEFAULT_LIMITS: Limits = {
  maxInMemory: 256 * 1024 ** 2,
  maxMembers: 1_000_000,
  maxHeader: 1024 ** 2,
};

/** The memory that members may still take. */
export class MemoryBudget {
  private left: number;

  constructor(private readonly limits: Limits) {
    this.left = limits.maxInMemory;
  }

  has(bytes: number): boolean {
    return bytes <= this.left;
  }

  take(bytes: number, place: Place): void {
    if (!this.has(bytes)) {
      throw new CheckpointError(
        'limit',
        `does not fit the ${this.limits.maxInMemory} bytes of memory for members of a compressed ` +
          'archive; raise --max-in-memory SIZE or unpack the archive first',
        place,
      );
    }
    this.left -= bytes;
  }

  giveBack(bytes: number): void {
    this.left += bytes;
  }
}

export function checkMemberCount(count: number, limits: Limits, place: Place): void {
  if (count > limits.maxMembers) {
    throw new CheckpointError('limit', `more than ${limits.maxMembers} members`, place);
  }
}
