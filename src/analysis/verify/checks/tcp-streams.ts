import { fileTableOf } from '../../../model/file-table.js';
import { tcpStreamImage } from '../../../model/sockets/tcp-stream.js';
import { type Check, skipPreDump } from '../check.js';

const TCP = 6;
/** States without a connection that CRIU would have to repair (include/net/tcp_states.h). */
const WITHOUT_STREAM: readonly number[] = [7, 10];

/** Each connection has tcp-stream-INODE.img with its queues and sequence numbers, and the other way round. */
export const tcpStreams: Check = {
  name: 'tcp-streams',
  holds: 'every TCP connection has its stream, and every stream its connection',
  means: 'What waited in the queues of the connection is lost, or is of another dump.',
  restore: 'fails',
  skip: skipPreDump,
  *failures({ checkpoint }) {
    const { images } = checkpoint;
    const known = new Set<string>();
    for (const { proto, state = 0, ino = 0 } of fileTableOf(checkpoint).all('INETSK').values()) {
      if (proto !== TCP) continue;
      const image = tcpStreamImage(ino);
      known.add(image);
      if (WITHOUT_STREAM.includes(state) || images.has(image)) continue;
      const problem = `is not in the checkpoint: socket ${ino} is connected (or it was dumped with --tcp-close)`;
      yield { subject: image, problem };
    }
    for (const image of images.names(/^tcp-stream-[0-9a-f]+\.img$/)) {
      if (known.has(image)) continue;
      yield { subject: image, problem: 'no socket has this inode', restore: 'works' };
    }
  },
};
