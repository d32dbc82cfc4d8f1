import type { TcpStreamEntry } from '../../criu/messages.generated.js';
import { known, type Absent } from '../absent.js';
import { namesOfBits } from '../bit-names.js';
import type { Images } from '../images.js';

/** State of a TCP connection: tcp-stream-INO.img, the inode in hex. */
export interface TcpStream {
  readonly image: string;
  /** Agreed on in the handshake: `timestamps`, `sack`, `wscale`, `ecn`. */
  readonly agreed: readonly string[];
  /** Maximum segment size in bytes. */
  readonly maximumSegmentBytes: number | Absent;
  /** Window scales as powers of two: of the peer, and the own one. */
  readonly sendWindowScale: number | Absent;
  readonly receiveWindowScale: number | Absent;
  /** Received and not read yet. */
  readonly receiveQueueBytes: number | Absent;
  /** Written and not acknowledged yet. */
  readonly sendQueueBytes: number | Absent;
  /** How many of those were never sent. */
  readonly unsentBytes: number | Absent;
  /** Sequence numbers behind the last byte of each queue. */
  readonly receiveSequence: number | Absent;
  readonly sendSequence: number | Absent;
  readonly nodelay: boolean;
  readonly cork: boolean;
}

export function tcpStreamImage(inode: number): string {
  return `tcp-stream-${inode.toString(16)}.img`;
}

/** Undefined when the image is missing or has no entry. */
export function readTcpStream(images: Images, inode: number): TcpStream | undefined {
  const image = tcpStreamImage(inode);
  const entry: TcpStreamEntry | undefined = images.find(image, 'tcp_stream_entry');
  if (entry === undefined) return undefined;
  const missing = images.whyNot(image);
  return {
    image,
    agreed: namesOfBits(entry.opt_mask ?? 0, [
      [1, 'timestamps'],
      [2, 'sack'],
      [4, 'wscale'],
      [8, 'ecn'],
    ]),
    maximumSegmentBytes: known(entry.mss_clamp, missing),
    sendWindowScale: known(entry.snd_wscale, missing),
    receiveWindowScale: known(entry.rcv_wscale, missing),
    receiveQueueBytes: known(entry.inq_len, missing),
    sendQueueBytes: known(entry.outq_len, missing),
    unsentBytes: known(entry.unsq_len, missing),
    receiveSequence: known(entry.inq_seq, missing),
    sendSequence: known(entry.outq_seq, missing),
    nodelay: entry.nodelay === true,
    cork: entry.cork === true,
  };
}
