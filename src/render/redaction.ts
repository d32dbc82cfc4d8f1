import type { Overwritten } from '../analysis/redact/overwritten.js';
import { isAbsent } from '../model/absent.js';
import { addressFields } from './dialect.js';
import { jsonText } from './json.js';

/** A copy of an archive, and what was overwritten in it. */
export interface Redaction {
  readonly archive: string;
  readonly output: string;
  /** Of the file that was read, and of that which was written. */
  readonly before: FileDigest;
  readonly after: FileDigest;
  readonly overwritten: readonly OverwrittenPlace[];
}

export interface FileDigest {
  readonly sha256: string;
  readonly size: number;
}

/** What was overwritten, with a fingerprint instead of it. */
export interface OverwrittenPlace extends Omit<Overwritten, 'secret' | 'extents' | 'sources'> {
  readonly fingerprint: string;
  readonly ranges: readonly {
    readonly member: string;
    readonly offset: number;
    readonly length: number;
  }[];
}

/** The manifest of a copy: where something was overwritten, and never what. */
export function redactionJson({
  before,
  after,
  overwritten,
  ...files
}: Redaction): Iterable<string> {
  return jsonText({
    archive: files.archive,
    archive_sha256: before.sha256,
    archive_size: before.size,
    output: files.output,
    output_sha256: after.sha256,
    output_size: after.size,
    overwritten: overwritten.map(placeJson),
  });
}

function placeJson({
  kind,
  check,
  fingerprint,
  encoding,
  inside,
  where,
  ranges,
}: OverwrittenPlace) {
  return {
    ...{ kind, check, fingerprint, encoding, inside },
    ...whereJson(where),
    ranges,
  };
}

function whereJson(where: OverwrittenPlace['where']) {
  if (where.kind === 'place') return { place: where.place.name, place_offset: where.at };
  const [owner] = where.owners;
  if (owner === undefined) {
    return { segment: where.segment?.id, segment_offset: where.segment?.offset };
  }
  const { pid, comm, address } = owner;
  return { pid, comm: isAbsent(comm) ? null : comm, ...addressFields('address', address) };
}
