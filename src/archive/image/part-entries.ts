import { memorySource } from '../../bytes/byte-source.js';
import type { Place } from '../../bytes/checkpoint-error.js';
import { collectBytes, contentChunks, contentPlace } from '../content.js';
import type { Limits } from '../limits.js';
import { type Content, type Entry, type Member, memberPlace, placeInside } from '../member.js';
import { isPlain, walkArchiveContent } from '../unpack.js';
import { verifiedChunks } from './blob-digest.js';
import type { ImagePart } from './image-plan.js';
import { readSpec } from './containerd-spec.js';

const MAX_SPEC = 16 * 1024 ** 2;

/**
 * The members that one blob of an image stands for.
 *
 * What is streamed is verified against its digest. A layer that is not compressed and lies in a file is
 * read here and there, as any tar, and not verified, unless the limits want it: that would mean to read the
 * memory of all processes.
 * @param blob the member with the blob
 * @param container the file that the image is in
 */
export async function* partEntries(
  part: ImagePart,
  blob: Member,
  content: Content,
  container: Place,
  limits: Limits,
): AsyncGenerator<Entry> {
  const isRanged = isPlain(content) && limits.wholeLayers !== true;
  const verified = isRanged ? content : verify(content, part.digest);
  switch (part.role) {
    case 'layer':
      yield* walkArchiveContent(verified, limits, placeInside(container));
      return;
    case 'criu':
      yield fixedEntry({ ...DIRECTORY, name: 'checkpoint', mtimeNs: blob.mtimeNs }, container);
      for await (const { member, content: bytes } of walkArchiveContent(verified, limits, (name) =>
        memberPlace(container, `checkpoint/${name}`),
      )) {
        if (member.name !== '.') {
          yield { member: { ...member, name: `checkpoint/${member.name}` }, content: bytes };
        }
      }
      return;
    case 'spec': {
      const spec = readSpec(await collectBytes(verified, MAX_SPEC), contentPlace(content));
      yield fixedEntry({ ...blob, name: 'spec.dump', size: spec.length }, container, spec);
      return;
    }
    case 'diff':
      yield { member: { ...blob, name: 'rootfs-diff.tar' }, content };
      return;
  }
}

const DIRECTORY = {
  type: 'directory',
  mode: 0o700,
  uid: 0,
  gid: 0,
  owner: '',
  group: '',
  size: 0,
} as const;

function fixedEntry(
  member: Member,
  container: Place,
  bytes: Uint8Array = new Uint8Array(0),
): Entry {
  const source = memorySource(bytes, memberPlace(container, member.name));
  return { member, content: { kind: 'source', source } };
}

function verify(content: Content, digest: string | undefined): Content {
  if (digest === undefined) return content;
  const place = contentPlace(content);
  return { kind: 'stream', place, chunks: verifiedChunks(contentChunks(content), digest, place) };
}
