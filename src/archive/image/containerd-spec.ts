import { CheckpointError, type Place } from '../../bytes/checkpoint-error.js';

/**
 * The runtime spec in containerd's protobuf message `google.protobuf.Any`: field 1 names the type,
 * field 2 holds the value, which for this type is JSON.
 */
export function readSpec(message: Uint8Array, place: Place): Uint8Array {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw damaged(place);
  };
  while (at < message.length) {
    const key = varint();
    // Both fields are length-delimited (wire type 2); there are no others.
    if ((key & 7) !== 2) throw damaged(place);
    const length = varint();
    if (length > message.length - at) throw damaged(place);
    if (key >>> 3 === 2) return message.subarray(at, at + length);
    at += length;
  }
  throw damaged(place);
}

function damaged(place: Place): CheckpointError {
  return new CheckpointError('invalid-archive', 'is not a container spec of containerd', place);
}
