import { type ByteSource, unexpectedEof } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { LENGTH_BYTES, type Marker, MAX_MARKER, lengthOf, parseMarker } from './marker.js';

/** A marker, and where what follows it lies in the stream. */
export interface PlacedMarker extends Marker {
  readonly start: number;
  /** Fewer bytes than it says lie there where the stream is cut off. */
  readonly length: number;
}

export interface Markers {
  /** By their numbers. */
  readonly markers: readonly PlacedMarker[];
  /** Why there are no more: the stream is cut off, or something else stands in it. */
  readonly damage?: CheckpointError;
}

/** More are a trick: the streamer writes one for some ten thousand bytes at least. */
const MAX_MARKERS = 4_000_000;

/** Reads markers and skips what is between them. Shards that were joined one after the other are sorted. */
export function readMarkers(source: ByteSource): Markers {
  const markers: PlacedMarker[] = [];
  let damage: CheckpointError | undefined;
  for (let offset = 0; offset < source.size && damage === undefined;) {
    const marker = markerAt(source, offset);
    if (marker instanceof CheckpointError) {
      damage = marker;
      break;
    }
    const { body, start } = marker;
    const wanted = body.kind === 'data' ? body.length : 0;
    const length = Math.min(wanted, source.size - start);
    markers.push({ ...marker, length });
    if (length < wanted) damage = unexpectedEof(source.place, source.size);
    else if (markers.length > MAX_MARKERS) {
      damage = damaged(source, offset, `more than ${MAX_MARKERS} markers in an image stream`);
    }
    offset = start + wanted;
  }
  markers.sort((a, b) => a.seq - b.seq);
  return { markers, ...(damage !== undefined && { damage }) };
}

function markerAt(source: ByteSource, offset: number): PlacedMarker | CheckpointError {
  if (source.size - offset < LENGTH_BYTES) return unexpectedEof(source.place, source.size);
  const length = lengthOf(source.read(offset, LENGTH_BYTES));
  const at = offset + LENGTH_BYTES;
  if (length > 0 && length <= MAX_MARKER) {
    if (source.size - at < length) return unexpectedEof(source.place, source.size);
    const marker = parseMarker(source.read(at, length));
    if (marker !== undefined) return { ...marker, start: at + length, length: 0 };
  }
  return damaged(source, offset, 'no marker of an image stream');
}

export function damaged(source: ByteSource, offset: number, sentence: string): CheckpointError {
  return new CheckpointError('invalid-archive', sentence, { ...source.place, offset });
}
