import { counted } from '../../../bytes/counted.js';
import {
  LINKTYPE_RAW,
  interfaceBlock,
  packetBlock,
  sectionBlock,
} from '../../../formats/pcapng/blocks.js';
import { instantOf } from '../../timeline/checkpoint-instant.js';
import { queuedPackets, type QueuedPacket } from '../network-packets.js';
import type { Part, RecoverContext, Recovered } from '../recovered.js';
import { unixLog } from '../unix-log.js';

const COMMENT =
  'Made of the queues of a checkpoint: what sockets had received and not read, or sent and not had acknowledged. ' +
  'Addresses, ports and sequence numbers are those of the connections; all times are that of the checkpoint.';

/** The TCP and UDP queues as one capture that Wireshark reads; those of UNIX sockets as a text. */
export function* captures(context: RecoverContext): Generator<Recovered> {
  const { checkpoint } = context.view;
  let pids = new Set<number>();
  let count = 0;
  // Which there are is told before any is read.
  for (const packet of queuedPackets(context, false)) {
    pids = new Set([...pids, ...packet.pids]);
    count += 1;
  }
  if (count > 0) {
    yield {
      kind: 'pcap',
      name: 'network.pcapng',
      what: `${counted(count, 'packet')} of TCP and UDP queues`,
      source: { pids: [...pids] },
      size: undefined,
      missing: [],
      parts: () => captureParts(queuedPackets(context, true), instantOf(checkpoint) ?? 0n),
    };
  }
  yield* unixLog(context);
}

function* captureParts(packets: Iterable<QueuedPacket>, timeNs: bigint): Generator<Part> {
  let at = 0;
  const part = (bytes: Uint8Array): Part => {
    const made = { at, bytes };
    at += bytes.length;
    return made;
  };
  yield part(sectionBlock('checkpointctl', COMMENT));
  yield part(interfaceBlock(LINKTYPE_RAW));
  for (const { bytes, comment } of packets) yield part(packetBlock(timeNs, bytes(), comment));
}
