import type { ByteSource } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { type Extent, extentSource } from '../../bytes/extent-source.js';
import { checkMemberCount, type Limits } from '../limits.js';
import { cleanName, type Member, type PlaceOf } from '../member.js';
import type { IndexedEntry } from '../tar/index-tar.js';
import { damaged, type PlacedMarker, readMarkers } from './read-markers.js';

export interface IndexedStream {
  readonly entries: readonly IndexedEntry[];
  /** Why the stream is not whole. What lies before is there, of a file that is cut off the beginning. */
  readonly damage?: CheckpointError;
}

/** A file of a stream; its pieces may lie between those of others. */
interface StreamedFile {
  readonly name: string;
  readonly extents: Extent[];
}

/** The files of a stream of CRIU's images, in the order in which they began. Reads markers only. */
export function indexStream(source: ByteSource, limits: Limits, placeOf: PlaceOf): IndexedStream {
  const { markers, damage } = readMarkers(source);
  const { files, error } = filesOf(source, markers, limits);
  const first = damage ?? error;
  const entries = files.map(({ name, extents }): IndexedEntry => {
    const whole = extentSource(source, extents, placeOf(name));
    return { member: memberOf(name, whole.size), content: { kind: 'source', source: whole } };
  });
  if (entries.length === 0 && first !== undefined) throw first;
  return { entries, ...(first !== undefined && { damage: first }) };
}

function filesOf(
  source: ByteSource,
  markers: readonly PlacedMarker[],
  limits: Limits,
): { files: StreamedFile[]; error?: CheckpointError } {
  const files: StreamedFile[] = [];
  const open = new Map<string, StreamedFile>();
  let current: StreamedFile | undefined;
  for (const [index, { seq, body, start, length }] of markers.entries()) {
    if (seq !== index) return { files, error: gap(source, start, index, seq) };
    if (body.kind === 'image-eof') {
      const [unfinished] = open.keys();
      return unfinished === undefined
        ? { files }
        : { files, error: damaged(source, start, `${unfinished} has no end in the image stream`) };
    }
    if (body.kind === 'filename') {
      const name = cleanName(body.name);
      current = open.get(name) ?? { name, extents: [] };
      if (!open.has(name)) {
        open.set(name, current);
        files.push(current);
        checkMemberCount(files.length, limits, source.place);
      }
    } else if (current === undefined) {
      return { files, error: damaged(source, start, 'data of no file in an image stream') };
    } else if (body.kind === 'data') {
      current.extents.push({ start, length });
    } else {
      open.delete(current.name);
      current = undefined;
    }
  }
  const end = new CheckpointError('unexpected-eof', 'unexpected EOF: the image stream has no end', {
    ...source.place,
    offset: source.size,
  });
  return { files, error: end };
}

function gap(source: ByteSource, offset: number, expected: number, seq: number): CheckpointError {
  const sentence =
    seq < expected
      ? `marker ${seq} stands twice in the image stream`
      : `marker ${expected} of the image stream is missing: if it was written in several shards, ` +
        'join all of them with cat';
  return damaged(source, offset, sentence);
}

/** A stream tells names and bytes only. */
function memberOf(name: string, size: number): Member {
  return {
    ...{ name, type: 'file', size, owner: '', group: '' },
    ...{ mode: undefined, uid: undefined, gid: undefined, mtimeNs: undefined },
  };
}
