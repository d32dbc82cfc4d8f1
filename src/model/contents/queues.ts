import type { IpcMsgEntry } from '../../criu/messages.generated.js';
import { payloadStart, placeIn } from './image-place.js';
import { fifoPlaces, pipePlaces } from './pipe-queues.js';
import type { ContentPlace } from './place.js';
import type { PlaceContext } from './place-context.js';
import { packetPlaces } from './socket-packets.js';
import { tcpPlaces } from './tcp-queues.js';
import { terminalPlaces } from './terminal-queues.js';

/** What was written and not read yet: pipes, sockets, terminals, message queues. */
export function* queuePlaces(context: PlaceContext): Generator<ContentPlace> {
  yield* pipePlaces(context);
  yield* fifoPlaces(context);
  yield* packetPlaces(context);
  yield* tcpPlaces(context);
  yield* messagePlaces(context);
  yield* terminalPlaces(context);
}

/** System V messages. The images do not tell which process has a queue open. */
function* messagePlaces(context: PlaceContext): Generator<ContentPlace> {
  const { imagePrefix } = context.checkpoint;
  const images = context
    .namesBelow(imagePrefix)
    .filter((name) => /^ipcns-msg-\d+\.img$/.test(name));
  for (const image of images) {
    for (const entry of context.images.entries(image)) {
      if (entry.payload.kind !== 'messages') continue;
      const { desc: { key = 0, id = 0 } = {} } = entry.message as IpcMsgEntry;
      const queue = `message queue 0x${(key >>> 0).toString(16)}/${id}`;
      let at = payloadStart(entry);
      for (const [index, { headerBytes, bytes, padding }] of entry.payload.messages.entries()) {
        at += 4 + headerBytes.length;
        const place = placeIn(context, image, at, bytes.size);
        const name = `${queue} message ${index + 1}`;
        if (place !== undefined) yield { ...place, name, holders: [] };
        at += bytes.size + padding.length;
      }
    }
  }
}
